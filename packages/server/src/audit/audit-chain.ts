import { createHash } from 'node:crypto'
import type { AuditEventRow } from './audit.table.ts'

/** The chain of things that belong to no domain: people, sign-ins, domains made and deleted. */
export const INSTANCE_CHAIN = 'instance'

/**
 * The hash of an event: SHA-256 over the hash before it and all its fields, as a JSON array in
 * this fixed order. Anybody with an export can compute it; `docs/audit.md` says how.
 */
export function hashEvent(event: Omit<AuditEventRow, 'hash'>): string {
  const fields = [
    event.previous_hash,
    event.chain,
    event.seq,
    event.id,
    event.at,
    event.actor_kind,
    event.actor_id,
    event.actor_label,
    event.ip,
    event.user_agent,
    event.request_id,
    event.action,
    event.target_kind,
    event.target_id,
    event.target_label,
    event.before,
    event.after,
  ]
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex')
}

/** What the master key signs of a head: position and hash, so that neither can be set back. */
export function headText(chain: string, seq: number, hash: string): string {
  return `${chain}\n${seq}\n${hash}`
}
