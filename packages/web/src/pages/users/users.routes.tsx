import { createRoute } from '@tanstack/react-router'
import { domainRoute } from '../../app/root-route.tsx'
import { Page } from '../../ui/page.tsx'

const list = createRoute({
  getParentRoute: () => domainRoute,
  path: '/users',
  component: () => <Page title="Users">{null}</Page>,
})

const user = createRoute({
  getParentRoute: () => domainRoute,
  path: '/users/$id',
  component: () => <Page title="User">{null}</Page>,
})

/** The users of a domain, and the page of one. */
export const usersRoutes = [list, user] as const
