import { createRoute } from '@tanstack/react-router'
import { domainRoute } from '../../app/root-route.tsx'
import { Page } from '../../ui/page.tsx'

const create = createRoute({
  getParentRoute: () => domainRoute,
  path: '/keys/new',
  component: () => <Page title="Create key">{null}</Page>,
})

/** Where a key is made. */
export const newKeyRoutes = [create] as const
