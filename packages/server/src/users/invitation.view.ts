import type { endpoints, ResponseBody } from '@keywright/contract'
import type { Domain } from '../access/principal.ts'
import { toTime } from '../lib/clock.ts'
import type { InvitationRecord } from './invitations.store.ts'
import type { InvitationRow } from './users.table.ts'

/** A made invitation on the wire. */
export type MadeInvitation = ResponseBody<typeof endpoints.invitations.create>

/** An invitation on the wire. */
export type InvitationView = MadeInvitation['invitation']

/** An invitation as it travels, in its state at `now`. */
export function viewInvitation(row: InvitationRecord, now: number): InvitationView {
  return {
    id: row.id,
    email: row.email,
    domain: { id: row.domain_id, slug: row.slug, name: row.domain_name },
    role: row.role,
    createdAt: toTime(row.created_at),
    createdBy: row.created_by,
    expiresAt: toTime(row.expires_at),
    state: stateOf(row, now),
  }
}

/** A row with the domain it is for. */
export function withDomain(row: InvitationRow, domain: Domain): InvitationRecord {
  return { ...row, slug: domain.slug, domain_name: domain.name }
}

/** Where an invitation stands at `now`. */
export function stateOf(row: InvitationRow, now: number): InvitationView['state'] {
  if (row.accepted_at !== null) return 'accepted'
  if (row.withdrawn_at !== null) return 'withdrawn'
  return row.expires_at <= now ? 'expired' : 'pending'
}

/** What the audit trail keeps of an invitation. */
export function auditView(row: InvitationRow): Record<string, unknown> {
  return { email: row.email, role: row.role, expiresAt: toTime(row.expires_at) }
}

/** An invitation as the target of an audit event. */
export function targetOf(row: InvitationRow) {
  return { kind: 'invitation', id: row.id, label: row.email }
}
