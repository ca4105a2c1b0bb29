import { type RawBuilder, sql } from 'kysely'

/** In which order: by the values of a field, or null for by id. */
export interface ObjectOrder {
  field: string | null
  descending: boolean
  /** Whether every object has the field: else those without come last. */
  everywhere?: boolean
}

/** An object in its place: its id, and the values it was sorted by; both null: it has none. */
export interface ListedObject {
  id: string
  sort_num: number | null
  sort_text: string | null
}

/** The values of an object `s` by which the cursor is written. */
export function sortValues({ field }: ObjectOrder): RawBuilder<unknown> {
  return field === null
    ? sql`0 as sort_num, '' as sort_text`
    : sql`s.num as sort_num, s.text as sort_text`
}

/** What an object that lacks the field has instead of them. */
export const NO_VALUES: RawBuilder<unknown> = sql`cast(null as double precision) as sort_num, cast(null as text) as sort_text`

/** `asc` or `desc`. */
export function direction(order: ObjectOrder): RawBuilder<unknown> {
  return order.descending ? sql`desc` : sql`asc`
}

/** The columns in their order, to be followed by an id. */
export function ordering(order: ObjectOrder, id: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql.join([...keyColumns(order), id].map(key => sql`${key} ${direction(order)}`))
}

/** Behind a place; those that lack the value are behind all that have it. */
export function isAfter(
  order: ObjectOrder,
  after: ListedObject | undefined,
  id: RawBuilder<unknown>,
): RawBuilder<unknown> {
  if (!after) return sql`1 = 1`
  const keys = [...keyColumns(order), id]
  const place = order.field === null ? [after.id] : [after.sort_num, after.sort_text, after.id]
  return sql`(${sql.join(keys)}) ${past(order)} (${sql.join(place)})`
}

/** The same among objects that are in order by their ids alone. */
export function isIdAfter(
  order: ObjectOrder,
  after: ListedObject | undefined,
  id: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return after ? sql`${id} ${past(order)} ${after.id}` : sql`1 = 1`
}

function keyColumns({ field }: ObjectOrder): RawBuilder<unknown>[] {
  return field === null ? [] : [sql`s.num`, sql`s.text`]
}

function past(order: ObjectOrder): RawBuilder<unknown> {
  return order.descending ? sql`<` : sql`>`
}
