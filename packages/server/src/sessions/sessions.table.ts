import type { Selectable } from 'kysely'

export interface SessionsTable {
  id: string
  user_id: string
  digest: string
  created_at: number
  last_seen_at: number
  /** When the password was last entered. */
  authenticated_at: number
  /** The absolute end. */
  expires_at: number
  ended_at: number | null
  ip: string | null
  user_agent: string | null
}

/** Failed sign-ins by account, by address, and by both together. */
export interface LoginFailuresTable {
  subject: string
  failures: number
  first_at: number
  last_at: number
}

/** Addresses from which an account signed in before: a flood of others cannot lock them out. */
export interface KnownAddressesTable {
  user_id: string
  ip: string
  last_at: number
}

export type SessionRow = Selectable<SessionsTable>
