import { createRoute } from '@tanstack/react-router'
import { domainRoute } from '../../app/root-route.tsx'
import { Page } from '../../ui/page.tsx'

const list = createRoute({
  getParentRoute: () => domainRoute,
  path: '/roles',
  component: () => <Page title="Roles">{null}</Page>,
})

/** The pages of this area. */
export const rolesRoutes = [list] as const
