import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { domainRoute } from '../../app/root-route.tsx'
import { keysSearch } from './keys.search.ts'

const list = createRoute({
  getParentRoute: () => domainRoute,
  path: '/keys',
  validateSearch: keysSearch,
  component: lazyRouteComponent(() => import('./keys-page.tsx'), 'KeysPage'),
})

/** The keys of a domain. */
export const keysRoutes = [list] as const
