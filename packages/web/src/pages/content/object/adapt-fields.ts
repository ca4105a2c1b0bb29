import type { ContentType } from '@keywright/contract'
import {
  type FieldShape,
  fieldsOf,
  isSchema,
  type JsonSchema,
  shapeOf,
  type TypeField,
} from '../types/field-kind.ts'
import { type Fields, fieldsWithin } from './fields.ts'
import { isSameJson, matchEntries } from './json.ts'

/** Something typed that its type has no place for any more. */
export interface LostValue {
  /** Names of fields from the outermost to itself. */
  label: string
  value: unknown
}

type Definition = Pick<ContentType, 'schema' | 'fieldOrder'>

/**
 * What was typed into the form of a type, for the form of the type as it is now: without what has
 * no place there any more. Of that it tells what is not stored either, which somebody has typed.
 */
export function adaptFields(
  before: Definition,
  after: Definition,
  stored: Fields,
  typed: Fields,
): { fields: Fields; lost: LostValue[] } {
  const change: Change = { roots: { before: before.schema, after: after.schema }, lost: [] }
  const groups = { before: fieldsOf(before), after: fieldsOf(after) }
  return { fields: adaptGroup(groups, change, stored, typed, ''), lost: change.lost }
}

interface Sides<T> {
  before: T
  after: T
}

interface Change {
  roots: Sides<JsonSchema>
  lost: LostValue[]
}

function adaptGroup(
  { before, after }: Sides<readonly TypeField[]>,
  change: Change,
  stored: unknown,
  typed: Fields,
  within: string,
): Fields {
  const adapted: Record<string, unknown> = { ...typed }
  for (const { name, label, shape } of before) {
    const value = typed[name]
    if (value === undefined) continue
    const was = isSchema(stored) ? stored[name] : undefined
    const isTouched = !isSameJson(was, value)
    const next = after.find(field => field.name === name)
    const path = `${within}${label}`
    if (next && isAlike({ before: shape, after: next.shape }, change.roots)) {
      const shapes = { before: shape, after: next.shape }
      adapted[name] = adaptValue(shapes, change, was, value, path)
    } else if (!next || isTouched) {
      delete adapted[name]
      if (isTouched) change.lost.push({ label: path, value })
    }
  }
  return adapted
}

function adaptValue(
  { before, after }: Sides<FieldShape>,
  change: Change,
  stored: unknown,
  value: unknown,
  path: string,
): unknown {
  const { roots } = change
  if (before.kind === 'object' && isSchema(value)) {
    const groups = {
      before: fieldsWithin(before.schema, roots.before),
      after: fieldsWithin(after.schema, roots.after),
    }
    return adaptGroup(groups, change, stored, value, `${path} › `)
  }
  if (before.kind !== 'list' || !Array.isArray(value)) return value
  const items = {
    before: shapeOf(before.schema.items, roots.before),
    after: shapeOf(after.schema.items, roots.after),
  }
  const entries = Array.isArray(stored) ? stored : []
  const from = matchEntries(entries, value)
  return value.map((entry, index) => {
    const at = from[index]
    return adaptValue(items, change, at === undefined ? undefined : entries[at], entry, path)
  })
}

/** Whether the same box can hold it, or one in which it can be put right. */
function isAlike(shapes: Sides<FieldShape>, roots: Sides<JsonSchema>): boolean {
  return boxOf(shapes.before, roots.before) === boxOf(shapes.after, roots.after)
}

function boxOf({ kind, many, schema }: FieldShape, root: JsonSchema): string {
  if (kind === 'list') return `list of ${boxOf(shapeOf(schema.items, root), root)}`
  const isText = !many && !['object', 'relation', 'media'].includes(kind)
  return `${many} ${isText ? 'text' : kind}`
}
