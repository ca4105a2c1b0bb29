import type { Selectable } from 'kysely'

export interface IdempotencyTable {
  /** Principal, endpoint and Idempotency-Key, hashed. */
  id: string
  /** SHA-256 of path, body and rights: the same key with others is refused. */
  request_hash: string
  /** Sealed status, headers and body; null while the first request runs. */
  answer: string | null
  created_at: number
  expires_at: number
}

export type IdempotencyRow = Selectable<IdempotencyTable>
