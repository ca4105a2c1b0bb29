import type { Key, KeyMetadata } from '@keywright/contract'
import { keyState, maskToken } from '@keywright/core'
import { toTime } from '../lib/clock.ts'
import { readJson } from '../lib/json.ts'
import type { KeyRecord, SecretRecord } from './keys.store.ts'
import type { KeyRow } from './keys.table.ts'

/** The state of a row at `now`. */
export function stateOf(row: KeyRow, now: number) {
  return keyState(
    { revokedAt: row.revoked_at, expiresAt: row.expires_at, disabledAt: row.disabled_at },
    now,
  )
}

/** The scopes of a row; null where it has no list. */
export function scopesOf(row: Pick<KeyRow, 'scopes'>): string[] | null {
  return row.scopes === null ? null : readJson<string[]>(row.scopes)
}

/** A key as it travels; `secrets` are its own living ones, newest first. */
export function viewKey(row: KeyRecord, secrets: readonly SecretRecord[], now: number): Key {
  const [newest] = secrets
  return {
    id: row.id,
    domainId: row.domain_id,
    kind: row.kind,
    name: row.name,
    description: row.description,
    role: row.role,
    scopes: scopesOf(row),
    actsAs: row.acts_as,
    actsAsEmail: row.acts_as_email,
    state: stateOf(row, now),
    masked: newest ? maskToken(newest.prefix, newest.last_four) : '',
    createdAt: toTime(row.created_at),
    createdBy: row.created_by,
    createdByLabel: row.created_by_label,
    updatedAt: toTime(row.updated_at),
    expiresAt: toTime(row.expires_at),
    disabledAt: toTime(row.disabled_at),
    revokedAt: toTime(row.revoked_at),
    revokedReason: row.revoked_reason,
    lastUsedAt: toTime(row.last_used_at || null),
    lastUsedIp: row.last_ip,
    lastUsedUserAgent: row.last_user_agent,
    ipAllow: readJson<string[]>(row.ip_allow),
    metadata: readJson<KeyMetadata>(row.metadata),
    revealable: newest?.sealed != null && row.revoked_at === null,
    secrets: secrets.map(secret => ({
      id: secret.id,
      masked: maskToken(secret.prefix, secret.last_four),
      createdAt: toTime(secret.created_at),
      expiresAt: toTime(secret.expires_at),
      lastUsedAt: toTime(secret.last_used_at || null),
    })),
  }
}

/** The fields of a key that the audit trail keeps. */
export function auditView(row: KeyRow): Record<string, unknown> {
  return {
    name: row.name,
    description: row.description,
    role: row.role,
    scopes: scopesOf(row),
    actsAs: row.acts_as,
    expiresAt: toTime(row.expires_at),
    disabledAt: toTime(row.disabled_at),
    revokedAt: toTime(row.revoked_at),
    ipAllow: readJson<string[]>(row.ip_allow),
    metadata: readJson<KeyMetadata>(row.metadata),
  }
}
