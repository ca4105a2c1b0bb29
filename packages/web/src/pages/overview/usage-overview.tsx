import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { totalsOf } from '../../charts/usage-series.ts'
import { countOf, formatCount } from '../../lib/count.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { QueryState, Skeleton } from '../../ui/states.tsx'
import { MostUsedKeys } from './most-used-keys.tsx'
import { domainUsageQuery } from './overview.queries.ts'
import { RANGE_IDS, RANGES, type Range } from './overview.search.ts'
import { Refusals } from './refusals.tsx'

const UsageChart = lazy(() => import('../../charts/usage-chart.tsx'))

/** Requests of the domain: over time, why some were refused, and by which keys. */
export function UsageOverview({
  domain,
  range,
  onRangeChange,
}: {
  domain: string
  range: Range
  onRangeChange: (range: Range) => void
}) {
  const usage = useQuery(domainUsageQuery(domain, range))
  const totals = usage.data && totalsOf(usage.data.points)
  const { label } = RANGES[range]
  return (
    <>
      <Card
        title="Requests"
        description={totals ? summarize(totals) : 'Every verification, by its outcome.'}
        actions={
          <fieldset className="flex gap-1">
            <legend className="sr-only">Time</legend>
            {RANGE_IDS.map(id => (
              <Button
                key={id}
                size="small"
                variant={id === range ? 'secondary' : 'ghost'}
                aria-pressed={id === range}
                onClick={() => onRangeChange(id)}
              >
                {RANGES[id].label}
              </Button>
            ))}
          </fieldset>
        }
      >
        <QueryState query={usage} loading={<Skeleton className="h-60" />}>
          {({ points, span }) => (
            <Suspense fallback={<Skeleton className="h-60" />}>
              <UsageChart
                points={points}
                bucket={RANGES[range].bucket}
                span={span}
                label={`Requests of the last ${label}`}
              />
            </Suspense>
          )}
        </QueryState>
      </Card>
      {usage.data && totals && (
        <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 lg:grid-cols-2">
          <Refusals domain={domain} totals={totals} label={label} />
          <MostUsedKeys domain={domain} used={usage.data.keys} label={label} />
        </div>
      )}
    </>
  )
}

function summarize(totals: ReturnType<typeof totalsOf>): string {
  const all = totals.reduce((sum, { count }) => sum + count, 0)
  const refused = all - (totals.find(({ outcome }) => outcome === 'VALID')?.count ?? 0)
  if (all === 0) return 'Every verification, by its outcome.'
  return `${countOf(all, 'request')}, ${refused === 0 ? 'none' : formatCount(refused)} refused.`
}
