import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { domainRoute } from '../../app/root-route.tsx'

/** Whom the key shall act as, where a user's page sent us here. */
const search = z.object({ actsAs: z.string().startsWith('usr_').optional().catch(undefined) })

const create = createRoute({
  getParentRoute: () => domainRoute,
  path: '/keys/new',
  validateSearch: search,
  component: lazyRouteComponent(() => import('./new-key-page.tsx'), 'NewKeyPage'),
})

/** Where a key is made. */
export const newKeyRoutes = [create] as const
