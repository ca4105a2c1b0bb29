import { createRoute } from '@tanstack/react-router'
import { domainRoute } from '../../app/root-route.tsx'
import { Page } from '../../ui/page.tsx'

const list = createRoute({
  getParentRoute: () => domainRoute,
  path: '/apis',
  component: () => <Page title="APIs">{null}</Page>,
})

/** The pages of this area. */
export const apisRoutes = [list] as const
