import type { Selectable } from 'kysely'

export interface SharedSecretsTable {
  id: string
  domain_id: string
  sealed: string
  created_at: number
  created_by: string | null
  /** Set when a newer one took over: until when this one is still accepted. */
  expires_at: number | null
  last_used_at: number | null
}

/** Assertions already exchanged, kept until they would expire anyway. */
export interface AssertionIdsTable {
  domain_id: string
  jti: string
  expires_at: number
}

export type SharedSecretRow = Selectable<SharedSecretsTable>
