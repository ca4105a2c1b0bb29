import type { Filter } from '@keywright/contract'
import type { ListField } from './list-field.ts'
import type { Condition, ConditionGroup } from './objects.search.ts'
import { type OperatorChoice, operatorsOf } from './operators.ts'

/** A condition on a field, not filled in yet. */
export function newCondition(field: ListField): Condition {
  const [choice = { op: 'eq', word: '' }] = operatorsOf(field)
  return compareBy(field, choice)
}

/** A condition that compares in this way; what it is compared with stays, where it fits. */
export function compareBy(
  field: ListField,
  { op, value }: OperatorChoice,
  before?: Condition['value'],
): Condition {
  if (value !== undefined) return { field: field.path, op, value }
  if (op === 'in') {
    return { field: field.path, op, value: Array.isArray(before) ? before : textsIn(before) }
  }
  const [text = field.choices[0] ?? ''] = Array.isArray(before) ? before : textsIn(before)
  return { field: field.path, op, value: text }
}

function textsIn(value: Condition['value'] | undefined): string[] {
  return typeof value === 'string' && value !== '' ? [value] : []
}

/** Whether a condition can be asked as it is. */
export function isComplete({ value }: Condition, field: ListField | undefined): boolean {
  if (field?.kind === 'number') {
    const numbers = [value].flat()
    return numbers.length > 0 && numbers.every(one => one !== '' && Number.isFinite(Number(one)))
  }
  return Array.isArray(value) ? value.length > 0 : value !== ''
}

/** Groups as the contract says it: all of them hold, and of each at least one condition. */
export function toFilter(
  groups: readonly ConditionGroup[],
  fields: readonly ListField[],
): string | undefined {
  const parts = groups.flatMap((group): Filter[] => {
    const conditions = group.map(condition => compare(condition, fields))
    const [first, ...others] = conditions
    if (!first) return []
    return others.length === 0 ? [first] : [{ or: conditions }]
  })
  const [first, ...others] = parts
  if (!first) return undefined
  return JSON.stringify(others.length === 0 ? first : { and: parts })
}

/** The groups that make a filter; undefined where no groups do, or it may mean references of any type. */
export function groupsOf(
  text: string,
  fields: readonly ListField[],
): readonly ConditionGroup[] | undefined {
  if (text === '') return []
  const filter = readJson(text)
  if (filter === undefined) return undefined
  const groups = partsOf(filter, 'and').map(part =>
    partsOf(part, 'or').flatMap(one => conditionOf(one, fields)),
  )
  return toFilter(groups, fields) === JSON.stringify(filter) ? groups : undefined
}

/** As long as the server takes a filter. */
const MAX_FILTER = 4000

/** The same filter among some objects, as few times as their ids have room in it. */
export function filtersAmong(ids: readonly string[], filter: string | undefined): string[] {
  const condition = filter === undefined ? undefined : JSON.parse(filter)
  const among = (some: readonly string[]) => {
    const among = { id: { in: some } }
    return JSON.stringify(condition === undefined ? among : { and: [among, condition] })
  }
  const parts: string[][] = []
  for (const id of ids) {
    const last = parts.at(-1)
    if (last && among([...last, id]).length <= MAX_FILTER) last.push(id)
    else parts.push([id])
  }
  return parts.map(among)
}

function compare({ field: path, op, value }: Condition, fields: readonly ListField[]): Filter {
  const field = fields.find(other => other.path === path)
  // What the type does not have any more is asked all the same: the answer says what is wrong.
  const read = (one: string | number | boolean) => (field ? operandOf(field, one) : one)
  return { [path]: { [op]: Array.isArray(value) ? value.map(read) : read(value) } }
}

function operandOf({ kind }: ListField, value: string | number | boolean) {
  if (typeof value !== 'string') return value
  if (kind === 'number') return Number(value)
  // References are kept with their type, so that their titles can be found.
  if (kind === 'relation') return value.slice(value.indexOf('/') + 1)
  if (kind !== 'moment') return value
  const time = new Date(value)
  return Number.isNaN(time.getTime()) ? value : time.toISOString()
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function partsOf(filter: unknown, word: 'and' | 'or'): unknown[] {
  const parts = entriesOf(filter).find(([name]) => name === word)?.[1]
  return Array.isArray(parts) ? parts : [filter]
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

/** The first comparison in a filter, if it has one that a condition can be. */
function conditionOf(filter: unknown, fields: readonly ListField[]): Condition[] {
  const [[path = '', comparison] = []] = entriesOf(filter)
  const [[op, operand] = []] = entriesOf(comparison)
  const field = fields.find(other => other.path === path)
  const choice = field && operatorsOf(field).find(one => one.op === op)
  if (!choice) return []
  if (typeof operand === 'boolean') return [{ field: path, op: choice.op, value: operand }]
  // A filter has the id alone.
  if (field.kind === 'relation' && field.to.length !== 1) return []
  const text = (one: unknown) => (field.kind === 'relation' ? `${field.to[0]}/${one}` : `${one}`)
  const value = Array.isArray(operand) ? operand.map(text) : text(operand)
  return [{ field: path, op: choice.op, value }]
}
