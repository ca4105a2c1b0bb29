import type { Comparison, Filter } from '@keywright/contract'
import { AppError } from '../../app-error.ts'
import { isStorable } from '../../lib/text.ts'
import type { CompiledType, FieldKind } from '../types/content-type.ts'
import { FACTS, type View } from './objects.table.ts'

/** A filter whose fields and operands were checked against a type. */
export type Condition =
  | { kind: 'and' | 'or'; of: readonly Condition[] }
  | { kind: 'not'; of: Condition }
  | { kind: 'value'; field: string; test: ValueTest }
  | { kind: 'id'; test: ValueTest }

/** What a stored value must be: any one value of the field that passes will do. */
export type ValueTest =
  | { op: 'any' }
  | { op: 'eq' | 'lt' | 'lte' | 'gt' | 'gte'; value: Operand }
  | { op: 'in'; values: readonly Operand[] }
  | { op: 'contains' | 'startsWith'; text: string }
  | { op: 'all'; of: readonly ValueTest[] }

/** As it is stored: numbers, times and booleans as numbers. */
export type Operand = string | number

/** Where filters find what every object has beside its fields. */
const SYSTEM_FIELDS: ReadonlyMap<string, Found> = new Map([
  ['id', { path: 'id', kind: 'text', many: false, required: true, isId: true }],
  ['createdAt', { path: FACTS.createdAt, kind: 'time', many: false, required: true }],
  ['updatedAt', { path: FACTS.updatedAt, kind: 'time', many: false, required: true }],
  ['publishedAt', { path: FACTS.publishedAt, kind: 'time', many: false, required: false }],
])

/** More than people write, and little enough for a query planner. */
const MAX_COMPARISONS = 50
const MAX_LEVELS = 6

/**
 * Checks a filter against the type. Throws VALIDATION_FAILED with pointers below `/query/filter`
 * for unknown fields, operators that a field does not have, and operands of another type.
 */
export function readFilter(type: CompiledType, filter: Filter, view: View): Condition {
  const problems: { pointer: string; message: string }[] = []
  let comparisons = 0

  function read(part: Filter, pointer: string, levels: number): Condition {
    if (levels > MAX_LEVELS) {
      problems.push({ pointer, message: `more than ${MAX_LEVELS} levels are not allowed` })
      return { kind: 'and', of: [] }
    }
    const { and, or, not, ...fields } = part
    const of: Condition[] = []
    for (const [index, inner] of (and ?? []).entries()) {
      of.push(read(inner, `${pointer}/and/${index}`, levels + 1))
    }
    if (or) {
      const choices = or.map((inner, index) => read(inner, `${pointer}/or/${index}`, levels + 1))
      of.push({ kind: 'or', of: choices })
    }
    if (not) of.push({ kind: 'not', of: read(not, `${pointer}/not`, levels + 1) })
    for (const [path, comparison] of Object.entries(fields)) {
      // The rest of a filter are comparisons: its schema says so, its type cannot.
      of.push(...readField(path, comparison as Comparison, `${pointer}/${path}`))
    }
    return { kind: 'and', of }
  }

  function readField(path: string, comparison: Comparison, pointer: string): Condition[] {
    const field = findField(type, path, view)
    if (!field) {
      problems.push({ pointer, message: `${type.name} has no such field` })
      return []
    }
    const conditions = Object.entries(comparison).flatMap(([op, operand]) => {
      if (operand === undefined) return []
      comparisons++
      const condition = readComparison(field, op, operand)
      if (typeof condition !== 'string') return [condition]
      problems.push({ pointer: `${pointer}/${op}`, message: condition })
      return []
    })
    return field.many ? conditions : ofOneValue(conditions)
  }

  const condition = read(filter, '/query/filter', 0)
  if (comparisons > MAX_COMPARISONS) {
    const message = `more than ${MAX_COMPARISONS} comparisons are not allowed`
    problems.push({ pointer: '/query/filter', message })
  }
  if (problems.length > 0) throw new AppError('VALIDATION_FAILED', { errors: problems })
  return condition
}

