import { Link } from '@tanstack/react-router'
import { formatCount } from '../../lib/count.ts'
import { Card } from '../../ui/card.tsx'
import { KeyLink } from './key-link.tsx'
import type { UsedKey } from './overview.queries.ts'

/** The keys with the most requests, application keys included. */
export function MostUsedKeys({
  domain,
  used,
  label,
}: {
  domain: string
  used: readonly UsedKey[]
  /** As in "24 hours". */
  label: string
}) {
  const most = used[0]?.count ?? 0
  return (
    <Card
      title="Most used keys"
      description={`By requests in the last ${label}.`}
      actions={
        <Link
          to="/d/$domain/keys"
          params={{ domain }}
          search={{ sort: '-lastUsedAt' }}
          className="text-accent underline underline-offset-3"
        >
          Keys by last use
        </Link>
      }
    >
      {used.length === 0 ? (
        <p className="text-muted">No key was used.</p>
      ) : (
        <ol aria-label="Most used keys" className="grid grid-cols-[minmax(0,1fr)] gap-2.5">
          {used.map(({ keyId, name, count }) => (
            <li key={keyId}>
              <div className="flex items-baseline justify-between gap-3">
                <KeyLink domain={domain} id={keyId} name={name} />
                <span className="tabular-nums">{formatCount(count)}</span>
              </div>
              <svg aria-hidden="true" className="mt-1 h-1.5 w-full rounded-full bg-sunken">
                <rect
                  width={`${(100 * count) / most}%`}
                  height="100%"
                  rx="3"
                  fill="var(--accent)"
                />
              </svg>
            </li>
          ))}
        </ol>
      )}
    </Card>
  )
}
