import { KEY_STATES, type KeySummary } from '@keywright/contract'
import { Link } from '@tanstack/react-router'
import { formatCount } from '../../lib/count.ts'

const LABELS = {
  active: 'Active',
  disabled: 'Disabled',
  expired: 'Expired',
  revoked: 'Revoked',
} as const satisfies Record<keyof KeySummary['states'], string>

const BARS = {
  active: 'bg-good',
  disabled: 'bg-warning',
  expired: 'bg-field',
  revoked: 'bg-danger',
} as const satisfies Record<keyof KeySummary['states'], string>

/** How many custom keys are in each state; each figure leads to those keys. */
export function KeyStates({ domain, states }: { domain: string; states: KeySummary['states'] }) {
  return (
    <section aria-label="Keys by state">
      <ul className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        {KEY_STATES.map(state => (
          <li key={state}>
            <Link
              to="/d/$domain/keys"
              params={{ domain }}
              search={{ state }}
              className="relative block rounded-xl border border-line bg-surface px-4 py-3 hover:border-accent"
            >
              <span className="flex items-center gap-2 text-muted">
                <span aria-hidden className={`size-2 rounded-full ${BARS[state]}`} />
                {LABELS[state]} <span className="sr-only">keys:</span>
              </span>
              <span className="mt-0.5 block text-2xl font-semibold tabular-nums">
                {formatCount(states[state])}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
