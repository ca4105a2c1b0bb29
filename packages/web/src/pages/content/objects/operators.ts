import type { CompareKind, ListField } from './list-field.ts'
import type { Condition, Operator } from './objects.search.ts'

/** A way to compare a field, in words; some need nothing to compare with. */
export interface OperatorChoice {
  op: Operator
  word: string
  /** Where the words say it all. */
  value?: boolean
}

/** The ways to compare a field, the most useful first. */
export function operatorsOf({ kind, many }: ListField): readonly OperatorChoice[] {
  if (!many) return [...OF_ONE[kind], ...PRESENCE]
  const others = kind === 'relation' || kind === 'media' ? [] : OF_ONE[kind].filter(isOrder)
  return [...OF_LIST, ...others.map(each), ...PRESENCE]
}

/** The way in which a condition compares; undefined where its field has no such one. */
export function operatorOf(
  field: ListField,
  { op, value }: Pick<Condition, 'op' | 'value'>,
): OperatorChoice | undefined {
  return operatorsOf(field).find(
    choice => choice.op === op && (choice.value === undefined || choice.value === value),
  )
}

function isOrder({ op }: OperatorChoice): boolean {
  return ORDERS.has(op)
}

function each({ op, word }: OperatorChoice): OperatorChoice {
  return { op, word: `has one that ${word}` }
}

const ORDERS: ReadonlySet<Operator> = new Set(['lt', 'lte', 'gt', 'gte', 'startsWith'])

const IS = [
  { op: 'eq', word: 'is' },
  { op: 'ne', word: 'is not' },
  { op: 'in', word: 'is one of' },
] as const

const OF_LIST: readonly OperatorChoice[] = [
  { op: 'contains', word: 'has' },
  { op: 'ne', word: 'does not have' },
  { op: 'in', word: 'has one of' },
]

const PRESENCE: readonly OperatorChoice[] = [
  { op: 'exists', word: 'is set', value: true },
  { op: 'exists', word: 'is not set', value: false },
]

const TIMES: readonly OperatorChoice[] = [
  { op: 'gte', word: 'is on or after' },
  { op: 'lte', word: 'is on or before' },
  { op: 'gt', word: 'is after' },
  { op: 'lt', word: 'is before' },
  ...IS,
]

const OF_ONE: Readonly<Record<CompareKind, readonly OperatorChoice[]>> = {
  text: [
    { op: 'contains', word: 'contains' },
    ...IS,
    { op: 'startsWith', word: 'begins with' },
    { op: 'gte', word: 'is, or comes after' },
    { op: 'lte', word: 'is, or comes before' },
    { op: 'gt', word: 'comes after' },
    { op: 'lt', word: 'comes before' },
  ],
  number: [
    { op: 'eq', word: 'is' },
    { op: 'ne', word: 'is not' },
    { op: 'gte', word: 'is at least' },
    { op: 'lte', word: 'is at most' },
    { op: 'gt', word: 'is more than' },
    { op: 'lt', word: 'is less than' },
    { op: 'in', word: 'is one of' },
  ],
  boolean: [
    { op: 'eq', word: 'is yes', value: true },
    { op: 'eq', word: 'is no', value: false },
  ],
  date: TIMES,
  moment: TIMES,
  relation: IS,
  media: IS,
}
