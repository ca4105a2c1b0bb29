import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { domainRoute } from '../../app/root-route.tsx'
import { overviewSearch } from './overview.search.ts'

const overview = createRoute({
  getParentRoute: () => domainRoute,
  path: '/',
  validateSearch: overviewSearch,
  component: lazyRouteComponent(() => import('./overview-page.tsx'), 'OverviewPage'),
})

/** The overview of a domain. */
export const overviewRoutes = [overview] as const
