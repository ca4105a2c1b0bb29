import type { endpoints, ResponseBody } from '@keywright/contract'
import type { AuditEntry } from '../audit/audit.service.ts'
import { toTime } from '../lib/clock.ts'
import type { ReachableDomain } from './accounts.store.ts'
import type { UserRow } from './users.table.ts'

type SignedIn = ResponseBody<typeof endpoints.session.signIn>

/** A user as they see themselves. */
export function viewUser(row: UserRow): SignedIn['user'] {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    instanceAdmin: row.instance_admin === 1,
    totp: row.totp_confirmed_at !== null,
    mustChangePassword: row.must_change_password === 1,
    createdAt: toTime(row.created_at),
  }
}

/** The domains somebody reaches, as their list on the wire. */
export function viewDomains(domains: readonly ReachableDomain[]): SignedIn['domains'] {
  return domains.map(({ id, slug, name, role }) => ({ id, slug, name, role }))
}

/** A user as the target of an audit event. */
export function targetOf(user: Pick<UserRow, 'id' | 'email'>): AuditEntry['target'] {
  return { kind: 'user', id: user.id, label: user.email }
}
