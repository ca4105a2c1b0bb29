import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { domainRoute } from '../../app/root-route.tsx'

const list = createRoute({
  getParentRoute: () => domainRoute,
  path: '/roles',
  component: lazyRouteComponent(() => import('./roles-page.tsx'), 'RolesPage'),
})

const create = createRoute({
  getParentRoute: () => domainRoute,
  // A role may be called “NEW”, which is the same address, but no name begins with a hyphen.
  path: '/roles/-new',
  component: lazyRouteComponent(() => import('./new-role-page.tsx'), 'NewRolePage'),
})

const role = createRoute({
  getParentRoute: () => domainRoute,
  path: '/roles/$name',
  component: lazyRouteComponent(() => import('./role-page.tsx'), 'RolePage'),
})

/** The roles of a domain, and the page of one. */
export const rolesRoutes = [list, create, role] as const
