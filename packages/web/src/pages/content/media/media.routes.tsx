import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { contentRoute } from '../content.routes.tsx'
import { librarySearch } from './library.search.ts'

const library = createRoute({
  getParentRoute: () => contentRoute,
  path: '/media',
  validateSearch: librarySearch,
  component: lazyRouteComponent(() => import('./library-page.tsx'), 'LibraryPage'),
})

const file = createRoute({
  getParentRoute: () => contentRoute,
  path: '/media/$id',
  component: lazyRouteComponent(() => import('./file-page.tsx'), 'FilePage'),
})

/** The files of a domain, and the page of one. */
export const mediaRoutes = [library, file] as const