/** The same, where a field has one value: both ends of a range are looked for at once. */
function ofOneValue(conditions: Condition[]): Condition[] {
  const ranges = conditions.filter(isRange)
  const [first, ...others] = ranges
  if (!first || others.length === 0) return conditions
  const test: ValueTest = { op: 'all', of: ranges.map(({ test }) => test) }
  return [{ ...first, test }, ...conditions.filter(condition => !isRange(condition))]
}

/** Whether an index has what passes in one piece. */
function isRange(condition: Condition): condition is Extract<Condition, { test: ValueTest }> {
  return 'test' in condition && condition.test.op !== 'contains' && condition.test.op !== 'in'
}

/** A field that can be filtered by: of the type, or what every object has. */
export interface Found {
  path: string
  kind: FieldKind
  many: boolean
  /** Whether every object that the view shows has it. */
  required: boolean
  isId?: true
}

/** Finds a field by path; undefined where the type has none, or the view does not show it. */
export function findField(type: CompiledType, path: string, view: View): Found | undefined {
  // When an object was last changed is nothing that delivery tells.
  if (path === 'updatedAt' && view === 'published') return undefined
  const field = type.fields.get(path)
  return SYSTEM_FIELDS.get(path) ?? field
}

/** The operators of each kind; `contains` in a text looks inside, in a list or relation for one value. */
const OPERATORS: Record<FieldKind, readonly string[]> = {
  text: ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'contains', 'startsWith', 'exists'],
  number: ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'exists'],
  time: ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'exists'],
  boolean: ['eq', 'ne', 'in', 'exists'],
  relation: ['eq', 'ne', 'in', 'contains', 'exists'],
  media: ['eq', 'ne', 'in', 'contains', 'exists'],
}

/** The condition, or what is wrong with it. */
function readComparison(field: Found, op: string, operand: unknown): Condition | string {
  const isOne = op === 'contains' && (field.many || isReferenceKind(field.kind))
  if (!OPERATORS[field.kind].includes(op) && !isOne) {
    return `a ${field.kind} has no ${op}; it has ${OPERATORS[field.kind].join(', ')}`
  }
  const leaf = (test: ValueTest): Condition =>
    field.isId ? { kind: 'id', test } : { kind: 'value', field: field.path, test }

  if (op === 'exists') {
    return operand === true ? leaf({ op: 'any' }) : { kind: 'not', of: leaf({ op: 'any' }) }
  }
  if (op === 'in') {
    // The schema of filters takes only lists here.
    const values = (operand as unknown[]).map(value => toOperand(field.kind, value))
    const right = values.filter(value => value !== undefined)
    return right.length < values.length ? expected(field.kind) : leaf({ op, values: right })
  }
  const value = toOperand(field.kind, operand)
  if (value === undefined) return expected(field.kind)
  switch (op) {
    case 'ne':
      return { kind: 'not', of: leaf({ op: 'eq', value }) }
    case 'contains':
      if (isOne) return leaf({ op: 'eq', value })
      return value === '' ? leaf({ op: 'any' }) : leaf({ op, text: String(value) })
    case 'startsWith':
      return leaf({ op, text: String(value) })
    case 'eq':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return leaf({ op, value })
    default:
      return `there is no operator ${op}`
  }
}

function isReferenceKind(kind: FieldKind): boolean {
  return kind === 'relation' || kind === 'media'
}

function toOperand(kind: FieldKind, value: unknown): Operand | undefined {
  switch (kind) {
    case 'number':
      return typeof value === 'number' ? value : undefined
    case 'boolean':
      return typeof value === 'boolean' ? Number(value) : undefined
    case 'time': {
      const time = typeof value === 'string' && TIME.test(value) ? Date.parse(value) : Number.NaN
      return Number.isNaN(time) ? undefined : time
    }
    default:
      return typeof value === 'string' && isStorable(value) ? value : undefined
  }
}

/** A date, or an RFC 3339 time. */
const TIME = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/

function expected(kind: FieldKind): string {
  const what: Record<FieldKind, string> = {
    text: 'a text',
    number: 'a number',
    boolean: 'true or false',
    time: 'a date or an RFC 3339 time',
    relation: 'the id of an object',
    media: 'the id of a file',
  }
  return `expected ${what[kind]}`
}
