import type { Selectable } from 'kysely'

export interface UsersTable {
  id: string
  email: string
  name: string
  /** argon2id in PHC format. */
  password_hash: string
  /** 1 while the password is the generated one of the first start. */
  must_change_password: number
  /** Sealed base32 secret; two-step sign-in is on once `totp_confirmed_at` is set. */
  totp_sealed: string | null
  totp_confirmed_at: number | null
  /** The last time step that was accepted: a code works once (RFC 6238 section 5.2). */
  totp_last_step: number | null
  instance_admin: number
  disabled_at: number | null
  last_login_at: number | null
  created_at: number
  updated_at: number
  version: number
}

export interface RecoveryCodesTable {
  user_id: string
  digest: string
  used_at: number | null
}

export interface MembershipsTable {
  domain_id: string
  user_id: string
  role: string
  suspended_at: number | null
  created_at: number
  updated_at: number
  version: number
}

export interface InvitationsTable {
  id: string
  domain_id: string
  email: string
  role: string
  digest: string
  created_by: string | null
  created_at: number
  expires_at: number
  accepted_at: number | null
  withdrawn_at: number | null
}

export type UserRow = Selectable<UsersTable>
export type MembershipRow = Selectable<MembershipsTable>
export type InvitationRow = Selectable<InvitationsTable>
