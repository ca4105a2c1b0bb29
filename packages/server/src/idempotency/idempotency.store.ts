import type { Db } from '../db/engine.ts'
import type { IdempotencyRow } from './idempotency.table.ts'

/** Inserts the row of a first request; false when there is one already. */
export async function insertIdempotency(db: Db, row: IdempotencyRow): Promise<boolean> {
  const result = await db
    .insertInto('idempotency')
    .values(row)
    .onConflict(conflict => conflict.column('id').doNothing())
    .executeTakeFirst()
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
}

export function findIdempotency(db: Db, id: string) {
  return db.selectFrom('idempotency').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function setIdempotencyAnswer(
  db: Db,
  id: string,
  answer: string,
  expiresAt: number,
): Promise<void> {
  await db
    .updateTable('idempotency')
    .set({ answer, expires_at: expiresAt })
    .where('id', '=', id)
    .execute()
}

/** Removes the row made at that time, and not one that somebody has made since. */
export async function deleteIdempotency(db: Db, id: string, createdAt: number): Promise<void> {
  await db
    .deleteFrom('idempotency')
    .where('id', '=', id)
    .where('created_at', '=', createdAt)
    .execute()
}

export async function deleteExpiredIdempotency(db: Db, now: number): Promise<void> {
  await db.deleteFrom('idempotency').where('expires_at', '<=', now).execute()
}
