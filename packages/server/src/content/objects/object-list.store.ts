import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/engine.ts'
import type { Condition, Operand, ValueTest } from './object-filter.ts'
import { FACTS, type View } from './objects.table.ts'

/** In which order: by the values of a field, which an object may lack, or null for by id. */
export interface ObjectOrder {
  field: string | null
  descending: boolean
}

/** Where a page begins: the sort values and id of the last object before; `num` and `text` null: it had none. */
export interface ObjectPosition {
  num: number | null
  text: string | null
  id: string
}

/** What a list asks for. */
export interface ObjectListing {
  domainId: string
  typeNumber: number
  view: View
  where: Condition | undefined
  state: 'draft' | 'published' | 'changed' | undefined
  order: ObjectOrder
  after: ObjectPosition | undefined
  limit: number
}

/** The part of it that says which objects. */
export type Selection = Pick<ObjectListing, 'domainId' | 'typeNumber' | 'view' | 'where'> &
  Partial<Pick<ObjectListing, 'state'>>

/** An object in its place: its id, and the values it was sorted by. */
export interface ListedObject {
  id: string
  sort_num: number | null
  sort_text: string | null
}

/** So few matches are fetched and sorted; with more, the order is followed until the page is full. */
const FEW = 5000

/**
 * Ids of the objects of a type that match, in order. Two ways lead there, and neither depends on what
 * a query planner guesses: when one comparison that must hold matches few objects, these are looked
 * at; else the order is followed, and each object on the way is looked up by its id. Only indexes are
 * read: what the objects say is fetched for the page alone.
 */
export async function listObjects(
  db: Db,
  listing: ObjectListing,
  most = FEW,
): Promise<ListedObject[]> {
  const few = await findFew(db, listing, most)
  if (few) return run(db, fromFew(listing, few))
  const { field } = listing.order
  return field === null ? byId(db, listing) : byField(db, listing, field)
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

async function run(db: Db, query: RawBuilder<ListedObject>): Promise<ListedObject[]> {
  return (await query.execute(db)).rows
}

/** The comparison that matches the fewest objects, if that is few. */
async function findFew(
  db: Db,
  listing: ObjectListing,
  most: number,
): Promise<RawBuilder<unknown> | undefined> {
  let best: { count: number; rows: RawBuilder<unknown> } | undefined
  for (const condition of necessary(listing.where)) {
    const rows = sql`select v.object_id from content_values v
      where ${isValue(listing, condition.field)} and ${passes(condition.test)}`
    const { rows: counted } = await sql<{ count: number }>`
      select count(*) as count from (${rows} limit ${sql.lit(most + 1)}) few`.execute(db)
    const count = Number(counted[0]?.count ?? 0)
    if (count <= most && (!best || count < best.count)) best = { count, rows }
    if (count === 0) break
  }
  return best?.rows
}

/** Comparisons without which nothing matches, and that an index answers; enough of them to choose from. */
function necessary(where: Condition | undefined): (Condition & { kind: 'value' })[] {
  if (where?.kind === 'value') {
    return where.test.op === 'any' || where.test.op === 'contains' ? [] : [where]
  }
  return where?.kind === 'and' ? where.of.flatMap(necessary).slice(0, 4) : []
}

function fromFew(listing: ObjectListing, few: RawBuilder<unknown>): RawBuilder<ListedObject> {
  const { order, after } = listing
  const id = sql`few.object_id`
  const [first] = keyColumns(order)
  const sorted =
    order.field === null
      ? sql``
      : sql`left join content_values s on s.object_id = few.object_id
          and s.type_number = ${listing.typeNumber} and s.field = ${order.field}
          and s.views in ${masks(listing.view)}`
  const lacks = first ? sql`${first} is null` : sql`1 = 0`
  const isPast =
    after?.num === null
      ? sql`(${lacks} and ${id} ${past(order)} ${after.id})`
      : sql`(${isAfter(order, after, id)} or ${lacks})`
  return sql<ListedObject>`
    with few as materialized (select distinct object_id from (${few}) v)
    select ${id} as id, ${sortValues(order)}
    from few ${sorted}
    where ${isListed(listing, id)} and ${isPast}
    order by case when ${lacks} then 1 else 0 end, ${ordering(order, id)}
    limit ${listing.limit}`
}

function byId(db: Db, listing: ObjectListing) {
  const { order, after, limit } = listing
  const id = sql`o.id`
  return run(
    db,
    sql<ListedObject>`
      select ${id} as id, ${sortValues(order)} from content_objects o
      where ${isObject(listing)} and ${isListed(listing, id)} and ${isAfter(order, after, id)}
      order by ${ordering(order, id)} limit ${limit}`,
  )
}

/** First those that have the field, by its values; then those that do not, by id. */
async function byField(db: Db, listing: ObjectListing, field: string): Promise<ListedObject[]> {
  const { order, after, limit } = listing
  const inSecond = after !== undefined && after.num === null
  const first = inSecond ? [] : await run(db, having(listing, field))
  if (first.length === limit) return first
  const id = sql`o.id`
  const isPast = inSecond ? sql`${id} ${past(order)} ${after.id}` : sql`1 = 1`
  const second = sql<ListedObject>`
    select ${id} as id, cast(null as double precision) as sort_num, cast(null as text) as sort_text
    from content_objects o
    where ${isObject(listing)} and ${isListed(listing, id)} and ${isPast}
      and (select 1 from content_values v where ${isValue(listing, field)}
           and v.object_id = ${id} limit 1) is null
    order by ${id} ${direction(order)} limit ${limit - first.length}`
  return [...first, ...(await run(db, second))]
}

function having(listing: ObjectListing, field: string): RawBuilder<ListedObject> {
  const { order, after, limit } = listing
  const id = sql`s.object_id`
  return sql<ListedObject>`
    select ${id} as id, ${sortValues(order)} from content_values s
    where s.type_number = ${listing.typeNumber} and s.field = ${field}
      and s.views in ${masks(listing.view)} and ${isAfter(order, after, id)}
      and ${isListed(listing, id)}
    order by ${ordering(order, id)} limit ${limit}`
}

/** The type, and that the object is there to this view: what its values imply. */
function isObject({ typeNumber, view }: Selection): RawBuilder<unknown> {
  const isThere = view === 'published' ? sql`o.published_at is not null` : sql`1 = 1`
  return sql`o.type_number = ${typeNumber} and ${isThere}`
}

/** What is asked of an object: its state and the filter. */
function isListed(listing: Selection, id: RawBuilder<unknown>): RawBuilder<unknown> {
  const parts: Condition[] = listing.where ? [listing.where] : []
  if (listing.state) {
    const test = { op: 'eq', value: listing.state } as const
    parts.push({ kind: 'value', field: FACTS.state, test })
  }
  return matches(listing, { kind: 'and', of: parts }, id)
}

function matches(
  listing: Selection,
  condition: Condition,
  id: RawBuilder<unknown>,
): RawBuilder<unknown> {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const word = condition.kind === 'and' ? sql` and ` : sql` or `
      if (condition.of.length === 0) return condition.kind === 'and' ? sql`1 = 1` : sql`1 = 0`
      return sql`(${sql.join(
        condition.of.map(part => matches(listing, part, id)),
        word,
      )})`
    }
    case 'not':
      return sql`(not ${matches(listing, condition.of, id)})`
    case 'id':
      return compared(id, condition.test)
    case 'value':
      // A scalar and not `exists`: a planner must not turn it into a join over all values.
      return sql`((select 1 from content_values v where ${isValue(listing, condition.field)}
        and v.object_id = ${id} and ${passes(condition.test)} limit 1) is not null)`
  }
}

