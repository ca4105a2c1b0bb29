import type { Key } from '@keywright/contract'
import { useQuery } from '@tanstack/react-query'
import { useCan } from '../../app/session.tsx'
import { UsageCard } from '../../charts/usage-card.tsx'
import { USAGE_RANGES, type UsageRange } from '../../charts/usage-ranges.ts'
import { formatTime } from '../../lib/time.ts'
import { Card } from '../../ui/card.tsx'
import { Table } from '../../ui/table.tsx'
import { keyLateAcceptsQuery, keyUsageQuery } from './key.queries.ts'

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
      <UsageCard
        usage={usage}
        range={range}
        label={`Requests with ${key.name}, ${USAGE_RANGES[range].label}`}
        onRangeChange={onRangeChange}
      />
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
