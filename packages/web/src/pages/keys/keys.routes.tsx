import { createRoute } from '@tanstack/react-router'
import { domainRoute } from '../../app/root-route.tsx'
import { Page } from '../../ui/page.tsx'

const list = createRoute({
  getParentRoute: () => domainRoute,
  path: '/keys',
  component: () => <Page title="API keys">{null}</Page>,
})

/** The keys of a domain. */
export const keysRoutes = [list] as const