function isValue({ typeNumber, view }: Selection, field: string): RawBuilder<unknown> {
  return sql`v.type_number = ${typeNumber} and v.field = ${field} and v.views in ${masks(view)}`
}

/** The masks that have the bit of a view. */
function masks(view: View): RawBuilder<unknown> {
  return view === 'draft' ? sql`(1, 3)` : sql`(2, 3)`
}

/** Texts have `num` 0 and all others the text '', so that one index serves both. */
function passes(test: ValueTest): RawBuilder<unknown> {
  const isText = typeof sample(test) === 'string'
  if (test.op === 'any') return sql`1 = 1`
  return isText ? sql`v.num = 0 and ${compared(sql`v.text`, test)}` : compared(sql`v.num`, test)
}

function sample(test: ValueTest): Operand | undefined {
  if ('text' in test) return test.text
  if ('values' in test) return test.values[0]
  return 'value' in test ? test.value : undefined
}

function compared(column: RawBuilder<unknown>, test: ValueTest): RawBuilder<unknown> {
  switch (test.op) {
    case 'any':
      return sql`1 = 1`
    case 'in':
      return sql`${column} in (${sql.join(test.values)})`
    case 'startsWith':
      return sql`${column} >= ${test.text} and ${column} < ${`${test.text}\u{10ffff}`}`
    case 'contains':
      // Without the text it would be another one: what both engines mean by it, also in its case.
      return sql`replace(${column}, ${test.text}, '') <> ${column}`
    default:
      return sql`${column} ${COMPARE[test.op]} ${test.value}`
  }
}

const COMPARE = {
  eq: sql`=`,
  lt: sql`<`,
  lte: sql`<=`,
  gt: sql`>`,
  gte: sql`>=`,
} as const

/** Sort values by which the cursor is written. */
function sortValues({ field }: ObjectOrder): RawBuilder<unknown> {
  return field === null
    ? sql`0 as sort_num, '' as sort_text`
    : sql`s.num as sort_num, s.text as sort_text`
}

function keyColumns({ field }: ObjectOrder): RawBuilder<unknown>[] {
  return field === null ? [] : [sql`s.num`, sql`s.text`]
}

function direction(order: ObjectOrder): RawBuilder<unknown> {
  return order.descending ? sql`desc` : sql`asc`
}

function past(order: ObjectOrder): RawBuilder<unknown> {
  return order.descending ? sql`<` : sql`>`
}

function ordering(order: ObjectOrder, id: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql.join([...keyColumns(order), id].map(key => sql`${key} ${direction(order)}`))
}

/** Behind the position; those that lack the value are behind all that have it. */
function isAfter(
  order: ObjectOrder,
  after: ObjectPosition | undefined,
  id: RawBuilder<unknown>,
): RawBuilder<unknown> {
  if (!after) return sql`1 = 1`
  const keys = [...keyColumns(order), id]
  const position = order.field === null ? [after.id] : [after.num, after.text, after.id]
  return sql`(${sql.join(keys)}) ${past(order)} (${sql.join(position)})`
}
