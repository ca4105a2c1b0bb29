import type { endpoints, ResponseBody } from '@keywright/contract'
import { toTime } from '../lib/clock.ts'
import type { DomainMembership } from './team.store.ts'
import type { UserRow } from './users.table.ts'

/** Somebody on this instance on the wire. */
export type TeamMemberView = ResponseBody<typeof endpoints.team.read>

/** Somebody on this instance as it travels; `memberships` may be those of others, too. */
export function viewTeamMember(
  row: UserRow,
  memberships: readonly DomainMembership[],
): TeamMemberView {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    ...standingOf(row),
    totp: row.totp_confirmed_at !== null,
    memberships: memberships
      .filter(({ user_id }) => user_id === row.id)
      .map(({ domain_id, slug, name, role, suspended_at, keys }) => ({
        domain: { id: domain_id, slug, name },
        role,
        suspended: suspended_at !== null,
        keys,
      })),
    lastLoginAt: toTime(row.last_login_at),
    createdAt: toTime(row.created_at),
    updatedAt: toTime(row.updated_at),
  }
}

/** What the team page can change of somebody, and what the audit trail keeps of it. */
export function standingOf(row: Pick<UserRow, 'instance_admin' | 'disabled_at'>) {
  return { instanceAdmin: row.instance_admin === 1, disabled: row.disabled_at !== null }
}
