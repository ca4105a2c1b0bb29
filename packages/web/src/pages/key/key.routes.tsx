import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { domainRoute } from '../../app/root-route.tsx'
import { USAGE_RANGE_IDS } from '../../charts/usage-ranges.ts'
import { KEY_TABS } from './key-search.ts'

const search = z.object({
  tab: z.enum(KEY_TABS).optional().catch(undefined),
  range: z.enum(USAGE_RANGE_IDS).optional().catch(undefined),
})

const key = createRoute({
  getParentRoute: () => domainRoute,
  path: '/keys/$id',
  validateSearch: search,
  component: lazyRouteComponent(() => import('./key-page.tsx'), 'KeyPage'),
})

/** Everything about one key. */
export const keyRoutes = [key] as const
