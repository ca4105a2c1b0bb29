import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { nextSearch } from '../../app/next-search.ts'
import { frameRoute, requireMe, rootRoute } from '../../app/root-route.tsx'

const account = createRoute({
  getParentRoute: () => frameRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('./account-page.tsx'), 'AccountPage'),
})

/** The pages of this area. */
export const accountRoutes = [account] as const

/** Where a generated password is changed before anything else. */
export const welcomeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/welcome',
  validateSearch: nextSearch,
  beforeLoad: requireMe,
  component: lazyRouteComponent(() => import('./welcome-page.tsx'), 'WelcomePage'),
})
