import {
  createRootRoute,
  createRoute,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { Empty, ErrorState } from '../ui/states.tsx'
import { queryClient } from './query-client.ts'
import { meQuery } from './session.tsx'

/** The root of all pages. */
export const rootRoute = createRootRoute({
  component: Outlet,
  notFoundComponent: () => (
    <Empty title="There is no such page">
      <a href="/" className="text-accent underline">
        Go to the start
      </a>
    </Empty>
  ),
  errorComponent: ({ error, reset }) => <ErrorState error={error} onRetry={reset} />,
})

/** Pages for whoever is signed in; everybody else is sent to sign in first, and back afterwards. */
export const frameRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'frame',
  component: lazyRouteComponent(() => import('./frame.tsx'), 'Frame'),
  async beforeLoad({ location }) {
    const me = await queryClient.ensureQueryData(meQuery).catch(error => {
      if (error?.code === 'UNAUTHENTICATED' || error?.code === 'CREDENTIAL_INVALID') {
        throw redirect({ to: '/sign-in', search: { next: location.href } })
      }
      throw error
    })
    if (me.user?.mustChangePassword && location.pathname !== '/welcome') {
      throw redirect({ to: '/welcome', search: { next: location.href } })
    }
  },
})

/** Pages of one domain: `/d/{slug}/…`. */
export const domainRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/d/$domain',
  component: lazyRouteComponent(() => import('./domain-frame.tsx'), 'DomainFrame'),
})
