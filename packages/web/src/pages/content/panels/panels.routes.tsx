import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { contentRoute } from '../content.routes.tsx'

const list = createRoute({
  getParentRoute: () => contentRoute,
  path: '/panels',
  validateSearch: z.object({ state: z.literal('ended').optional().catch(undefined) }),
  component: lazyRouteComponent(() => import('./panels-page.tsx'), 'PanelsPage'),
})

const create = createRoute({
  getParentRoute: () => contentRoute,
  path: '/panels/new',
  component: lazyRouteComponent(() => import('./new-panel-page.tsx'), 'NewPanelPage'),
})

const panel = createRoute({
  getParentRoute: () => contentRoute,
  path: '/panels/$id',
  component: lazyRouteComponent(() => import('./panel-page.tsx'), 'PanelPage'),
})

/** The panels of a domain, where one is made, and the page of one. */
export const panelsRoutes = [list, create, panel] as const
