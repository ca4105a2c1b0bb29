import type { endpoints, ResponseBody } from '@keywright/contract'
import { toTime } from '../lib/clock.ts'
import type { MemberRecord } from './members.store.ts'

/** A user of a domain on the wire. */
export type MemberView = ResponseBody<typeof endpoints.users.read>

/** A user of a domain as it travels. */
export function viewMember(row: MemberRecord): MemberView {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    disabled: row.disabled_at !== null,
    suspended: row.suspended_at !== null,
    totp: row.totp_confirmed_at !== null,
    keys: Number(row.keys),
    lastLoginAt: toTime(row.last_login_at),
    createdAt: toTime(row.created_at),
    updatedAt: toTime(row.updated_at),
  }
}

/** What the audit trail keeps of a membership. */
export function auditView({ role, suspended_at }: Pick<MemberRecord, 'role' | 'suspended_at'>) {
  return { role, suspended: suspended_at !== null }
}
