import { type RawBuilder, sql } from 'kysely'
import type { Condition, Operand, ValueTest } from './object-filter.ts'
import { isOfType } from './object-rows.store.ts'
import { FACTS, VIEWS, type View } from './objects.table.ts'

/** Which objects of a type: as this view has them, in a state, and what their values must be. */
export interface Selection {
  domainId: string
  typeNumber: number
  view: View
  where: Condition | undefined
  state?: 'draft' | 'published' | 'changed' | undefined
}

/** The type, and that the object is there to this view: what its values imply. */
export function isObject({ typeNumber, view }: Selection): RawBuilder<unknown> {
  const isThere = view === 'published' ? sql`o.published_at is not null` : sql`1 = 1`
  return sql`o.type_number = ${typeNumber} and ${isThere}`
}

/** What is asked of an object beyond that: its state and the filter. */
export function isListed(selection: Selection, id: RawBuilder<unknown>): RawBuilder<unknown> {
  return matches(selection, conditionOf(selection), id)
}

/** That a row of values is one of a field, of whatever object. */
export function isValue(
  { typeNumber, view }: Selection,
  field: string | null,
  row: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`${row}.type_number = ${typeNumber} and ${row}.field = ${field} and ${isIn(view, row)}`
}

/** That a row of values is one that an object has in a field. */
export function isValueOf(
  { typeNumber, view }: Selection,
  field: string,
  id: RawBuilder<unknown>,
  row: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`${row}.object_id = ${id} and ${row}.field = ${field}
    and ${isOfType(typeNumber, row)} and ${isIn(view, row)}`
}

function isIn(view: View, row: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(${row}.views & ${sql.lit(VIEWS[view])}) <> 0`
}

/** How many values are looked up, at the most, to test one object. */
export function countTests(selection: Selection): number {
  return countLeaves(conditionOf(selection))
}

/** Objects that one comparison matches. */
export interface Necessary {
  /** Their ids, as `object_id`; an id may come more than once. */
  rows: RawBuilder<unknown>
  /** What is left to ask of them. */
  rest: Selection
}

/** Comparisons without which nothing matches, and that an index answers; enough to choose from. */
export function necessary(selection: Selection): Necessary[] {
  const condition = conditionOf(selection)
  return necessaryIn(condition)
    .slice(0, 4)
    .map(part => ({
      rows:
        part.kind === 'id'
          ? sql`select o.id as object_id from content_objects o
              where ${isObject(selection)} and ${compared(sql`o.id`, part.test)}`
          : sql`select v.object_id from content_values v
              where ${isValue(selection, part.field, sql`v`)} and ${passes(part.test)}`,
      rest: { ...selection, where: without(condition, part), state: undefined },
    }))
}

type Comparison = Extract<Condition, { test: ValueTest }>

function necessaryIn(where: Condition): Comparison[] {
  if ('test' in where) return where.test.op === 'contains' ? [] : [where]
  return where.kind === 'and' ? where.of.flatMap(necessaryIn) : []
}

function without(where: Condition, part: Condition): Condition | undefined {
  if (where === part) return undefined
  if (where.kind !== 'and') return where
  return { kind: 'and', of: where.of.flatMap(other => without(other, part) ?? []) }
}

function countLeaves(condition: Condition): number {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.of.reduce((sum, part) => sum + countLeaves(part), 0)
    case 'not':
      return countLeaves(condition.of)
    default:
      return 1
  }
}

function conditionOf({ where, state }: Selection): Condition {
  const parts: Condition[] = where ? [where] : []
  if (state) {
    parts.push({ kind: 'value', field: FACTS.state, test: { op: 'eq', value: state } })
  }
  return { kind: 'and', of: parts }
}

function matches(
  selection: Selection,
  condition: Condition,
  id: RawBuilder<unknown>,
): RawBuilder<unknown> {
  switch (condition.kind) {
    case 'and': {
      const parts = condition.of.toSorted((one, other) => rank(one) - rank(other))
      // Each by a `case`: a planner would begin with what is compared at the least cost.
      return parts.reduceRight<RawBuilder<unknown>>((rest, part, index) => {
        const passes = matches(selection, part, id)
        return index === parts.length - 1
          ? passes
          : sql`(case when ${passes} then ${rest} else 1 = 0 end)`
      }, sql`1 = 1`)
    }
    case 'or':
      if (condition.of.length === 0) return sql`1 = 0`
      return sql`(${sql.join(
        condition.of.map(part => matches(selection, part, id)),
        sql` or `,
      )})`
    case 'not':
      return sql`(not ${matches(selection, condition.of, id)})`
    case 'id':
      return compared(id, condition.test)
    case 'value':
      // A scalar and not `exists`: a planner must not turn it into a join over all values.
      return sql`((select 1 from content_values v
        where ${isValueOf(selection, condition.field, id, sql`v`)}
          and ${passes(condition.test)} limit 1) is not null)`
  }
}

/** What rules out the most comes first, as far as that can be known: texts differ more than numbers. */
function rank(condition: Condition): number {
  if (condition.kind === 'id') return 0
  if (condition.kind !== 'value') return 4
  const { test } = condition
  if (test.op === 'contains' || test.op === 'any') return 3
  return typeof sample(test) === 'string' ? 1 : 2
}

/** Texts have `num` 0 and all others the text '', so that one index serves both. */
function passes(test: ValueTest): RawBuilder<unknown> {
  const isText = typeof sample(test) === 'string'
  if (test.op === 'any') return sql`1 = 1`
  return isText ? sql`v.num = 0 and ${compared(sql`v.text`, test)}` : compared(sql`v.num`, test)
}

function sample(test: ValueTest): Operand | undefined {
  if (test.op === 'all') return test.of.map(sample).find(operand => operand !== undefined)
  if ('text' in test) return test.text
  if ('values' in test) return test.values[0]
  return 'value' in test ? test.value : undefined
}

function compared(column: RawBuilder<unknown>, test: ValueTest): RawBuilder<unknown> {
  switch (test.op) {
    case 'any':
      return sql`1 = 1`
    case 'all':
      return sql.join(
        test.of.map(part => compared(column, part)),
        sql` and `,
      )
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
