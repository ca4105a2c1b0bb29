import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { z } from 'zod'
import { frameRoute } from '../../app/root-route.tsx'
import { searchText } from '../../app/search-text.ts'

/** What the list of people is narrowed by. */
const search = z.object({ search: searchText.optional().catch(undefined) })

const list = createRoute({
  getParentRoute: () => frameRoute,
  path: '/team',
  validateSearch: search,
  component: lazyRouteComponent(() => import('./team-page.tsx'), 'TeamPage'),
})

const person = createRoute({
  getParentRoute: () => frameRoute,
  path: '/team/$id',
  component: lazyRouteComponent(() => import('./team-member-page.tsx'), 'TeamMemberPage'),
})

/** The people of the whole instance. */
export const teamRoutes = [list, person] as const
