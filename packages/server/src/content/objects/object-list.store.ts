import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/engine.ts'
import type { Condition, Operand, SystemColumn, ValueTest } from './object-filter.ts'
import type { ContentObjectRow, View } from './objects.table.ts'

/** In which order, by a column that every object has or by a field that it may lack. */
export interface ObjectOrder {
  by: { column: SystemColumn } | { field: string }
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

/** An object with the values it was sorted by. */
export interface ListedObject extends ContentObjectRow {
  sort_num: number | null
  sort_text: string | null
}

/** So few matches are fetched and sorted; with more, the order is followed until the page is full. */
const FEW = 5000

/**
 * Objects of a type that match, in order. Two ways lead there, and neither depends on what a query
 * planner guesses: when one comparison that must hold matches few objects, these are looked at;
 * else the order is followed, and each object on the way is looked up by its id.
 */
export async function listObjects(
  db: Db,
  listing: ObjectListing,
  most = FEW,
): Promise<ListedObject[]> {
  const few = await findFew(db, listing, most)
  if (few) return run(db, fromFew(listing, few))
  if ('column' in listing.order.by) return byColumn(db, listing, listing.order.by.column)
  return byField(db, listing, listing.order.by.field)
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
  const [first] = keyColumns(order)
  const sorted =
    'field' in order.by
      ? sql`left join content_values s on s.object_id = o.id and s.type_number = o.type_number
          and s.field = ${order.by.field} and s.views in ${masks(listing.view)}`
      : sql``
  const lacks = first ? sql`${first} is null` : sql`1 = 0`
  const isPast =
    after?.num === null
      ? sql`(${lacks} and o.id ${past(order)} ${after.id})`
      : sql`(${isAfter(order, after)} or ${lacks})`
  return sql<ListedObject>`
    with few as materialized (select distinct object_id from (${few}) v)
    select o.*, ${sortValues(order)}
    from few join content_objects o on o.domain_id = ${listing.domainId} and o.id = few.object_id
    ${sorted}
    where ${isListed(listing)} and ${isPast}
    order by case when ${lacks} then 1 else 0 end, ${plainOrdering(order)}, o.id ${direction(order)}
    limit ${listing.limit}`
}

/** First those that have the column, then those that do not, by id. */
async function byColumn(db: Db, listing: ObjectListing, column: SystemColumn) {
  const { order } = listing
  const mayLack = column === 'published_at' && listing.view === 'draft'
  return inTwoParts(
    listing,
    rest =>
      run(
        db,
        sql<ListedObject>`
          select o.*, ${sortValues(order)} from content_objects o
          where ${isListed(listing)} and o.${sql.id(column)} is not null
            and ${isAfter(order, listing.after)}
          order by ${plainOrdering(order)} limit ${rest}`,
      ),
    mayLack &&
      ((after, rest) => run(db, lacking(listing, sql`o.published_at is null`, after, rest))),
  )
}

/** First those that have the field, by its values; then those that do not, by id. */
async function byField(db: Db, listing: ObjectListing, field: string) {
  const { order } = listing
  const isLacking = sql`(select 1 from content_values v where ${isValue(listing, field)}
    and v.object_id = o.id limit 1) is null`
  return inTwoParts(
    listing,
    rest =>
      run(
        db,
        sql<ListedObject>`
          select o.*, ${sortValues(order)}
          from content_values s cross join content_objects o
          where s.type_number = ${listing.typeNumber} and s.field = ${field}
            and s.views in ${masks(listing.view)} and ${isAfter(order, listing.after)}
            and o.domain_id = ${listing.domainId} and o.id = s.object_id and ${isListed(listing)}
          order by ${plainOrdering(order)} limit ${rest}`,
      ),
    (after, rest) => run(db, lacking(listing, isLacking, after, rest)),
  )
}

async function inTwoParts(
  { after, limit }: ObjectListing,
  having: (rest: number) => Promise<ListedObject[]>,
  lacking: ((after: string | undefined, rest: number) => Promise<ListedObject[]>) | false,
): Promise<ListedObject[]> {
  const isInSecond = after !== undefined && after.num === null
  const first = isInSecond ? [] : await having(limit)
  if (!lacking || first.length === limit) return first
  const second = await lacking(isInSecond ? after.id : undefined, limit - first.length)
  return [...first, ...second]
}

function lacking(
  listing: ObjectListing,
  isLacking: RawBuilder<unknown>,
  after: string | undefined,
  rest: number,
): RawBuilder<ListedObject> {
  const isPast = after === undefined ? sql`1 = 1` : sql`o.id ${past(listing.order)} ${after}`
  return sql<ListedObject>`
    select o.*, cast(null as double precision) as sort_num, cast(null as text) as sort_text
    from content_objects o
    where ${isListed(listing)} and ${isLacking} and ${isPast}
    order by o.id ${direction(listing.order)} limit ${rest}`
}

/** What every way asks of an object: its type, that it is there to this view, its state, the filter. */
function isListed(listing: ObjectListing): RawBuilder<unknown> {
  const parts = [sql`o.type_number = ${listing.typeNumber}`]
  if (listing.view === 'published') parts.push(sql`o.published_at is not null`)
  if (listing.state) parts.push(STATES[listing.state])
  if (listing.where) parts.push(matches(listing, listing.where))
  return sql.join(parts, sql` and `)
}

const STATES = {
  draft: sql`o.published_version is null`,
  published: sql`o.published_version = o.version`,
  changed: sql`o.published_version <> o.version`,
} as const

function matches(listing: ObjectListing, condition: Condition): RawBuilder<unknown> {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const word = condition.kind === 'and' ? sql` and ` : sql` or `
      if (condition.of.length === 0) return condition.kind === 'and' ? sql`1 = 1` : sql`1 = 0`
      return sql`(${sql.join(
        condition.of.map(part => matches(listing, part)),
        word,
      )})`
    }
    case 'not':
      return sql`(not ${matches(listing, condition.of)})`
    case 'column':
      return sql`(o.${sql.id(condition.column)} is not null and ${compared(
        sql`o.${sql.id(condition.column)}`,
        condition.test,
      )})`
    case 'value':
      // A scalar and not `exists`: a planner must not turn it into a join over all values.
      return sql`((select 1 from content_values v where ${isValue(listing, condition.field)}
        and v.object_id = o.id and ${passes(condition.test)} limit 1) is not null)`
  }
}

