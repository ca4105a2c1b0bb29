import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/engine.ts'
import {
  countTests,
  isListed,
  isObject,
  isValue,
  isValueOf,
  type Selection,
} from './object-conditions.store.ts'
import {
  direction,
  isAfter,
  isIdAfter,
  type ListedObject,
  NO_VALUES,
  type ObjectOrder,
  ordering,
  sortValues,
} from './object-order.store.ts'
import { takeTurn, type Walk } from './walk.ts'

/** What a list asks for. */
export interface ObjectListing extends Selection {
  order: ObjectOrder
  after: ListedObject | undefined
  limit: number
}

/** Objects in order; `stopped` is where looking ended early, and undefined where nothing is left. */
export interface ListedPart {
  rows: ListedObject[]
  stopped?: ListedObject | undefined
}

/**
 * Follows the order and tests each object on the way, until the page is full or the walk is at its
 * end. One statement looks at few objects, and others take their turns in between, however many
 * there are: on the embedded database nothing else is done while a statement runs.
 */
export async function followOrder(db: Db, listing: ObjectListing, walk: Walk): Promise<ListedPart> {
  const { field, everywhere } = listing.order
  if (field === null) return follow(db, listing, walk, byId)
  const inSecond = listing.after !== undefined && listing.after.sort_num === null
  const first = inSecond ? { rows: [] } : await follow(db, listing, walk, having)
  if (everywhere || first.rows.length === listing.limit || first.stopped) return first
  const rest = {
    ...listing,
    after: inSecond ? listing.after : undefined,
    limit: listing.limit - first.rows.length,
  }
  const second = await follow(db, rest, walk, lacking(field))
  return { ...second, rows: [...first.rows, ...second.rows] }
}

/** All objects in order from a place on, and what they, as `w`, must pass beyond the filter. */
interface Way {
  objects(listing: ObjectListing): RawBuilder<ListedObject>
  test?(listing: ObjectListing): RawBuilder<unknown>
}

async function follow(
  db: Db,
  listing: ObjectListing,
  walk: Walk,
  { objects, test }: Way,
): Promise<ListedPart> {
  const tests = countTests(listing) + (test ? 1 : 0)
  const size = Math.max(1, Math.floor(walk.step / Math.max(1, tests)))
  const passes = sql`${isListed(listing, sql`w.id`)} and ${test?.(listing) ?? sql`1 = 1`}`
  const rows: ListedObject[] = []
  let { after } = listing
  for (;;) {
    const ahead = objects({ ...listing, after })
    const wanted = listing.limit - rows.length
    // The outer query takes what comes in its order: asked for one, it would sort the whole step.
    const found = await sql<ListedObject>`
      select w.id, w.sort_num, w.sort_text from (${ahead} limit ${size}) w where ${passes}
      limit ${wanted}`.execute(db)
    rows.push(...found.rows)
    if (rows.length === listing.limit) return { rows }
    // Where all pass, there would have been more.
    if (tests === 0 && size >= wanted) return { rows }
    const ends = await sql<ListedObject>`${ahead} limit 1 offset ${size - 1}`.execute(db)
    const last = ends.rows[0]
    if (!last) return { rows }
    walk.left -= size * Math.max(1, tests)
    if (walk.left <= 0) return { rows, stopped: last }
    after = last
    await takeTurn()
  }
}

const byId: Way = {
  objects: listing => {
    const { order, after } = listing
    const id = sql`o.id`
    return sql`select ${id} as id, ${sortValues(order)} from content_objects o
      where ${isObject(listing)} and ${isIdAfter(order, after, id)}
      order by ${id} ${direction(order)}`
  },
}

const having: Way = { objects: inOrder }

/** Objects that have the sorted field, in order from a place on. */
export function inOrder(listing: ObjectListing): RawBuilder<ListedObject> {
  const { order, after } = listing
  const id = sql`s.object_id`
  return sql`select ${id} as id, ${sortValues(order)} from content_values s
    where ${isValue(listing, order.field, sql`s`)} and ${isAfter(order, after, id)}
    order by ${ordering(order, id)}`
}

/** Those that do not have the field, by id. */
function lacking(field: string): Way {
  return {
    objects: listing => {
      const { order, after } = listing
      const id = sql`o.id`
      return sql`select ${id} as id, ${NO_VALUES} from content_objects o
        where ${isObject(listing)} and ${isIdAfter(order, after, id)}
        order by ${id} ${direction(order)}`
    },
    test: listing => sql`(select 1 from content_values v
      where ${isValueOf(listing, field, sql`w.id`, sql`v`)} limit 1) is null`,
  }
}
