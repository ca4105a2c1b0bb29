import type { Db, Engine, Tx } from '../../db/engine.ts'
import type { SearchExpression, SearchTerm, TieredNumber } from '../../db/search-index.ts'
import type { ContentObjectRow } from '../objects/objects.table.ts'

/** Replaces the terms that objects of a type, by their ids, are found by. */
export async function replaceTerms(
  tx: Tx,
  engine: Engine,
  typeNumber: number,
  termsById: ReadonlyMap<string, readonly SearchTerm[]>,
): Promise<void> {
  const ids = [...termsById.keys()]
  if (ids.length === 0) return
  const known = await tx
    .selectFrom('content_search')
    .select(['number', 'object_id'])
    .where('type_number', '=', typeNumber)
    .where('object_id', 'in', ids)
    .execute()
  const numbered = new Set(known.map(row => row.object_id))
  const missing = ids.filter(id => !numbered.has(id))
  if (missing.length > 0) {
    const added = await tx
      .insertInto('content_search')
      .values(missing.map(id => ({ type_number: typeNumber, object_id: id })))
      .returning(['number', 'object_id'])
      .execute()
    known.push(...added)
  }
  const entries = known.map(row => ({
    number: row.number,
    terms: termsById.get(row.object_id) ?? [],
  }))
  await engine.search.write(tx, entries)
}

/** Forgets objects. */
export async function deleteTerms(
  tx: Tx,
  engine: Engine,
  typeNumber: number,
  ids: readonly string[],
): Promise<void> {
  const rows = await tx
    .deleteFrom('content_search')
    .where('type_number', '=', typeNumber)
    .where('object_id', 'in', ids)
    .returning('number')
    .execute()
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

/** How many hits each expression has, counted up to `most`. */
export function countHits(
  db: Db,
  engine: Engine,
  expressions: readonly SearchExpression[],
  most: number,
): Promise<number[]> {
  return engine.search.count(db, expressions, most)
}

/** An object that was found. */
export type FoundObject = Pick<ContentObjectRow, 'id' | 'type_number' | 'fields' | 'published'> & {
  number: number
}

/** The objects of a domain behind numbers, in no order. */
export async function listFound(
  db: Db,
  domainId: string,
  numbers: readonly number[],
): Promise<FoundObject[]> {
  if (numbers.length === 0) return []
  const numbered = await db
    .selectFrom('content_search')
    .selectAll()
    .where('number', 'in', numbers)
    .execute()
  if (numbered.length === 0) return []
  // Not by a join: planners have gone through all objects of a type for it.
  const objects = await db
    .selectFrom('content_objects')
    .select(['id', 'type_number', 'fields', 'published'])
    .where('domain_id', '=', domainId)
    .where(
      'id',
      'in',
      numbered.map(row => row.object_id),
    )
    .execute()
  return numbered.flatMap(({ number, type_number, object_id }) =>
    objects
      .filter(object => object.id === object_id && object.type_number === type_number)
      .map(object => ({ ...object, number })),
  )
}
