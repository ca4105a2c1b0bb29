import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { pickDomain } from '../../app/current-domain.ts'
import { domainsQuery } from '../../app/queries.ts'
import { queryClient } from '../../app/query-client.ts'
import { frameRoute } from '../../app/root-route.tsx'

/** The start: on to the domain that was open last, or the first, where there is one. */
export const startRoute = createRoute({
  getParentRoute: () => frameRoute,
  path: '/',
  async beforeLoad() {
    // Not what is remembered: the domain one comes from may have just been deleted.
    const domain = pickDomain(await queryClient.fetchQuery(domainsQuery))
    if (domain) throw redirect({ to: '/d/$domain', params: { domain: domain.slug } })
  },
  component: lazyRouteComponent(() => import('./no-domain-page.tsx'), 'NoDomainPage'),
})