function isValue({ typeNumber, view }: ObjectListing, field: string): RawBuilder<unknown> {
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

/** Sort values by which the cursor is written: a column's beside an empty text. */
function sortValues({ by }: ObjectOrder): RawBuilder<unknown> {
  if ('field' in by) return sql`s.num as sort_num, s.text as sort_text`
  if (by.column === 'id') return sql`0 as sort_num, o.id as sort_text`
  return sql`o.${sql.id(by.column)} as sort_num, '' as sort_text`
}

function keyColumns({ by }: ObjectOrder): RawBuilder<unknown>[] {
  if ('field' in by) return [sql`s.num`, sql`s.text`]
  return by.column === 'id' ? [] : [sql`o.${sql.id(by.column)}`]
}

function direction(order: ObjectOrder): RawBuilder<unknown> {
  return order.descending ? sql`desc` : sql`asc`
}

function past(order: ObjectOrder): RawBuilder<unknown> {
  return order.descending ? sql`<` : sql`>`
}

function plainOrdering(order: ObjectOrder): RawBuilder<unknown> {
  return sql.join([...keyColumns(order), idOf(order)].map(key => sql`${key} ${direction(order)}`))
}

/** The id beside the values, so that one index has both. */
function idOf({ by }: ObjectOrder): RawBuilder<unknown> {
  return 'field' in by ? sql`s.object_id` : sql`o.id`
}

/** Behind the position; those that lack the value are behind all that have it. */
function isAfter(order: ObjectOrder, after: ObjectPosition | undefined): RawBuilder<unknown> {
  if (!after) return sql`1 = 1`
  const values = 'field' in order.by ? [after.num, after.text] : [after.num]
  const keys = [...keyColumns(order), idOf(order)]
  const position = keys.length === 1 ? [after.id] : [...values, after.id]
  return sql`(${sql.join(keys)}) ${past(order)} (${sql.join(position)})`
}
