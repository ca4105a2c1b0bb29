import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { nextSearch } from '../../app/next-search.ts'
import { frameRoute, requireMe, rootRoute } from '../../app/root-route.tsx'

const account = createRoute({
  getParentRoute: () => frameRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('./account-page.tsx'), 'AccountPage'),
})

/** The pages of this area. */
export const accountRoutes = [account] as const

/** Where a generated password is changed before anything else; everybody else goes on at once. */
export const welcomeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/welcome',
  validateSearch: nextSearch,
  async beforeLoad({ location, search: { next = '/' } }) {
    const { user } = await requireMe({ location })
    if (!user?.mustChangePassword) throw redirect({ href: next })
  },
  component: lazyRouteComponent(() => import('./welcome-page.tsx'), 'WelcomePage'),
})
