import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { domainRoute } from '../../app/root-route.tsx'
import { searchText } from '../../app/search-text.ts'

/** What the list of users is narrowed by. */
const search = z.object({ search: searchText.optional().catch(undefined) })

const list = createRoute({
  getParentRoute: () => domainRoute,
  path: '/users',
  validateSearch: search,
  component: lazyRouteComponent(() => import('./users-page.tsx'), 'UsersPage'),
})

const user = createRoute({
  getParentRoute: () => domainRoute,
  path: '/users/$id',
  component: lazyRouteComponent(() => import('./user-page.tsx'), 'UserPage'),
})

/** The users of a domain, and the page of one. */
export const usersRoutes = [list, user] as const
