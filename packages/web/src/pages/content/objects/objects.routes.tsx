import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { contentRoute } from '../content.routes.tsx'
import { objectsSearch } from './objects.search.ts'

const list = createRoute({
  getParentRoute: () => contentRoute,
  path: '/objects/$type',
  validateSearch: objectsSearch,
  component: lazyRouteComponent(() => import('./objects-page.tsx'), 'ObjectsPage'),
})

/** The objects of a content type. */
export const objectsRoutes = [list] as const
