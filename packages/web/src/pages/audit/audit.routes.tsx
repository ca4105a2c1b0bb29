import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { domainRoute, frameRoute } from '../../app/root-route.tsx'
import { auditSearch } from './audit.search.ts'

const list = createRoute({
  getParentRoute: () => domainRoute,
  path: '/audit',
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('./audit-page.tsx'), 'AuditPage'),
})

/** The trail of a domain. */
export const auditRoutes = [list] as const

/** The trail of the whole instance. */
export const instanceAuditRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/audit',
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('./instance-audit-page.tsx'), 'InstanceAuditPage'),
})
