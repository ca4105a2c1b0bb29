import type { Key } from '@keywright/contract'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type KeyUsagePoint, trafficOf, trafficText } from '../../keys/traffic.ts'
import { Card } from '../../ui/card.tsx'
import { QueryState, Skeleton } from '../../ui/states.tsx'
import { EffectiveNow } from './access-section.tsx'
import { keyUsageQuery } from './key.queries.ts'
import { KeyFacts } from './key-facts.tsx'
import { Sparkline } from './sparkline.tsx'

/** The facts of a key, its last day, and what it can do. */
export function OverviewSection({ domain, value: key }: { domain: string; value: Key }) {
  const usage = useQuery(keyUsageQuery(domain, key.id, '24h'))
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <Card title="Facts">
        <KeyFacts domain={domain} value={key} />
      </Card>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
        <Card
          title="Last 24 hours"
          actions={
            <Link
              to="/d/$domain/keys/$id"
              params={{ domain, id: key.id }}
              search={{ tab: 'usage' }}
              className="text-accent underline"
            >
              All usage
            </Link>
          }
        >
          <QueryState query={usage} loading={<Skeleton className="h-20" />}>
            {({ points }) => <LastDay points={points} />}
          </QueryState>
        </Card>
        <EffectiveNow domain={domain} value={key} />
      </div>
    </div>
  )
}

function LastDay({ points }: { points: readonly KeyUsagePoint[] }) {
  const traffic = trafficOf(points)
  if (traffic.count === 0) return <p className="text-muted">No requests with this key.</p>
  const words = trafficText(traffic)
  return (
    <div className="grid gap-3">
      <Sparkline hours={traffic.hours} label={`${words}, hour by hour`} className="h-14 w-full" />
      <p>
        {words}
        {traffic.refused === 0 && <span className="text-muted">, none refused</span>}
      </p>
    </div>
  )
}
