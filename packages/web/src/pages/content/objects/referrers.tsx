import type { Problem } from '@keywright/contract'
import { Link } from '@tanstack/react-router'

/** The objects that stand in the way of a deletion, as far as they may be read. */
export function Referrers({ domain, problem }: { domain: string; problem: Problem }) {
  const { offenders = [] } = problem
  if (offenders.length === 0) return null
  const mayBeMore = offenders.length >= MOST_NAMED
  return (
    <ul className="grid gap-1 rounded-lg bg-warning-soft px-3 py-2 wrap-anywhere">
      {offenders.map(({ kind, id, message }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: those that may not be read have no id
        <li key={place}>
          {id === '' ? (
            message
          ) : (
            <>
              <Link
                to="/d/$domain/content/objects/$type/$id"
                params={{ domain, type: kind, id }}
                target="_blank"
                className="font-medium underline underline-offset-2"
              >
                {kind}/{id}
              </Link>
              : {message}
            </>
          )}
        </li>
      ))}
      {mayBeMore && <li className="text-muted">There may be more.</li>}
    </ul>
  )
}

/** What it means to take the references out of objects. */
export function Detaching() {
  return (
    <p>
      Taking the references out changes those objects at once, and what is published of them as
      well: it is delivered without them from then on. You must be allowed to change them, to
      publish those that are published, and all of them must stay valid; otherwise nothing is
      changed.
    </p>
  )
}

/** As many as the server names. */
const MOST_NAMED = 10
