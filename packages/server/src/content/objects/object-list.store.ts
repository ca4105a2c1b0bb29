import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/engine.ts'
import {
  countTests,
  isListed,
  isObject,
  isValueOf,
  type Necessary,
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
import { followOrder, inOrder, type ListedPart, type ObjectListing } from './object-walk.store.ts'
import type { Walk } from './walk.ts'

/** Which way a list goes. */
interface Bounds {
  /** Up to so many matches are gathered, before anything is put in order. */
  many: number
  /** They are looked for as far as they would reach if twice a million objects had them evenly. */
  spread: number
  /** That way is taken when it is no longer than this, in objects. */
  far: number
  /** So few are looked up one by one. */
  few: number
  /** To look one up costs about as much as so many steps in the order. */
  lookUp: number
}

const BOUNDS: Bounds = { many: 6000, spread: 2_000_000, far: 60_000, few: 5000, lookUp: 10 }

/** All that were gathered may be tested in one statement: with many comparisons, fewer are gathered. */
const TESTS = 40_000

/**
 * Ids of the objects of a type that match, in order. Three ways lead there, and none depends on what
 * a query planner guesses. When one comparison that must hold matches not too many objects, these are
 * gathered, and the order is followed until enough of them were met. If they do not lie near, or it
 * costs less, each of them is looked up and sorted. Else the order is followed, and each object on
 * the way is looked up by its id, as far as the walk goes. Only indexes are read: what the objects
 * say is fetched for the page alone.
 */
export async function listObjects(
  db: Db,
  listing: ObjectListing,
  walk: Walk,
  bounds = BOUNDS,
): Promise<ListedPart> {
  const tested = Math.floor(TESTS / Math.max(1, countTests(listing)))
  const gathered = await gather(db, listing, Math.min(bounds.many, tested))
  if (!gathered) return followOrder(db, listing, walk)
  const far = Math.ceil((bounds.spread * listing.limit) / Math.max(1, gathered.count))
  const areFew = gathered.count <= bounds.few
  // The page is mostly full halfway.
  const costsLess = !areFew || far / 2 < gathered.count * bounds.lookUp
  const reach = Math.min(bounds.far, walk.left * bounds.lookUp)
  if (far <= reach && costsLess && inOrderOfValues(listing)) {
    walk.left -= Math.ceil(far / bounds.lookUp)
    const { rows } = await fromNear(listing, gathered, far).execute(db)
    if (rows.length === listing.limit) return { rows }
  }
  if (!areFew) return followOrder(db, listing, walk)
  return { rows: (await fromEach(listing, gathered).execute(db)).rows }
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

/** Objects that one comparison matches, and what is left to ask of them. */
interface Gathered extends Necessary {
  count: number
}

/** Those of the comparison that matches the fewest objects, if these are not too many. */
async function gather(db: Db, listing: ObjectListing, many: number): Promise<Gathered | undefined> {
  let best: Gathered | undefined
  for (const part of necessary(listing)) {
    const most = best ? best.count - 1 : many
    const { rows: counted } = await sql<{ count: number }>`
      select count(*) as count from (${part.rows} limit ${sql.lit(most + 1)}) found`.execute(db)
    const count = Number(counted[0]?.count ?? 0)
    if (count <= most) best = { ...part, count, rows: sql`${part.rows} limit ${expected(count)}` }
    if (count === 0) break
  }
  return best
}

/**
 * All of so many, and what comes meanwhile. A planner is told, since it may expect many more: Postgres
 * would then go through them again for each object of the order.
 */
function expected(count: number): number {
  return 2 * count + 100
}

/** Whether the page begins among objects that have the sorted field. */
function inOrderOfValues({ order, after }: ObjectListing): boolean {
  return order.field !== null && after?.sort_num !== null
}

/** The gathered that are met first, when so many objects are passed in the order. */
function fromNear(listing: ObjectListing, { rows, rest }: Gathered, far: number) {
  const id = sql`w.id`
  // Tested for being true, so that a planner keeps the set beside the order and makes no join of it.
  return sql<ListedObject>`
    select w.id, w.sort_num, w.sort_text from (${inOrder(listing)} limit ${far}) w
    where (${id} in (${rows})) is true and ${isListed(rest, id)}
    limit ${listing.limit}`
}

/** All that were gathered, each looked up, and sorted. */
function fromEach(listing: ObjectListing, { rows, rest }: Gathered): RawBuilder<ListedObject> {
  const { order, after } = listing
  const id = sql`few.object_id`
  const sorted =
    order.field === null
      ? sql``
      : sql`left join content_values s on ${isValueOf(listing, order.field, id, sql`s`)}`
  const lacks = order.field === null ? sql`1 = 0` : sql`s.num is null`
  const isPast =
    after?.sort_num === null
      ? sql`(${lacks} and ${isIdAfter(order, after, id)})`
      : sql`(${isAfter(order, after, id)} or ${lacks})`
  return sql<ListedObject>`
    with few as materialized (select distinct object_id from (${rows}) v)
    select ${id} as id, ${sortValues(order)}
    from few ${sorted}
    where ${isListed(rest, id)} and ${isPast}
    order by case when ${lacks} then 1 else 0 end, ${ordering(order, id)}
    limit ${listing.limit}`
}
