import { createLayer, holdsAll, isPermission } from '@keywright/core'
import { Permissions } from '../users/permissions.tsx'
import type { Role } from './roles.queries.ts'

/** What a change of a role gives and takes, and whom it concerns; nothing where nothing changes. */
export function RoleChange({ role, permissions }: { role: Role; permissions: readonly string[] }) {
  const after = permissions.filter(isPermission)
  const lost = holdsAll([createLayer('role', after)], role.permissions)
  const gained = holdsAll([createLayer('role', role.permissions)], after)
  if (lost.length === 0 && gained.length === 0) return null
  return (
    <section
      aria-label="What saving does"
      aria-live="polite"
      className="grid gap-1 rounded-lg border border-line bg-sunken px-3 py-2"
    >
      <p className="font-medium">{sentence(role)}</p>
      {gained.length > 0 && <Permissions word="Gives" list={gained} className="text-good" />}
      {lost.length > 0 && <Permissions word="Takes away" list={lost} className="text-danger" />}
    </section>
  )
}

function sentence({ users, keys }: Role): string {
  if (users + keys === 0) return 'Nobody has this role yet: saving changes nothing for anybody.'
  const who = [
    users > 0 && `${users} ${users === 1 ? 'user' : 'users'}`,
    keys > 0 && `${keys} ${keys === 1 ? 'key' : 'keys'}`,
  ].filter(Boolean)
  const acting = users > 0 ? ', and keys that act as these users,' : ''
  return `Saving changes what ${who.join(' and ')}${acting} can do, at once.`
}
