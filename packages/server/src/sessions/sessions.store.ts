import type { Db, Tx } from '../db/engine.ts'
import type { SessionRow } from './sessions.table.ts'

/** Sessions that still count: neither ended, nor past the absolute end, nor idle for too long. */
export interface Alive {
  now: number
  /** Sessions not seen since then have gone idle. */
  idleSince: number
}

/** Begins a session, which is the last log-in of its user. */
export async function insertSession(tx: Tx, row: SessionRow): Promise<void> {
  await tx.insertInto('sessions').values(row).execute()
  await tx
    .updateTable('users')
    .set({ last_login_at: row.created_at })
    .where('id', '=', row.user_id)
    .execute()
}

/** The sessions of a user that still count, the one used last first. */
export function listSessions(
  db: Db,
  userId: string,
  { now, idleSince }: Alive,
): Promise<SessionRow[]> {
  return db
    .selectFrom('sessions')
    .selectAll()
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .where('last_seen_at', '>', idleSince)
    .orderBy('last_seen_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

/** Ends one session of a user; false when it is not theirs or does not count any more. */
export async function setSessionEnded(
  tx: Tx,
  userId: string,
  id: string,
  { now, idleSince }: Alive,
): Promise<boolean> {
  const result = await tx
    .updateTable('sessions')
    .set({ ended_at: now })
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .where('last_seen_at', '>', idleSince)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Ends the sessions of a user but `exceptId`; answers how many of them still counted. */
export async function setSessionsEnded(
  tx: Tx,
  userId: string,
  exceptId: string | null,
  { now, idleSince }: Alive,
): Promise<number> {
  let query = tx
    .updateTable('sessions')
    .set({ ended_at: now })
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
  if (exceptId !== null) query = query.where('id', '!=', exceptId)
  const ended = await query.returning(['expires_at', 'last_seen_at']).execute()
  return ended.filter(row => row.expires_at > now && row.last_seen_at > idleSince).length
}

export async function setAuthenticated(tx: Tx, id: string, at: number): Promise<void> {
  await tx.updateTable('sessions').set({ authenticated_at: at }).where('id', '=', id).execute()
}

/** Forgets the sessions that ended, or would have, before `time`. */
export async function deleteSessionsBefore(db: Db, time: number): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where(eb => eb.or([eb('ended_at', '<', time), eb('expires_at', '<', time)]))
    .execute()
}
