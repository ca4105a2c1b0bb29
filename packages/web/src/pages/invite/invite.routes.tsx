import { createRoute } from '@tanstack/react-router'
import { rootRoute } from '../../app/root-route.tsx'
import { Page } from '../../ui/page.tsx'

/** Where an invitation is accepted. */
export const inviteRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invite',
  component: () => <Page title="Invitation">{null}</Page>,
})
