import type { Db, Engine, Tx } from '../../db/engine.ts'
import type { ContentObjectRow } from '../objects/objects.table.ts'

/** Whether there is a domain with this slug or id. */
export async function hasDomain(db: Db, slugOrId: string): Promise<boolean> {
  const row = await db
    .selectFrom('domains')
    .select('id')
    .where(({ eb, or }) => or([eb('slug', '=', slugOrId), eb('id', '=', slugOrId)]))
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

/** The types of all domains that are there, or of one by its slug or id. */
export function listTypesToIndex(
  db: Db,
  domain: string | undefined,
): Promise<{ domain_id: string; name: string }[]> {
  let query = db
    .selectFrom('content_types')
    .innerJoin('domains', 'domains.id', 'content_types.domain_id')
    .select(['content_types.domain_id', 'content_types.name'])
    .where('domains.deleted_at', 'is', null)
  if (domain !== undefined) {
    query = query.where(({ eb, or }) =>
      or([eb('domains.slug', '=', domain), eb('domains.id', '=', domain)]),
    )
  }
  return query.orderBy('content_types.domain_id').orderBy('content_types.number').execute()
}

/** Objects of a type by id, after the given one. */
export function listObjectsToIndex(
  db: Db,
  typeNumber: number,
  page: { after: string | undefined; limit: number },
): Promise<ContentObjectRow[]> {
  let query = db
    .selectFrom('content_objects')
    .selectAll()
    .where('type_number', '=', typeNumber)
    .orderBy('id')
    .limit(page.limit)
  if (page.after !== undefined) query = query.where('id', '>', page.after)
  return query.execute()
}

/** Forgets some of the objects that are not there, of whatever type; answers how many. */
export async function deleteLeftovers(tx: Tx, engine: Engine, limit: number): Promise<number> {
  const rows = await tx
    .selectFrom('content_search')
    .leftJoin('content_objects', join =>
      join
        .onRef('content_objects.type_number', '=', 'content_search.type_number')
        .onRef('content_objects.id', '=', 'content_search.object_id'),
    )
    .select('content_search.number')
    .where('content_objects.id', 'is', null)
    .limit(limit)
    .execute()
  const numbers = rows.map(row => row.number)
  if (numbers.length === 0) return 0
  await tx.deleteFrom('content_search').where('number', 'in', numbers).execute()
  await engine.search.erase(tx, numbers)
  return numbers.length
}

/** Numbers in the index that stand for no object, among a page of all; `last` goes on from there. */
export async function listStrayNumbers(
  db: Db,
  engine: Engine,
  page: { after: number; limit: number },
): Promise<{ stray: number[]; last: number | undefined }> {
  const numbers = await engine.search.numbers(db, page)
  if (numbers.length === 0) return { stray: [], last: undefined }
  const rows = await db
    .selectFrom('content_search')
    .select('number')
    .where('number', 'in', numbers)
    .execute()
  const known = new Set(rows.map(row => row.number))
  return { stray: numbers.filter(number => !known.has(number)), last: numbers.at(-1) }
}

/** Takes numbers out of the index. */
export function eraseNumbers(tx: Tx, engine: Engine, numbers: readonly number[]): Promise<void> {
  return engine.search.erase(tx, numbers)
}
