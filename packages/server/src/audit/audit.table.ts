import type { Selectable } from 'kysely'

/** Append-only by trigger on both engines. `chain` is a domain id, or `instance`. */
export interface AuditEventsTable {
  chain: string
  seq: number
  id: string
  at: number
  actor_kind: 'user' | 'key' | 'cli' | 'system' | 'anonymous'
  actor_id: string | null
  actor_label: string
  ip: string | null
  user_agent: string | null
  request_id: string | null
  action: string
  target_kind: string
  target_id: string
  target_label: string
  /** JSON objects without any secret; null where there is no such side. */
  before: string | null
  after: string | null
  previous_hash: string
  hash: string
}

/** The newest event of each chain, with a MAC under the master key: whoever only has the database cannot shorten or rewrite a chain. */
export interface AuditHeadsTable {
  chain: string
  seq: number
  hash: string
  mac: string
}

export type AuditEventRow = Selectable<AuditEventsTable>
