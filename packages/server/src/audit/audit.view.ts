import type { AuditEvent } from '@keywright/contract'
import { toTime } from '../lib/clock.ts'
import type { AuditEventRow } from './audit.table.ts'

/** The wire shape of an event, which is also what its hash is over; `docs/audit.md` tells readers so. */
export function viewEvent(row: AuditEventRow): AuditEvent {
  return { ...viewUnhashed(row), hash: row.hash }
}

/** The wire shape of an event that has no hash yet. */
export function viewUnhashed(row: Omit<AuditEventRow, 'hash'>): Omit<AuditEvent, 'hash'> {
  return {
    chain: row.chain,
    seq: row.seq,
    id: row.id,
    at: viewTime(row.at),
    actor: { kind: row.actor_kind, id: row.actor_id, label: row.actor_label },
    ip: row.ip,
    userAgent: row.user_agent,
    requestId: row.request_id,
    action: row.action,
    target: { kind: row.target_kind, id: row.target_id, label: row.target_label },
    before: viewSide(row.before),
    after: viewSide(row.after),
    previousHash: row.previous_hash,
  }
}

/** A tampered row must not stop the check that is there to name it, so nothing here throws. */
function viewTime(at: number): string {
  return Math.abs(at) <= LATEST ? toTime(at) : `unreadable: ${at}`
}

function viewSide(text: string | null): Record<string, unknown> | null {
  if (text === null) return null
  try {
    const side: unknown = JSON.parse(text)
    if (isRecord(side)) return side
  } catch {
    // Falls through to the text as it stands.
  }
  return { unreadable: text }
}

/** The last moment that a Date can tell, in epoch milliseconds (ECMA-262 section 21.4.1.1). */
const LATEST = 8.64e15

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
