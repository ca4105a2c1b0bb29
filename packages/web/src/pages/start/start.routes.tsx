import { createRoute, redirect } from '@tanstack/react-router'
import { domainsQuery } from '../../app/queries.ts'
import { queryClient } from '../../app/query-client.ts'
import { frameRoute } from '../../app/root-route.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty } from '../../ui/states.tsx'

/** The start: on to the first domain, where there is one. */
export const startRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/',
  async beforeLoad() {
    const [first] = await queryClient.ensureQueryData(domainsQuery)
    if (first) throw redirect({ to: '/d/$domain', params: { domain: first.slug } })
  },
  component: () => (
    <Page title="Welcome">
      <Empty title="You are in no domain yet">
        Ask an administrator to add you to one. It then shows here.
      </Empty>
    </Page>
  ),
})
