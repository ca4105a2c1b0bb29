import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { searchText } from '../../../app/search-text.ts'
import { contentRoute } from '../content.routes.tsx'

const list = createRoute({
  getParentRoute: () => contentRoute,
  path: '/',
  validateSearch: z.object({ search: searchText.optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./types-page.tsx'), 'TypesPage'),
})

const create = createRoute({
  getParentRoute: () => contentRoute,
  // A content type may be called “new”, but no name begins with a hyphen.
  path: '/types/-new',
  component: lazyRouteComponent(() => import('./new-type-page.tsx'), 'NewTypePage'),
})

const type = createRoute({
  getParentRoute: () => contentRoute,
  path: '/types/$type',
  component: lazyRouteComponent(() => import('./type-page.tsx'), 'TypePage'),
})

/** The content types of a domain, and the definition of each. */
export const typesRoutes = [list, create, type] as const
