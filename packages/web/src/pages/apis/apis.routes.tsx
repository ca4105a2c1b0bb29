import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { domainRoute } from '../../app/root-route.tsx'

const list = createRoute({
  getParentRoute: () => domainRoute,
  path: '/apis',
  component: lazyRouteComponent(() => import('./apis-page.tsx'), 'ApisPage'),
})

const create = createRoute({
  getParentRoute: () => domainRoute,
  // An API may be called “new”, but no slug begins with a hyphen.
  path: '/apis/-new',
  component: lazyRouteComponent(() => import('./new-api-page.tsx'), 'NewApiPage'),
})

const api = createRoute({
  getParentRoute: () => domainRoute,
  path: '/apis/$api',
  component: lazyRouteComponent(() => import('./api-page.tsx'), 'ApiPage'),
})

/** The registered APIs of a domain, and the page of one. */
export const apisRoutes = [list, create, api] as const
