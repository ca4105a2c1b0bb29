import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Lock } from 'lucide-react'
import { useCan } from '../../app/session.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, QueryState, Skeleton } from '../../ui/states.tsx'
import { Concerns } from './concerns.tsx'
import { FirstSteps } from './first-steps.tsx'
import { KeyStates } from './key-states.tsx'
import { keySummaryQuery } from './overview.queries.ts'
import { UsageOverview } from './usage-overview.tsx'

const route = getRouteApi('/frame/d/$domain/')

/** What there is in a domain, what is going on, and what deserves a look. */
export function OverviewPage() {
  const { domain } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const can = useCan(domain)
  const readsKeys = can('backoffice.keys:read') || can('backoffice.keys.own:read')
  const readsUsage = can('backoffice.usage:read')
  return (
    <Page title="Overview">
      {readsKeys && <KeyOverview domain={domain} />}
      {readsUsage && (
        <UsageOverview
          domain={domain}
          search={search}
          onChange={changes =>
            void navigate({
              search: before => ({ ...before, ...changes }),
              replace: true,
              resetScroll: false,
            })
          }
        />
      )}
      {readsKeys && <Concerns domain={domain} />}
      {!readsKeys && !readsUsage && (
        <Empty icon={Lock} title="Nothing here is yours to see">
          Your role lets you see neither keys nor usage of this domain.
        </Empty>
      )}
    </Page>
  )
}

function KeyOverview({ domain }: { domain: string }) {
  const summary = useQuery(keySummaryQuery(domain))
  return (
    <QueryState query={summary} loading={<Skeleton className="h-24 rounded-xl" />}>
      {({ states }) =>
        Object.values(states).every(count => count === 0) ? (
          <FirstSteps domain={domain} />
        ) : (
          <KeyStates domain={domain} states={states} />
        )
      }
    </QueryState>
  )
}
