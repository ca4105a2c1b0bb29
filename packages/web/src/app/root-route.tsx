import {
  createRootRoute,
  createRoute,
  lazyRouteComponent,
  type ParsedLocation,
  redirect,
} from '@tanstack/react-router'
import { queryClient } from './query-client.ts'
import { RootLayout } from './root-layout.tsx'
import { type Me, meQuery } from './session.tsx'

/** The root of all pages. */
export const rootRoute = createRootRoute({ component: RootLayout })

/** Pages for whoever is signed in; everybody else is sent to sign in first, and back afterwards. */
export const frameRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'frame',
  component: lazyRouteComponent(() => import('./frame.tsx'), 'Frame'),
  async beforeLoad({ location }) {
    const { user } = await requireMe({ location })
    if (user?.mustChangePassword)
      throw redirect({ to: '/welcome', search: { next: location.href } })
  },
})

/** Pages of one domain: `/d/{slug}/…`. */
export const domainRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/d/$domain',
  component: lazyRouteComponent(() => import('./domain-frame.tsx'), 'DomainFrame'),
})

/** Who is signed in; those who are not are sent to sign in, and back afterwards. */
export async function requireMe({ location }: { location: ParsedLocation }): Promise<Me> {
  try {
    return await queryClient.ensureQueryData(meQuery)
  } catch (error) {
    if (!isNobody(error)) throw error
    throw redirect({ to: '/sign-in', search: { next: location.href } })
  }
}

function isNobody(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false
  return error.code === 'UNAUTHENTICATED' || error.code === 'CREDENTIAL_INVALID'
}
