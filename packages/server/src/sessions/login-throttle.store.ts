import type { Selectable } from 'kysely'
import type { Db, Engine, Tx } from '../db/engine.ts'
import type { LoginFailuresTable } from './sessions.table.ts'

type FailuresRow = Selectable<LoginFailuresTable>

/** The counts of these subjects, made where there is none, and locked until the transaction ends. */
export async function lockFailures(
  tx: Tx,
  engine: Engine,
  subjects: readonly string[],
  now: number,
): Promise<FailuresRow[]> {
  // Everybody takes the rows in the same order, so that nobody waits in a circle.
  const ordered = [...subjects].sort()
  await tx
    .insertInto('login_failures')
    .values(ordered.map(subject => ({ subject, failures: 0, first_at: now, last_at: now })))
    .onConflict(conflict => conflict.column('subject').doNothing())
    .execute()
  return engine
    .forUpdate(
      tx
        .selectFrom('login_failures')
        .selectAll()
        .where('subject', 'in', ordered)
        .orderBy('subject', 'asc'),
    )
    .execute()
}

export async function setFailures(tx: Tx, row: FailuresRow): Promise<void> {
  const { subject, ...count } = row
  await tx.updateTable('login_failures').set(count).where('subject', '=', subject).execute()
}

export async function deleteFailures(tx: Tx, subject: string): Promise<void> {
  await tx.deleteFrom('login_failures').where('subject', '=', subject).execute()
}

/** Forgets the counts that nobody has added to since `time`. */
export async function deleteFailuresBefore(db: Db, engine: Engine, time: number): Promise<void> {
  const old = db.selectFrom('login_failures').select('subject').where('last_at', '<=', time)
  await db
    .deleteFrom('login_failures')
    .where('subject', 'in', engine.forUpdate(old.orderBy('subject', 'asc')))
    .execute()
}

/** Whether the account signed in from this address since `time`. */
export async function isKnownAddress(
  db: Db,
  userId: string,
  ip: string,
  time: number,
): Promise<boolean> {
  const row = await db
    .selectFrom('known_addresses')
    .select('ip')
    .where('user_id', '=', userId)
    .where('ip', '=', ip)
    .where('last_at', '>', time)
    .executeTakeFirst()
  return row !== undefined
}

export async function setKnownAddress(
  tx: Tx,
  userId: string,
  ip: string,
  now: number,
): Promise<void> {
  await tx
    .insertInto('known_addresses')
    .values({ user_id: userId, ip, last_at: now })
    .onConflict(conflict => conflict.columns(['user_id', 'ip']).doUpdateSet({ last_at: now }))
    .execute()
}

export async function deleteKnownAddressesBefore(db: Db, time: number): Promise<void> {
  await db.deleteFrom('known_addresses').where('last_at', '<=', time).execute()
}
