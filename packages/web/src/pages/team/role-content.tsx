import { useQuery } from '@tanstack/react-query'
import { Permissions } from '../users/permissions.tsx'
import { teamRolesQuery } from './team.queries.ts'

/** What a role of any domain allows; nothing until that is known. */
export function RoleContent({ domain, role }: { domain: string; role: string }) {
  const { data: roles = [] } = useQuery(teamRolesQuery(domain))
  const found = roles.find(({ name }) => name === role)
  if (!found) return null
  return (
    <p className="text-muted">
      {found.permissions.length === 0 ? (
        `${role} allows nothing.`
      ) : (
        <Permissions word={`${role} allows`} list={found.permissions} />
      )}
    </p>
  )
}
