import type { Outcome } from '@keywright/contract'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import type { KeyFilters } from '../../app/queries.ts'
import { OUTCOME_LOOKS, OutcomeSwatch } from '../../charts/outcomes.tsx'
import { USAGE_RANGES, type UsageRange } from '../../charts/usage-ranges.ts'
import { cn } from '../../lib/cn.ts'
import { formatCount } from '../../lib/count.ts'
import { Card } from '../../ui/card.tsx'
import { QueryState, SkeletonRows } from '../../ui/states.tsx'
import { KeyLink } from './key-link.tsx'
import { refusedKeysQuery } from './overview.queries.ts'
import type { OverviewSearch } from './overview.search.ts'

const REASONS = {
  NOT_FOUND: 'The token belongs to no key of this domain.',
  EXPIRED: 'The key or its secret is past its end.',
  DISABLED: 'The key is switched off.',
  REVOKED: 'The key was revoked.',
  IP_DENIED: 'The address is not in the allow-list of the key.',
  FORBIDDEN: 'The key does not hold the permission that was needed.',
  RATE_LIMITED: 'Too many requests in a short time.',
  QUOTA_EXCEEDED: 'The quota of the key is used up.',
  SUBJECT_INACTIVE: 'The user that the key acts as is not active here.',
} as const satisfies Record<Exclude<Outcome, 'VALID'>, string>

/** Refusals for the state of a key: the list shows the keys that are in it. */
const STATES: { [reason in Refusal]?: NonNullable<KeyFilters['state']> } = {
  EXPIRED: 'expired',
  DISABLED: 'disabled',
  REVOKED: 'revoked',
}

/** The reasons for which a key was refused. */
export type Refusal = NonNullable<OverviewSearch['refused']>

/** How many requests were refused, for which reason, the most frequent first, and with which keys. */
export function Refusals({
  domain,
  totals,
  range,
  open,
  onOpenChange,
}: {
  domain: string
  totals: readonly { outcome: Outcome; count: number }[]
  range: UsageRange
  /** The reason of which the keys are shown. */
  open: Refusal | undefined
  onOpenChange: (open: Refusal | undefined) => void
}) {
  const refused = totals
    .flatMap(({ outcome, count }) => (outcome === 'VALID' ? [] : [{ outcome, count }]))
    .sort((a, b) => b.count - a.count)
  return (
    <Card
      title="Refusals"
      description={`Why requests were refused in the last ${USAGE_RANGES[range].label}.`}
    >
      {refused.length === 0 ? (
        <p className="text-muted">None.</p>
      ) : (
        <ul aria-label="Refusals by reason" className="grid grid-cols-[minmax(0,1fr)] gap-3">
          {refused.map(({ outcome, count }) => (
            <li key={outcome} className="flex items-start gap-2.5">
              <span className="mt-1">
                <OutcomeSwatch outcome={outcome} picture="refusals" />
              </span>
              <div className="min-w-0 flex-1">
                <p className="font-medium">
                  {outcome === 'NOT_FOUND' ? (
                    OUTCOME_LOOKS[outcome].label
                  ) : (
                    <button
                      type="button"
                      aria-expanded={outcome === open}
                      title="Which keys?"
                      className="inline-flex items-center gap-1 rounded underline decoration-line underline-offset-3 hover:decoration-accent"
                      onClick={() => onOpenChange(outcome === open ? undefined : outcome)}
                    >
                      {OUTCOME_LOOKS[outcome].label}
                      <ChevronRight
                        aria-hidden
                        className={cn('size-3.5 text-muted', outcome === open && 'rotate-90')}
                      />
                    </button>
                  )}
                </p>
                <p className="text-[0.8125rem] text-muted">{REASONS[outcome]}</p>
                {outcome === open && <RefusedKeys domain={domain} range={range} outcome={open} />}
              </div>
              <span className="font-medium tabular-nums">{formatCount(count)}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

/** The keys that were refused most for one reason. */
function RefusedKeys({
  domain,
  range,
  outcome,
}: {
  domain: string
  range: UsageRange
  outcome: Refusal
}) {
  const keys = useQuery(refusedKeysQuery(domain, range, outcome))
  const state = STATES[outcome]
  return (
    <div className="mt-2 border-l-2 border-line pl-3">
      <QueryState query={keys} loading={<SkeletonRows rows={2} />}>
        {keys => (
          <ol aria-label={`Keys refused most: ${OUTCOME_LOOKS[outcome].label}`}>
            {keys.map(({ keyId, name, count }) => (
              <li key={keyId} className="flex items-baseline justify-between gap-3 py-0.5">
                <KeyLink domain={domain} id={keyId} name={name} />
                <span className="text-muted tabular-nums">{formatCount(count)}</span>
              </li>
            ))}
          </ol>
        )}
      </QueryState>
      {state && (
        <Link
          to="/d/$domain/keys"
          params={{ domain }}
          search={{ state, kind: 'any' }}
          className="inline-block py-1 text-accent underline underline-offset-3"
        >
          All {state} keys
        </Link>
      )}
    </div>
  )
}
