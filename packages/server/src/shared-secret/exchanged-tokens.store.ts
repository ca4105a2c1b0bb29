import type { Db, Tx } from '../db/engine.ts'
import type { SecretRow } from '../keys/keys.table.ts'

/** Stores the tokens that were exchanged for a key's secret. */
export async function insertExchangedTokens(tx: Tx, rows: SecretRow[]): Promise<void> {
  await tx.insertInto('secrets').values(rows).execute()
}

/** The refresh token with one of these digests, whatever became of it, with the name of its key. */
export function findRefreshToken(db: Db, digests: readonly string[]) {
  return db
    .selectFrom('secrets')
    .innerJoin('keys', 'keys.id', 'secrets.key_id')
    .innerJoin('domains', 'domains.id', 'keys.domain_id')
    .where('secrets.kind', '=', 'refresh')
    .where('secrets.digest', 'in', digests)
    .where('domains.deleted_at', 'is', null)
    .selectAll('secrets')
    .select(['keys.name as key_name', 'domains.settings as domain_settings'])
    .executeTakeFirst()
}

/** Uses a refresh token up; false when it was used, revoked or out of time before. */
export async function consumeRefreshToken(tx: Tx, id: string, now: number): Promise<boolean> {
  const result = await tx
    .updateTable('secrets')
    .set({ consumed_at: now })
    .where('id', '=', id)
    .where('consumed_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Whether this refresh token was used before. */
export async function isConsumed(tx: Tx, id: string): Promise<boolean> {
  const row = await tx
    .selectFrom('secrets')
    .select('consumed_at')
    .where('id', '=', id)
    .executeTakeFirst()
  return row !== undefined && row.consumed_at !== null
}

/** Revokes all tokens that descend from one exchange; answers how many were still good. */
export async function revokeFamily(tx: Tx, familyId: string, now: number): Promise<number> {
  const result = await tx
    .updateTable('secrets')
    .set({ revoked_at: now })
    .where('family_id', '=', familyId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return Number(result.numUpdatedRows)
}

/** Ends everything that was exchanged in a domain. */
export async function revokeExchanged(tx: Tx, domainId: string, now: number): Promise<void> {
  await tx
    .updateTable('secrets')
    .set({ revoked_at: now })
    .where('domain_id', '=', domainId)
    .where('kind', '<>', 'key')
    .where('revoked_at', 'is', null)
    .execute()
}

/** Forgets exchanged tokens that ended before. */
export async function deleteExchangedTokens(db: Db, before: number): Promise<void> {
  await db
    .deleteFrom('secrets')
    .where('kind', '<>', 'key')
    .where('expires_at', '<', before)
    .execute()
}
