import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/engine.ts'
import {
  countTests,
  isListed,
  isObject,
  masks,
  necessary,
  type Selection,
} from './object-conditions.store.ts'
import {
  isAfter,
  isIdAfter,
  type ListedObject,
  ordering,
  sortValues,
} from './object-order.store.ts'
import { followOrder, type ListedPart, type ObjectListing } from './object-walk.store.ts'
import type { Walk } from './walk.ts'

/** So few matches are fetched and sorted; with more, the order is followed until the page is full. */
const FEW = 5000

/** Each of them is tested in one statement: with many comparisons, fewer are few. */
const FEW_TESTS = 40_000

/**
 * Ids of the objects of a type that match, in order. Two ways lead there, and neither depends on what
 * a query planner guesses: when one comparison that must hold matches few objects, these are looked
 * at; else the order is followed, and each object on the way is looked up by its id, as far as the
 * walk goes. Only indexes are read: what the objects say is fetched for the page alone.
 */
export async function listObjects(
  db: Db,
  listing: ObjectListing,
  walk: Walk,
  most = FEW,
): Promise<ListedPart> {
  const atMost = Math.min(most, Math.floor(FEW_TESTS / Math.max(1, countTests(listing))))
  const few = await findFew(db, listing, atMost)
  if (few) return { rows: (await fromFew(listing, few).execute(db)).rows }
  return followOrder(db, listing, walk)
}

/** Which of these objects are selected, in no order. */
export async function listMatching(
  db: Db,
  selection: Selection,
  ids: readonly string[],
): Promise<string[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<{ id: string }>`
    select o.id from content_objects o
    where o.domain_id = ${selection.domainId} and o.id in (${sql.join(ids)})
      and ${isObject(selection)} and ${isListed(selection, sql`o.id`)}`.execute(db)
  return rows.map(row => row.id)
}

/** The comparison that matches the fewest objects, if that is few. */
async function findFew(
  db: Db,
  listing: ObjectListing,
  most: number,
): Promise<RawBuilder<unknown> | undefined> {
  let best: { count: number; rows: RawBuilder<unknown> } | undefined
  for (const rows of necessary(listing)) {
    const { rows: counted } = await sql<{ count: number }>`
      select count(*) as count from (${rows} limit ${sql.lit(most + 1)}) few`.execute(db)
    const count = Number(counted[0]?.count ?? 0)
    if (count <= most && (!best || count < best.count)) best = { count, rows }
    if (count === 0) break
  }
  return best?.rows
}

function fromFew(listing: ObjectListing, few: RawBuilder<unknown>): RawBuilder<ListedObject> {
  const { order, after } = listing
  const id = sql`few.object_id`
  const sorted =
    order.field === null
      ? sql``
      : sql`left join content_values s on s.object_id = few.object_id
          and s.type_number = ${listing.typeNumber} and s.field = ${order.field}
          and s.views in ${masks(listing.view)}`
  const lacks = order.field === null ? sql`1 = 0` : sql`s.num is null`
  const isPast =
    after?.sort_num === null
      ? sql`(${lacks} and ${isIdAfter(order, after, id)})`
      : sql`(${isAfter(order, after, id)} or ${lacks})`
  return sql<ListedObject>`
    with few as materialized (select distinct object_id from (${few}) v)
    select ${id} as id, ${sortValues(order)}
    from few ${sorted}
    where ${isListed(listing, id)} and ${isPast}
    order by case when ${lacks} then 1 else 0 end, ${ordering(order, id)}
    limit ${listing.limit}`
}
