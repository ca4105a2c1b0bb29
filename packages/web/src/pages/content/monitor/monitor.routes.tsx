import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { contentRoute } from '../content.routes.tsx'
import { monitorSearch } from './monitor.search.ts'

const monitor = createRoute({
  getParentRoute: () => contentRoute,
  path: '/realtime',
  validateSearch: monitorSearch,
  component: lazyRouteComponent(() => import('./monitor-page.tsx'), 'MonitorPage'),
})

/** What happens to objects, while it happens. */
export const monitorRoutes = [monitor] as const
