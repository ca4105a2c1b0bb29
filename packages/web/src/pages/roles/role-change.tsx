import { isPermission } from '@keywright/core'
import { useQuery } from '@tanstack/react-query'
import { resourcesQuery } from '../../app/queries.ts'
import { Permissions } from '../users/permissions.tsx'
import { changeBetween, permissionsOf } from './permission-change.ts'
import type { Role } from './roles.queries.ts'

/** What a change of a role gives and takes, and whom it concerns; nothing where nothing changes. */
export function RoleChange({
  domain,
  role,
  permissions,
}: {
  domain: string
  role: Role
  permissions: readonly string[]
}) {
  const { data: resources = [] } = useQuery(resourcesQuery(domain))
  const after = permissions.filter(isPermission)
  const { lost, gained } = changeBetween(role.permissions, after, permissionsOf(resources))
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
  const acting =
    users === 0 ? '' : ` Keys that act as ${users === 1 ? 'this user' : 'these users'} follow.`
  return `Saving changes at once what ${who.join(' and ')} can do.${acting}`
}
