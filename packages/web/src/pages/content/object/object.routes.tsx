import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { contentRoute } from '../content.routes.tsx'

const create = createRoute({
  getParentRoute: () => contentRoute,
  // An object may be called “new”, but no id begins with a hyphen.
  path: '/objects/$type/-new',
  component: lazyRouteComponent(() => import('./new-object-page.tsx'), 'NewObjectPage'),
})

/** Which part of the page is open, and which versions are compared there. */
const search = z.object({
  tab: z.enum(['content', 'versions']).optional().catch(undefined),
  version: z.number().int().positive().optional().catch(undefined),
  against: z.number().int().positive().optional().catch(undefined),
})

const object = createRoute({
  getParentRoute: () => contentRoute,
  path: '/objects/$type/$id',
  validateSearch: search,
  component: lazyRouteComponent(() => import('./object-page.tsx'), 'ObjectPage'),
})

/** The page of one object, and the one where it is made. */
export const objectRoutes = [create, object] as const
