import type { ContentType } from '@keywright/contract'
import {
  type FieldShape,
  fieldsOf,
  isSchema,
  labelOf,
  shapeOf,
  type TypeField,
} from '../types/field-kind.ts'
import { type Fields, fieldsWithin, isSameJson } from './fields.ts'

/** A field that differs between two states of an object; a side that lacks it is undefined. */
export interface FieldChange {
  /** Its names from the outermost group to itself. */
  path: readonly string[]
  label: string
  shape: FieldShape
  before: unknown
  after: unknown
}

/** What differs, field by field, in the order of the type; groups are gone through, lists are compared as wholes. */
export function changesBetween(type: ContentType, before: Fields, after: Fields): FieldChange[] {
  return changesIn(type, fieldsOf(type), before, after, [], '')
}

function changesIn(
  type: ContentType,
  known: readonly TypeField[],
  before: Fields,
  after: Fields,
  path: readonly string[],
  within: string,
): FieldChange[] {
  return [...known, ...forgotten(known, before, after)].flatMap(({ name, label, shape }) => {
    const was = before[name]
    const is = after[name]
    if (isSameJson(was, is)) return []
    const at = [...path, name]
    const full = `${within}${label}`
    if (shape.kind === 'object' && isSchema(was) && isSchema(is)) {
      const inner = fieldsWithin(shape.schema, type.schema)
      return changesIn(type, inner, was, is, at, `${full} › `)
    }
    return [{ path: at, label: full, shape, before: was, after: is }]
  })
}

/** Fields that the type had once, and older versions still have. */
function forgotten(known: readonly TypeField[], before: Fields, after: Fields): TypeField[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  for (const { name } of known) names.delete(name)
  return [...names].map(name => ({
    name,
    label: labelOf(name, {}),
    required: false,
    shape: shapeOf({}),
  }))
}

/** What became of a field that two people changed, or one. */
export interface MergedField {
  name: string
  label: string
  shape: FieldShape
  base: unknown
  mine: unknown
  theirs: unknown
  /** Both changed it, and not to the same. */
  isContested: boolean
}

/** What others changed since editing began, beside what was typed meanwhile. */
export function theirChanges(
  type: ContentType,
  base: Fields,
  mine: Fields,
  theirs: Fields,
): MergedField[] {
  return fieldsOf(type).flatMap(({ name, label, shape }) => {
    const values = { base: base[name], mine: mine[name], theirs: theirs[name] }
    if (isSameJson(values.base, values.theirs)) return []
    // Both did the same, or it was this page, and the answer to it was lost.
    if (isSameJson(values.mine, values.theirs)) return []
    const isContested = !isSameJson(values.base, values.mine)
    return [{ name, label, shape, ...values, isContested }]
  })
}

/** What was typed, with what others changed; contested fields stay as typed unless theirs is taken. */
export function mergeFields(
  mine: Fields,
  changes: readonly MergedField[],
  takeTheirs: (name: string) => boolean,
): Fields {
  const merged: Record<string, unknown> = { ...mine }
  for (const { name, theirs, isContested } of changes) {
    if (isContested && !takeTheirs(name)) continue
    if (theirs === undefined) delete merged[name]
    else merged[name] = theirs
  }
  return merged
}
