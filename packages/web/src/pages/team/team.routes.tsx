import { createRoute } from '@tanstack/react-router'
import { frameRoute } from '../../app/root-route.tsx'
import { Page } from '../../ui/page.tsx'

const list = createRoute({
  getParentRoute: () => frameRoute,
  path: '/team',
  component: () => <Page title="Team">{null}</Page>,
})

/** The pages of this area. */
export const teamRoutes = [list] as const
