import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { domainRoute } from '../../app/root-route.tsx'

const general = createRoute({
  getParentRoute: () => domainRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./general-page.tsx'), 'GeneralPage'),
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
export const settingsRoutes = [general, keysPolicy, sharedSecret] as const
