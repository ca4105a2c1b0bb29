import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { domainRoute } from '../../app/root-route.tsx'

/** What the list of users is narrowed by. */
const search = z.object({ search: z.string().max(100).optional().catch(undefined) })

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
