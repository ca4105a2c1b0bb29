import type { KEY_STATES, Outcome } from '@keywright/contract'
import { Link } from '@tanstack/react-router'
import { OUTCOME_LOOKS, OutcomeSwatch } from '../../charts/outcomes.tsx'
import { formatCount } from '../../lib/count.ts'
import { Card } from '../../ui/card.tsx'

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

/** Outcomes that one state of a key explains: the keys to look at are those. */
const STATES: Partial<Record<Outcome, (typeof KEY_STATES)[number]>> = {
  EXPIRED: 'expired',
  DISABLED: 'disabled',
  REVOKED: 'revoked',
}

/** How many requests were refused, for which reason, the most frequent first. */
export function Refusals({
  domain,
  totals,
  label,
}: {
  domain: string
  totals: readonly { outcome: Outcome; count: number }[]
  /** As in "24 hours". */
  label: string
}) {
  const refused = totals
    .flatMap(({ outcome, count }) => (outcome === 'VALID' ? [] : [{ outcome, count }]))
    .sort((a, b) => b.count - a.count)
  return (
    <Card title="Refusals" description={`Why requests were refused in the last ${label}.`}>
      {refused.length === 0 ? (
        <p className="text-muted">None.</p>
      ) : (
        <ul aria-label="Refusals by reason" className="grid gap-3">
          {refused.map(({ outcome, count }) => (
            <li key={outcome} className="flex items-start gap-2.5">
              <span className="mt-1">
                <OutcomeSwatch outcome={outcome} picture="refusals" />
              </span>
              <div className="min-w-0 flex-1">
                <p className="font-medium">
                  {STATES[outcome] ? (
                    <Link
                      to="/d/$domain/keys"
                      params={{ domain }}
                      search={{ state: STATES[outcome] }}
                      className="underline decoration-line underline-offset-3 hover:decoration-accent"
                    >
                      {OUTCOME_LOOKS[outcome].label}
                    </Link>
                  ) : (
                    OUTCOME_LOOKS[outcome].label
                  )}
                </p>
                <p className="text-[0.8125rem] text-muted">{REASONS[outcome]}</p>
              </div>
              <span className="font-medium tabular-nums">{formatCount(count)}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
