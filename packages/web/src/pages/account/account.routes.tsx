import { createRoute } from '@tanstack/react-router'
import { frameRoute } from '../../app/root-route.tsx'
import { Page } from '../../ui/page.tsx'

const list = createRoute({
  getParentRoute: () => frameRoute,
  path: '/account',
  component: () => <Page title="My account">{null}</Page>,
})

/** The pages of this area. */
export const accountRoutes = [list] as const

/** Where a generated password is changed before anything else. */
export const welcomeRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/welcome',
  component: () => <Page title="Choose a password">{null}</Page>,
})
