import { useQuery } from '@tanstack/react-query'
import { useCan } from '../../app/session.tsx'
import { QueryState, SkeletonRows } from '../../ui/states.tsx'
import { Time } from '../../ui/time.tsx'
import { actingKeysQuery, MAX_LOOKED_AT, type Member } from './users.queries.ts'

/** Names the keys that stop when somebody can no longer be acted as. */
export function StoppingKeys({ domain, member }: { domain: string; member: Member }) {
  const can = useCan(domain)
  if (member.keys === 0) return <p>No key acts as them, so no key stops.</p>
  const count =
    member.keys === 1 ? '1 key acts as them and stops' : `${member.keys} keys act as them and stop`
  return (
    <>
      <p className="font-medium">{count} at once.</p>
      {can('backoffice.keys:read') && can('backoffice.roles:read') && (
        <KeyNames domain={domain} userId={member.id} />
      )}
    </>
  )
}

function KeyNames({ domain, userId }: { domain: string; userId: string }) {
  const acting = useQuery(actingKeysQuery(domain, userId))
  return (
    <QueryState query={acting} loading={<SkeletonRows rows={2} />}>
      {({ keys, hasMore }) => (
        <>
          <ul
            aria-label="Keys that stop"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
            tabIndex={0}
            className="max-h-48 divide-y divide-line overflow-y-auto rounded-lg border border-line"
          >
            {keys.map(key => (
              <li key={key.id} className="flex flex-wrap justify-between gap-x-3 px-3 py-2">
                <span className="min-w-0 font-medium break-words">{key.name}</span>
                <span className="text-muted">
                  Last used: <Time at={key.lastUsedAt} never="never" />
                </span>
              </li>
            ))}
          </ul>
          {hasMore && (
            <p className="text-muted">
              The {MAX_LOOKED_AT} keys that were used last are shown; there are more.
            </p>
          )}
        </>
      )}
    </QueryState>
  )
}
