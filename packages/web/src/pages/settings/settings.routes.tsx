import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { domainRoute } from '../../app/root-route.tsx'

const general = createRoute({
  getParentRoute: () => domainRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./general-page.tsx'), 'GeneralPage'),
})

const headless = createRoute({
  getParentRoute: () => domainRoute,
  path: '/settings/headless',
  component: lazyRouteComponent(() => import('./headless-page.tsx'), 'HeadlessPage'),
})

const keysPolicy = createRoute({
  getParentRoute: () => domainRoute,
  path: '/settings/keys',
  component: lazyRouteComponent(() => import('./keys-policy-page.tsx'), 'KeysPolicyPage'),
})

const sharedSecret = createRoute({
  getParentRoute: () => domainRoute,
  path: '/settings/shared-secret',
  component: lazyRouteComponent(() => import('./shared-secret-page.tsx'), 'SharedSecretPage'),
})

/** The pages of this area. */
export const settingsRoutes = [general, headless, keysPolicy, sharedSecret] as const
