import type { Key } from '@keywright/contract'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useCan } from '../../app/session.tsx'
import { formatTime } from '../../lib/time.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { QueryState, Skeleton } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { keyLateAcceptsQuery, keyUsageQuery, RANGES } from './key.queries.ts'
import { USAGE_RANGES, type UsageRange } from './key-search.ts'

const UsageChart = lazy(() => import('../../charts/usage-chart.tsx'))

/** Requests with a key over time by outcome, and those that were let through too late. */
export function UsageSection({
  domain,
  value: key,
  range,
  onRangeChange,
}: {
  domain: string
  value: Key
  range: UsageRange
  onRangeChange: (range: UsageRange) => void
}) {
  const usage = useQuery(keyUsageQuery(domain, key.id, range))
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <Card
        title="Requests"
        description="Every verification of this key, by its outcome."
        actions={
          <fieldset className="flex gap-1">
            <legend className="sr-only">Time</legend>
            {USAGE_RANGES.map(id => (
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
                label={`Requests with ${key.name}, ${RANGES[range].label}`}
              />
            </Suspense>
          )}
        </QueryState>
      </Card>
      <LateAccepts domain={domain} value={key} />
    </div>
  )
}

/** Usually there are none, and then there is nothing to say about it. */
function LateAccepts({ domain, value: key }: { domain: string; value: Key }) {
  const can = useCan(domain)
  const { data = [] } = useQuery({
    ...keyLateAcceptsQuery(domain, key.id),
    enabled: can('backoffice.usage:read'),
  })
  if (data.length === 0) return null
  return (
    <Card
      title="Late accepts"
      description="Requests that a node still let through after a change that should have stopped them."
    >
      <Table
        label="Late accepts"
        rows={data}
        rowKey={late => `${late.node} ${late.acceptedAt}`}
        columns={[
          { id: 'at', heading: 'Accepted', cell: late => formatTime(late.acceptedAt) },
          { id: 'late', heading: 'Late by', cell: late => `${late.lateByMilliseconds} ms` },
          { id: 'changed', heading: 'Change', cell: late => formatTime(late.changedAt) },
          { id: 'node', heading: 'Node', cell: late => late.node },
        ]}
      />
    </Card>
  )
}
