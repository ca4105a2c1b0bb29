import { createRoute } from '@tanstack/react-router'
import { domainRoute } from '../../app/root-route.tsx'
import { Page } from '../../ui/page.tsx'

const list = createRoute({
  getParentRoute: () => domainRoute,
  path: '/keys',
  component: () => <Page title="API keys">{null}</Page>,
})

const create = createRoute({
  getParentRoute: () => domainRoute,
  path: '/keys/new',
  component: () => <Page title="Create key">{null}</Page>,
})

/** The list of keys, and where a key is made. */
export const keysRoutes = [list, create] as const
