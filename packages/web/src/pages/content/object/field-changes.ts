import type { ContentType } from '@keywright/contract'
import { type FieldShape, fieldsOf, isSchema, type TypeField } from '../types/field-kind.ts'
import { type Fields, fieldsWithin, unknownFields } from './fields.ts'
import { isSameJson } from './json.ts'

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
  return [...known, ...unknownFields(known, before, after)].flatMap(({ name, label, shape }) => {
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
