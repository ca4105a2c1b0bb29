import type { UseQueryResult } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { countOf, formatCount } from '../lib/count.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { QueryState, Skeleton } from '../ui/states.tsx'
import { USAGE_RANGE_IDS, USAGE_RANGES, type UsageRange } from './usage-ranges.ts'
import { type TimeSpan, totalsOf, type UsagePoint } from './usage-series.ts'

const UsageChart = lazy(() => import('./usage-chart.tsx'))

/** What was counted, and in which time. */
export interface Usage {
  points: readonly UsagePoint[]
  span: TimeSpan
}

/** Requests over time by outcome, with the choice of the time. */
export function UsageCard({
  usage,
  range,
  label,
  onRangeChange,
}: {
  usage: Pick<UseQueryResult<Usage>, 'data' | 'error' | 'refetch'>
  range: UsageRange
  /** What is counted, as in "Requests of the last 24 hours". */
  label: string
  onRangeChange: (range: UsageRange) => void
}) {
  return (
    <Card
      title="Requests"
      description={usage.data ? summarize(usage.data.points) : 'Every request, by its outcome.'}
      actions={
        <fieldset className="flex gap-1">
          <legend className="sr-only">Time</legend>
          {USAGE_RANGE_IDS.map(id => (
            <Button
              key={id}
              size="small"
              variant={id === range ? 'secondary' : 'ghost'}
              aria-pressed={id === range}
              onClick={() => onRangeChange(id)}
            >
              {USAGE_RANGES[id].label}
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
              bucket={USAGE_RANGES[range].bucket}
              span={span}
              label={label}
            />
          </Suspense>
        )}
      </QueryState>
    </Card>
  )
}

function summarize(points: readonly UsagePoint[]): string {
  const totals = totalsOf(points)
  const all = totals.reduce((sum, { count }) => sum + count, 0)
  const refused = all - (totals.find(({ outcome }) => outcome === 'VALID')?.count ?? 0)
  if (all === 0) return 'Every request, by its outcome.'
  return `${countOf(all, 'request')}, ${refused === 0 ? 'none' : formatCount(refused)} refused.`
}
