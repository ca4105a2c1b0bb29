import { createRoute } from '@tanstack/react-router'
import { domainRoute } from '../../app/root-route.tsx'
import { Page } from '../../ui/page.tsx'

const list = createRoute({
  getParentRoute: () => domainRoute,
  path: '/settings',
  component: () => <Page title="Settings">{null}</Page>,
})

/** The pages of this area. */
export const settingsRoutes = [list] as const
