import { createRoute } from '@tanstack/react-router'
import { domainRoute, frameRoute } from '../../app/root-route.tsx'
import { Page } from '../../ui/page.tsx'

const list = createRoute({
  getParentRoute: () => domainRoute,
  path: '/audit',
  component: () => <Page title="Audit">{null}</Page>,
})

/** The pages of this area. */
export const auditRoutes = [list] as const

/** The trail of the whole instance. */
export const instanceAuditRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/audit',
  component: () => <Page title="Instance audit">{null}</Page>,
})
