import type { Keyring } from '../../packages/server/src/keyring/keyring.ts'
import { termsOf } from '../../packages/server/src/keys/key-terms.ts'
import type { KeyRow, KeyTermsTable, SecretRow } from '../../packages/server/src/keys/keys.table.ts'
import { createId } from '../../packages/server/src/lib/ids.ts'
import type { KeyUsageTable } from '../../packages/server/src/usage/usage.table.ts'
import { API, isLive, PERMISSION, tokenAt } from '../lib/keys.ts'
import { digits, nameAt } from './names.ts'

/** Rows by table, ready to be written; the tables in an order that their references allow. */
export interface SeedRows {
  keys: KeyRow[]
  key_usage: KeyUsageTable[]
  secrets: SecretRow[]
  key_terms: KeyTermsTable[]
}

/** Where the rows belong. */
export interface SeedTarget {
  domainId: string
  keyring: Keyring
  /** How many keys there will be: the last one is the newest. */
  count: number
  now: number
}

/** The rows of the keys `from` (included) to `to` (not included), as the server itself would write them. */
export function seedRows(target: SeedTarget, from: number, to: number): SeedRows {
  const rows: SeedRows = { keys: [], key_usage: [], secrets: [], key_terms: [] }
  for (let index = from; index < to; index++) addKey(rows, target, index)
  return rows
}

const MINUTE = 60_000

function addKey(rows: SeedRows, { domainId, keyring, count, now }: SeedTarget, index: number) {
  const token = tokenAt(index)
  const id = createId('key')
  const createdAt = now - (count - index) * MINUTE
  const secret = { prefix: 'kw', last_four: token.slice(-4) }
  const { digest, pepperVersion } = keyring.digest(token)
  rows.keys.push({
    id,
    domain_id: domainId,
    kind: 'custom',
    name: nameAt(index),
    description: 'Made for a measurement.',
    role: null,
    scopes: JSON.stringify([`${API}.area${digits(index % 20, 2)}:write`, PERMISSION]),
    access: 'restricted',
    acts_as: null,
    created_by: null,
    created_by_label: 'bench',
    created_at: createdAt,
    updated_at: createdAt,
    expires_at: now + 1_000_000 * MINUTE,
    disabled_at: null,
    revoked_at: isLive(index) ? null : now,
    revoked_reason: null,
    ip_allow: '[]',
    metadata: '{"plan":"team"}',
    version: 1,
  })
  rows.key_usage.push({
    key_id: id,
    domain_id: domainId,
    last_used_at: index % 3 === 0 ? 0 : createdAt + MINUTE,
    last_ip: null,
    last_user_agent: null,
  })
  rows.secrets.push({
    id: createId('sec'),
    key_id: id,
    domain_id: domainId,
    kind: 'key',
    parent_id: null,
    family_id: null,
    digest,
    pepper_version: pepperVersion,
    ...secret,
    sealed: null,
    scopes: null,
    created_at: createdAt,
    expires_at: null,
    consumed_at: null,
    revoked_at: null,
  })
  for (const term of termsOf({ name: nameAt(index), secrets: [secret] })) {
    rows.key_terms.push({ domain_id: domainId, term, key_id: id })
  }
}
