import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { contentRoute } from '../content.routes.tsx'
import { contentSearch } from './content.search.ts'

const search = createRoute({
  getParentRoute: () => contentRoute,
  path: '/search',
  validateSearch: contentSearch,
  component: lazyRouteComponent(() => import('./search-page.tsx'), 'SearchPage'),
})

/** Where all objects are searched. */
export const searchRoutes = [search] as const
