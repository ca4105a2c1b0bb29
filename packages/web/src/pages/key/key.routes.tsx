import { createRoute } from '@tanstack/react-router'
import { domainRoute } from '../../app/root-route.tsx'
import { Page } from '../../ui/page.tsx'

const list = createRoute({
  getParentRoute: () => domainRoute,
  path: '/keys/$id',
  component: () => <Page title="Key">{null}</Page>,
})

/** The pages of this area. */
export const keyRoutes = [list] as const
