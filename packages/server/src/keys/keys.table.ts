import type { KeyAccess } from '@keywright/core'
import type { Selectable } from 'kysely'

export interface KeysTable {
  id: string
  domain_id: string
  kind: 'application' | 'custom'
  name: string
  description: string
  role: string | null
  /** JSON list of permissions, normalised; null: no list, `[]`: nothing. */
  scopes: string | null
  /** What role and scopes come to; written with them, so that lists can narrow to it. */
  access: KeyAccess
  acts_as: string | null
  created_by: string | null
  created_by_label: string | null
  created_at: number
  updated_at: number
  expires_at: number | null
  disabled_at: number | null
  revoked_at: number | null
  revoked_reason: string | null
  /** JSON list of CIDR ranges; `[]`: anywhere. */
  ip_allow: string
  /** JSON object. */
  metadata: string
  version: number
}

/** Lower-case words that find a key: of its name, its token prefix, and the last four of its secrets. */
export interface KeyTermsTable {
  domain_id: string
  term: string
  key_id: string
}

/** What proves a key: its tokens, and the access and refresh tokens exchanged for them. */
export interface SecretsTable {
  id: string
  key_id: string
  domain_id: string
  kind: 'key' | 'access' | 'refresh'
  /** For exchanged tokens: the secret that was exchanged; they end with it. */
  parent_id: string | null
  /** For exchanged tokens: the exchange that they descend from, through all refreshes. */
  family_id: string | null
  /** HMAC-SHA-256 of the token under the pepper of `pepper_version`, in hex. */
  digest: string
  pepper_version: number
  prefix: string
  last_four: string
  /** The token, sealed under the master key; null where it cannot be revealed. */
  sealed: string | null
  /** JSON list of the narrower scopes an exchanged token was minted with; null: none. */
  scopes: string | null
  created_at: number
  expires_at: number | null
  /** For refresh tokens: when it was used; a second use ends the whole family (RFC 9700 section 4.14.2). */
  consumed_at: number | null
  revoked_at: number | null
}

export type KeyRow = Selectable<KeysTable>
export type SecretRow = Selectable<SecretsTable>
