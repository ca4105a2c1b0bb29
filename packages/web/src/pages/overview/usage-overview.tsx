import { useQuery } from '@tanstack/react-query'
import { UsageCard } from '../../charts/usage-card.tsx'
import { USAGE_RANGES } from '../../charts/usage-ranges.ts'
import { totalsOf } from '../../charts/usage-series.ts'
import { MostUsedKeys } from './most-used-keys.tsx'
import { domainUsageQuery } from './overview.queries.ts'
import type { OverviewSearch } from './overview.search.ts'
import { Refusals } from './refusals.tsx'

/** Requests of the domain: over time, why some were refused, and by which keys. */
export function UsageOverview({
  domain,
  search: { range = '24h', refused },
  onChange,
}: {
  domain: string
  search: OverviewSearch
  onChange: (changes: OverviewSearch) => void
}) {
  const usage = useQuery(domainUsageQuery(domain, range))
  const { label } = USAGE_RANGES[range]
  return (
    <>
      <UsageCard
        usage={usage}
        range={range}
        label={`Requests of the last ${label}`}
        onRangeChange={range => onChange({ range })}
      />
      {usage.data && (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-5 lg:grid-cols-2">
          <Refusals
            domain={domain}
            totals={totalsOf(usage.data.points)}
            range={range}
            open={refused}
            onOpenChange={refused => onChange({ refused })}
          />
          <MostUsedKeys domain={domain} used={usage.data.keys} label={label} />
        </div>
      )}
    </>
  )
}
