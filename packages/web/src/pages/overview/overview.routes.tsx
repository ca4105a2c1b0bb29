import { createRoute } from '@tanstack/react-router'
import { domainRoute } from '../../app/root-route.tsx'
import { Page } from '../../ui/page.tsx'

const list = createRoute({
  getParentRoute: () => domainRoute,
  path: '/',
  component: () => <Page title="Overview">{null}</Page>,
})

/** The pages of this area. */
export const overviewRoutes = [list] as const
