import type { Problem } from '@keywright/contract'
import { formatCount } from '../../../lib/count.ts'

/** What stands in the way, each with its page; they open beside this one, where somebody is at work. */
export function Offenders({
  domain,
  offenders,
  total,
}: {
  domain: string
  offenders: NonNullable<Problem['offenders']>
  total: number
}) {
  const rest = total - offenders.length
  return (
    <ul className="max-h-60 divide-y divide-line overflow-y-auto rounded-lg border border-line">
      {offenders.map(({ kind, id, message }) => (
        <li key={`${kind} ${id} ${message}`} className="px-3 py-2 wrap-anywhere">
          {id !== '' && (
            <>
              <a
                href={placeOf(domain, kind, id)}
                target="_blank"
                rel="noreferrer"
                className="font-medium underline decoration-line underline-offset-3 hover:decoration-accent"
              >
                {`${WORDS.get(kind) ?? kind} ${id}`}
              </a>{' '}
            </>
          )}
          <span className="text-muted">{message}</span>
        </li>
      ))}
      {rest > 0 && (
        <li className="px-3 py-2 text-muted">
          {offenders.length > 0 ? `and ${formatCount(rest)} more` : 'You may not see which.'}
        </li>
      )}
    </ul>
  )
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ['key', 'Key'],
  ['role', 'Role'],
  ['type', 'Content type'],
])

function placeOf(domain: string, kind: string, id: string): string {
  const start = `/d/${encodeURIComponent(domain)}`
  const name = encodeURIComponent(id)
  if (kind === 'key') return `${start}/keys/${name}`
  if (kind === 'role') return `${start}/roles/${name}`
  if (kind === 'type') return `${start}/content/types/${name}`
  return `${start}/content/objects/${encodeURIComponent(kind)}/${name}`
}
