import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { contentRoute } from '../content.routes.tsx'

const explorer = createRoute({
  getParentRoute: () => contentRoute,
  path: '/graphql',
  component: lazyRouteComponent(() => import('./explorer-page.tsx'), 'ExplorerPage'),
})

/** Where GraphQL is tried out. */
export const explorerRoutes = [explorer] as const
