import type { Db, Engine, Tx } from '../../db/engine.ts'
import type { SearchExpression, SearchTerm, TieredNumber } from '../../db/search-index.ts'
import type { ContentObjectRow } from '../objects/objects.table.ts'

/** Replaces the terms that an object is found by. */
export async function replaceTerms(
  tx: Tx,
  engine: Engine,
  object: { typeNumber: number; id: string },
  terms: readonly SearchTerm[],
): Promise<void> {
  const known = await tx
    .selectFrom('content_search')
    .select('number')
    .where('type_number', '=', object.typeNumber)
    .where('object_id', '=', object.id)
    .executeTakeFirst()
  const { number } =
    known ??
    (await tx
      .insertInto('content_search')
      .values({ type_number: object.typeNumber, object_id: object.id })
      .returning('number')
      .executeTakeFirstOrThrow())
  await engine.search.write(tx, number, terms)
}

/** Forgets an object, or all of a type. */
export async function deleteTerms(
  tx: Tx,
  engine: Engine,
  objects: { typeNumber: number; id?: string },
): Promise<void> {
  let query = tx.deleteFrom('content_search').where('type_number', '=', objects.typeNumber)
  if (objects.id !== undefined) query = query.where('object_id', '=', objects.id)
  const rows = await query.returning('number').execute()
  await engine.search.erase(
    tx,
    rows.map(row => row.number),
  )
}

/** Numbers of hits by tier, the newest objects of each first. */
export function findHits(
  db: Db,
  engine: Engine,
  tiers: readonly (SearchExpression | null)[],
  page: { after: TieredNumber | undefined; limit: number },
): Promise<TieredNumber[]> {
  return tiers.length === 0 ? Promise.resolve([]) : engine.search.find(db, tiers, page)
}

/** How many hits each expression has. */
export function countHits(
  db: Db,
  engine: Engine,
  expressions: readonly SearchExpression[],
): Promise<number[]> {
  return expressions.length === 0 ? Promise.resolve([]) : engine.search.count(db, expressions)
}

/** An object that was found. */
export type FoundObject = Pick<ContentObjectRow, 'id' | 'type_number' | 'fields' | 'published'> & {
  number: number
}

/** The objects behind numbers, if they are of these types; in no order. */
export function listFound(
  db: Db,
  numbers: readonly number[],
  typeNumbers: readonly number[],
): Promise<FoundObject[]> {
  if (numbers.length === 0) return Promise.resolve([])
  return db
    .selectFrom('content_search')
    .innerJoin('content_objects', join =>
      join
        .onRef('content_objects.type_number', '=', 'content_search.type_number')
        .onRef('content_objects.id', '=', 'content_search.object_id'),
    )
    .select([
      'content_search.number',
      'content_objects.id',
      'content_objects.type_number',
      'content_objects.fields',
      'content_objects.published',
    ])
    .where('content_search.number', 'in', numbers)
    .where('content_search.type_number', 'in', typeNumbers)
    .execute()
}
