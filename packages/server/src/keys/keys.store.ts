import { type SqlBool, sql } from 'kysely'
import { namingPattern } from '../access/grants.ts'
import type { Db, Engine, Tx } from '../db/engine.ts'
import type { KeyRow, SecretRow } from './keys.table.ts'

/** A key with what lists and pages show beside it. */
export interface KeyRecord extends KeyRow {
  acts_as_email: string | null
  last_used_at: number
  last_ip: string | null
  last_user_agent: string | null
}

/** A secret of a key with its last use (0: never). */
export interface SecretRecord
  extends Pick<
    SecretRow,
    'id' | 'key_id' | 'prefix' | 'last_four' | 'sealed' | 'created_at' | 'expires_at'
  > {
  last_used_at: number
}

export async function insertKey(tx: Tx, key: KeyRow): Promise<void> {
  await tx.insertInto('keys').values(key).execute()
  await tx
    .insertInto('key_usage')
    .values({
      key_id: key.id,
      domain_id: key.domain_id,
      last_used_at: 0,
      last_ip: null,
      last_user_agent: null,
    })
    .execute()
}

export async function insertSecret(tx: Tx, secret: SecretRow): Promise<void> {
  await tx.insertInto('secrets').values(secret).execute()
}

/** Replaces the search words of a key. */
export async function setTerms(
  tx: Tx,
  domainId: string,
  keyId: string,
  terms: readonly string[],
): Promise<void> {
  await tx.deleteFrom('key_terms').where('key_id', '=', keyId).execute()
  await tx
    .insertInto('key_terms')
    .values(terms.map(term => ({ domain_id: domainId, term, key_id: keyId })))
    .execute()
}

/** Keys with what is shown beside them; the base of every read. */
export function selectKeys(db: Db) {
  return db
    .selectFrom('keys')
    .innerJoin('key_usage', 'key_usage.key_id', 'keys.id')
    .leftJoin('users', 'users.id', 'keys.acts_as')
    .selectAll('keys')
    .select([
      'users.email as acts_as_email',
      'key_usage.last_used_at',
      'key_usage.last_ip',
      'key_usage.last_user_agent',
    ])
}

export async function findKey(
  db: Db,
  domainId: string,
  id: string,
): Promise<KeyRecord | undefined> {
  return selectKeys(db)
    .where('keys.domain_id', '=', domainId)
    .where('keys.id', '=', id)
    .executeTakeFirst()
}

export async function findKeys(
  db: Db,
  domainId: string,
  ids: readonly string[],
): Promise<KeyRecord[]> {
  if (ids.length === 0) return []
  return selectKeys(db).where('keys.domain_id', '=', domainId).where('keys.id', 'in', ids).execute()
}

/** A key, locked until the transaction ends. */
export async function lockKey(
  tx: Tx,
  engine: Engine,
  domainId: string,
  id: string,
): Promise<KeyRow | undefined> {
  return engine
    .forUpdate(
      tx.selectFrom('keys').selectAll().where('domain_id', '=', domainId).where('id', '=', id),
    )
    .executeTakeFirst()
}

/** Keys by id, not revoked, whose scopes may name a resource: more than do, never fewer. */
export function listKeysNaming(
  db: Db,
  domainId: string,
  resource: string,
  page: { after: string | undefined; limit: number },
): Promise<KeyRow[]> {
  let query = db
    .selectFrom('keys')
    .selectAll()
    .where('domain_id', '=', domainId)
    .where('revoked_at', 'is', null)
    .where(sql<SqlBool>`scopes like ${namingPattern(resource)} escape '\\'`)
    .orderBy('id')
    .limit(page.limit)
  if (page.after !== undefined) query = query.where('id', '>', page.after)
  return query.execute()
}

/** Writes the given columns and moves the version on. */
export async function setKey(
  tx: Tx,
  id: string,
  columns: Partial<Omit<KeyRow, 'id' | 'domain_id' | 'version'>> & { updated_at: number },
): Promise<void> {
  await tx
    .updateTable('keys')
    .set({ ...columns, version: sql`version + 1` })
    .where('id', '=', id)
    .execute()
}

/** Secrets of keys that are still good at `now`, newest first; tokens exchanged for them left out. */
export async function listSecrets(
  db: Db,
  keyIds: readonly string[],
  now: number,
): Promise<SecretRecord[]> {
  if (keyIds.length === 0) return []
  const rows = await db
    .selectFrom('secrets')
    .leftJoin('secret_usage', 'secret_usage.secret_id', 'secrets.id')
    .where('secrets.key_id', 'in', keyIds)
    .where('secrets.kind', '=', 'key')
    .where('secrets.revoked_at', 'is', null)
    .where(where =>
      where.or([where('secrets.expires_at', 'is', null), where('secrets.expires_at', '>', now)]),
    )
    .orderBy('secrets.created_at', 'desc')
    .orderBy('secrets.id', 'desc')
    .select([
      'secrets.id',
      'secrets.key_id',
      'secrets.prefix',
      'secrets.last_four',
      'secrets.sealed',
      'secrets.created_at',
      'secrets.expires_at',
      'secret_usage.last_used_at',
    ])
    .execute()
  return rows.map(row => ({ ...row, last_used_at: row.last_used_at ?? 0 }))
}

/** Dates the secrets: none lives longer than `endsAt`; from then on nothing can reveal them. */
export async function setSecretsEnd(tx: Tx, ids: readonly string[], endsAt: number): Promise<void> {
  await tx
    .updateTable('secrets')
    .set({ expires_at: endsAt, sealed: null })
    .where('id', 'in', ids)
    .where(where => where.or([where('expires_at', 'is', null), where('expires_at', '>', endsAt)]))
    .execute()
}

/** Nothing of a revoked key can be revealed any more. */
export async function deleteSeals(tx: Tx, keyId: string): Promise<void> {
  await tx.updateTable('secrets').set({ sealed: null }).where('key_id', '=', keyId).execute()
}

/** The member a key may act as, with the permissions of their role when it is the domain's own. */
export function findSubject(db: Db, domainId: string, userId: string) {
  return db
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .leftJoin('roles', join =>
      join
        .onRef('roles.domain_id', '=', 'memberships.domain_id')
        .onRef('roles.name', '=', 'memberships.role'),
    )
    .where('memberships.domain_id', '=', domainId)
    .where('memberships.user_id', '=', userId)
    .select([
      'users.id',
      'users.email',
      'users.disabled_at',
      'memberships.role',
      'memberships.suspended_at',
      'roles.permissions',
    ])
    .executeTakeFirst()
}
