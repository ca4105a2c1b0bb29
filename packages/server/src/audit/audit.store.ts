import type { AuditFilter } from '@keywright/contract'
import { sql } from 'kysely'
import type { Db, Engine, Tx } from '../db/engine.ts'
import type { AuditEventRow, AuditHeadsTable } from './audit.table.ts'

/** The head of a chain, locked until the transaction ends; made on first use. */
export async function lockHead(tx: Tx, engine: Engine, chain: string): Promise<AuditHeadsTable> {
  const query = tx.selectFrom('audit_heads').selectAll().where('chain', '=', chain)
  const head = await engine.forUpdate(query).executeTakeFirst()
  if (head) return head
  await tx
    .insertInto('audit_heads')
    .values({ chain, seq: 0, hash: '', mac: '' })
    .onConflict(conflict => conflict.column('chain').doNothing())
    .execute()
  return engine.forUpdate(query).executeTakeFirstOrThrow()
}

export async function setHead(tx: Tx, head: AuditHeadsTable): Promise<void> {
  await tx
    .updateTable('audit_heads')
    .set({ seq: head.seq, hash: head.hash, mac: head.mac })
    .where('chain', '=', head.chain)
    .execute()
}

/** Rows of one statement; its values stay far below what either database takes. */
const ROWS_AT_ONCE = 200

export async function insertEvents(tx: Tx, rows: readonly AuditEventRow[]): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    await tx
      .insertInto('audit_events')
      .values(rows.slice(at, at + ROWS_AT_ONCE))
      .execute()
  }
}

export function findHead(db: Db, chain: string): Promise<AuditHeadsTable | undefined> {
  return db.selectFrom('audit_heads').selectAll().where('chain', '=', chain).executeTakeFirst()
}

/** The position of the newest event, whatever the head says; 0 for an empty chain. */
export async function findLastSeq(db: Db, chain: string): Promise<number> {
  const row = await db
    .selectFrom('audit_events')
    .select(wholeNumber('seq'))
    .where('chain', '=', chain)
    .orderBy('audit_events.seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.seq ?? 0
}

/** Events before a position (or from the newest on), newest first. */
export function listEventsBefore(
  db: Db,
  chain: string,
  filter: AuditFilter,
  page: { before: number | undefined; limit: number },
): Promise<AuditEventRow[]> {
  let query = filtered(db, chain, filter).orderBy('audit_events.seq', 'desc').limit(page.limit)
  if (page.before !== undefined) query = query.where('seq', '<', page.before)
  return query.execute()
}

/** Events after a position (or from the very first on), oldest first. */
export function listEventsAfter(
  db: Db,
  chain: string,
  filter: AuditFilter,
  page: { after: number | undefined; limit: number },
): Promise<AuditEventRow[]> {
  let query = filtered(db, chain, filter).orderBy('audit_events.seq').limit(page.limit)
  if (page.after !== undefined) query = query.where('seq', '>', page.after)
  return query.execute()
}

const TEXTS = [
  'chain',
  'id',
  'actor_kind',
  'actor_id',
  'actor_label',
  'ip',
  'user_agent',
  'request_id',
  'action',
  'target_kind',
  'target_id',
  'target_label',
  'before',
  'after',
  'previous_hash',
  'hash',
] as const satisfies (keyof AuditEventRow)[]

function wholeNumber<C extends 'seq' | 'at'>(column: C) {
  return sql<number>`cast(${sql.ref(column)} as double precision)`.as(column)
}

function filtered(db: Db, chain: string, { action, actorId, targetId, from, to }: AuditFilter) {
  let query = db
    .selectFrom('audit_events')
    .select(TEXTS)
    // A number beyond 2^53 can only be a forgery, and must not stop the check that is to name it.
    .select([wholeNumber('seq'), wholeNumber('at')])
    .where('chain', '=', chain)
  if (action?.endsWith('.')) {
    // LIKE would not mind the case on SQLite.
    query = query.where(sql`substr(action, 1, ${sql.lit(action.length)})`, '=', action)
  } else if (action !== undefined) {
    query = query.where('action', '=', action)
  }
  if (actorId !== undefined) query = query.where('actor_id', '=', actorId)
  if (targetId !== undefined) query = query.where('target_id', '=', targetId)
  if (from !== undefined) query = query.where('at', '>=', Date.parse(from))
  if (to !== undefined) query = query.where('at', '<', Date.parse(to))
  return query
}
