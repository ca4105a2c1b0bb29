import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { domainRoute } from '../../app/root-route.tsx'

/** What all pages of content have around them. */
export const contentRoute = createRoute({
  getParentRoute: () => domainRoute,
  path: '/content',
  component: lazyRouteComponent(() => import('./content-frame.tsx'), 'ContentFrame'),
})
