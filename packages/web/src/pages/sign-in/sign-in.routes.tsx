import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { nextSearch } from '../../app/next-search.ts'
import { queryClient } from '../../app/query-client.ts'
import { rootRoute } from '../../app/root-route.tsx'
import { meQuery } from '../../app/session.tsx'

/** The page to sign in; whoever is signed in already goes on at once. */
export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: nextSearch,
  async beforeLoad({ search: { next = '/' } }) {
    const me = await queryClient.ensureQueryData(meQuery).catch(() => undefined)
    if (me) throw redirect({ href: next })
  },
  component: lazyRouteComponent(() => import('./sign-in-page.tsx'), 'SignInPage'),
})
