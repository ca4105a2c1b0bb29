import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Db, Engine, Tx } from '../../db/engine.ts'
import type { ContentEventRow, ContentReferenceRow, ContentValueRow } from './objects.table.ts'
import { addWork, WORK } from './transaction-work.ts'

/** Rows of one statement: databases bound the number of parameters. */
const ROWS_AT_ONCE = 100

/**
 * Locks the order of changes in a domain until the transaction ends, and answers the last event.
 * Taken first by whatever changes objects or types, so that what it then reads stays true.
 */
export async function lockHead(tx: Tx, engine: Engine, domainId: string): Promise<number> {
  await tx
    .insertInto('content_heads')
    .values({ domain_id: domainId, seq: 0 })
    .onConflict(conflict => conflict.column('domain_id').doNothing())
    .execute()
  const head = await engine
    .forUpdate(tx.selectFrom('content_heads').select('seq').where('domain_id', '=', domainId))
    .executeTakeFirstOrThrow()
  return head.seq
}

/** Appends an event and makes it the last one. */
export async function insertEvent(tx: Tx, event: ContentEventRow): Promise<void> {
  await tx.insertInto('content_events').values(event).execute()
  await tx
    .updateTable('content_heads')
    .set({ seq: event.seq })
    .where('domain_id', '=', event.domain_id)
    .execute()
}

/**
 * The type of a row of values that is looked for by its object, asked in a way that no index answers:
 * Postgres, as long as it knows nothing of a new type, would go through all its values for one object.
 */
export function isOfType(typeNumber: number, row: RawBuilder<unknown>): RawBuilder<SqlBool> {
  return sql`${row}.type_number + 0 = ${typeNumber}`
}

/** Replaces the values of an object. */
export async function replaceValues(
  tx: Tx,
  typeNumber: number,
  objectId: string,
  rows: readonly ContentValueRow[],
): Promise<void> {
  const { numDeletedRows } = await tx
    .deleteFrom('content_values')
    .where('object_id', '=', objectId)
    .where(isOfType(typeNumber, sql`content_values`))
    .executeTakeFirst()
  addWork(tx, rows.length + Number(numDeletedRows) / WORK.removed)
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    await tx
      .insertInto('content_values')
      .values(rows.slice(at, at + ROWS_AT_ONCE))
      .execute()
  }
}

/** The domain of references that are looked for by their source, asked in the same way. */
export function isOfDomain(domainId: string): RawBuilder<SqlBool> {
  return sql`content_references.domain_id || '' = ${domainId}`
}

/** Replaces the references from an object. */
export async function replaceReferences(
  tx: Tx,
  domainId: string,
  objectId: string,
  rows: readonly ContentReferenceRow[],
): Promise<void> {
  const { numDeletedRows } = await tx
    .deleteFrom('content_references')
    .where('source_id', '=', objectId)
    .where(isOfDomain(domainId))
    .executeTakeFirst()
  addWork(tx, rows.length + Number(numDeletedRows) / WORK.removed)
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    await tx
      .insertInto('content_references')
      .values(rows.slice(at, at + ROWS_AT_ONCE))
      .execute()
  }
}

/** Who refers to an object, by id; the object itself, and objects of dropped types, left out. */
export async function listReferrers(
  db: Db,
  domainId: string,
  targetId: string,
  limit: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom('content_references')
    .innerJoin('content_objects', join =>
      join
        .onRef('content_objects.domain_id', '=', 'content_references.domain_id')
        .onRef('content_objects.id', '=', 'content_references.source_id'),
    )
    .innerJoin('content_types', 'content_types.number', 'content_objects.type_number')
    .select('source_id')
    .distinct()
    .where('content_references.domain_id', '=', domainId)
    .where('target_id', '=', targetId)
    .where('source_id', '<>', targetId)
    .orderBy('source_id')
    .limit(limit)
    .execute()
  return rows.map(row => row.source_id)
}
