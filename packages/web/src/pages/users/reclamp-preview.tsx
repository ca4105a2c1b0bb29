import type { Key } from '@keywright/contract'
import { createLayer, TooManyPermissionsError } from '@keywright/core'
import { useQuery } from '@tanstack/react-query'
import { resourcesQuery } from '../../app/queries.ts'
import { useCan } from '../../app/session.tsx'
import { QueryState, SkeletonRows } from '../../ui/states.tsx'
import { permissionsOf } from '../roles/permission-change.ts'
import { roleQuery } from '../roles/roles.queries.ts'
import { Permissions } from './permissions.tsx'
import { type Reclamp, reclamp } from './reclamp.ts'
import { type ActingKeys, actingKeysQuery, MAX_LOOKED_AT, type Member } from './users.queries.ts'

/** What becomes of each key that acts as a user when they get another role. */
export function ReclampPreview({
  domain,
  member,
  role,
}: {
  domain: string
  member: Member
  role: string
}) {
  const can = useCan(domain)
  if (member.keys === 0) return <p className="text-muted">No key acts as {member.name}.</p>
  if (!can('backoffice.keys:read') || !can('backoffice.roles:read')) {
    return (
      <p>
        {actingText(member.keys)} as them and {member.keys === 1 ? 'follows' : 'follow'} the new
        role at once.
      </p>
    )
  }
  if (role === member.role) {
    return (
      <p className="text-muted">
        {actingText(member.keys)} as {member.name}. Choose a role to see what they would lose.
      </p>
    )
  }
  return <Preview domain={domain} member={member} role={role} />
}

function Preview({ domain, member, role }: { domain: string; member: Member; role: string }) {
  const acting = useQuery(actingKeysQuery(domain, member.id))
  const before = useQuery(roleQuery(domain, member.role))
  const after = useQuery(roleQuery(domain, role))
  const { data: resources = [] } = useQuery(resourcesQuery(domain))
  const known = permissionsOf(resources)
  return (
    <QueryState query={acting} loading={<SkeletonRows rows={2} />}>
      {found => (
        <QueryState query={before} loading={<SkeletonRows rows={2} />}>
          {from => (
            <QueryState query={after} loading={<SkeletonRows rows={2} />}>
              {to => (
                <Consequences
                  found={found}
                  known={known}
                  subject={{ before: from.value.permissions, after: to.value.permissions }}
                />
              )}
            </QueryState>
          )}
        </QueryState>
      )}
    </QueryState>
  )
}

function Consequences({
  found,
  known,
  subject,
}: {
  found: ActingKeys
  known: readonly string[]
  subject: { before: readonly string[]; after: readonly string[] }
}) {
  const rows = found.keys.map(key => ({ key, change: changeOf(key, found, subject, known) }))
  const losing = rows.filter(({ change }) => change === undefined || change.lost.length > 0)
  return (
    <section aria-label="What becomes of their keys" className="grid gap-2">
      <p aria-live="polite" className="font-medium">
        {losing.length === 0
          ? `No key loses anything (${rows.length} looked at).`
          : `${losing.length} of ${sentence(rows.length)} will be able to do less.`}
      </p>
      {found.hasMore && (
        <p className="text-muted">
          The {MAX_LOOKED_AT} keys that were used last are shown; there are more.
        </p>
      )}
      <ul
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="max-h-64 divide-y divide-line overflow-y-auto rounded-lg border border-line"
      >
        {rows.map(({ key, change }) => (
          <li key={key.id} className="grid gap-1 px-3 py-2">
            <span className="flex flex-wrap items-baseline justify-between gap-x-3">
              <span className="font-medium break-words">{key.name}</span>
              <span className="font-mono text-xs text-muted">{key.masked}</span>
            </span>
            <Change change={change} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Change({ change }: { change: Reclamp | undefined }) {
  if (!change) return <span>Its access is too varied to be listed; it follows the new role.</span>
  const { lost, gained, isEmpty } = change
  if (lost.length === 0 && gained.length === 0) return <span className="text-muted">Unchanged</span>
  return (
    <>
      {lost.length > 0 && <Permissions word="Loses" list={lost} className="text-danger" />}
      {gained.length > 0 && <Permissions word="Gains" list={gained} className="text-good" />}
      {isEmpty && <span>It can do nothing then.</span>}
    </>
  )
}

function changeOf(
  key: Key,
  { roles }: ActingKeys,
  subject: { before: readonly string[]; after: readonly string[] },
  known: readonly string[],
): Reclamp | undefined {
  const own = [
    ...(key.role === null ? [] : [createLayer('role', roles.get(key.role) ?? [])]),
    ...(key.scopes === null ? [] : [createLayer('scopes', key.scopes)]),
  ]
  try {
    return reclamp(own, subject, known)
  } catch (error) {
    if (error instanceof TooManyPermissionsError) return undefined
    throw error
  }
}

/** How many keys act as somebody, as the beginning of a sentence. */
export function actingText(count: number): string {
  return `${sentence(count)} ${count === 1 ? 'acts' : 'act'}`
}

function sentence(count: number): string {
  return count === 1 ? '1 key' : `${count} keys`
}
