import type { ContentType } from '@keywright/contract'
import {
  type FieldShape,
  fieldsOf,
  isSchema,
  type JsonSchema,
  shapeOf,
  type TypeField,
} from '../types/field-kind.ts'
import { type Fields, fieldsWithin, unknownFields } from './fields.ts'
import { isSameJson, matchEntries } from './json.ts'

/** A value in the state that editing began with, as typed, and as others stored it. */
interface Sides<T> {
  base: T
  mine: T
  theirs: T
}

/** A field that others changed, and what becomes of it. */
export interface MergedField extends Sides<unknown> {
  /** Its names from the outermost group to itself. */
  path: readonly string[]
  label: string
  shape: FieldShape
  /** What it is unless theirs is taken: of a list that both changed, with their changes to other entries. */
  merged: unknown
  /** Both changed it, and not to the same. */
  isContested: boolean
}

/**
 * What others changed since editing began, beside what was typed meanwhile: field by field, groups
 * gone through, also where the type does not know the field.
 */
export function theirChanges(
  type: ContentType,
  base: Fields,
  mine: Fields,
  theirs: Fields,
): MergedField[] {
  return changesIn(fieldsOf(type), { base, mine, theirs }, type.schema, [], '')
}

function changesIn(
  known: readonly TypeField[],
  { base, mine, theirs }: Sides<Fields>,
  root: JsonSchema,
  path: readonly string[],
  within: string,
): MergedField[] {
  const fields = [...known, ...unknownFields(known, base, mine, theirs)]
  return fields.flatMap(({ name, label, shape }): MergedField[] => {
    const sides = { base: base[name], mine: mine[name], theirs: theirs[name] }
    // Both did the same, or it was this page, and the answer to it was lost.
    if (isSameJson(sides.base, sides.theirs) || isSameJson(sides.mine, sides.theirs)) return []
    const field = { path: [...path, name], label: `${within}${label}`, shape, ...sides }
    const groups = shape.kind === 'object' ? groupsOf(sides) : undefined
    if (groups) {
      const inner = fieldsWithin(shape.schema, root)
      return changesIn(inner, groups, root, field.path, `${field.label} › `)
    }
    if (isSameJson(sides.base, sides.mine)) {
      return [{ ...field, merged: sides.theirs, isContested: false }]
    }
    return [{ ...field, ...mergeLists(shape, sides, root) }]
  })
}

/** The sides of a group that has to be gone through: one that is not there has no fields. */
function groupsOf({ base, mine, theirs }: Sides<unknown>): Sides<Fields> | undefined {
  const isWhole = isSameJson(base, mine) && !(isSchema(mine) && isSchema(theirs))
  const groups = { base: base ?? {}, mine: mine ?? {}, theirs: theirs ?? {} }
  if (isWhole || [base, mine, theirs].includes(null)) return undefined
  return isSchema(groups.base) && isSchema(groups.mine) && isSchema(groups.theirs)
    ? { base: groups.base, mine: groups.mine, theirs: groups.theirs }
    : undefined
}

/** Lists of groups are merged entry by entry as long as others left every entry in its place. */
function mergeLists(
  shape: FieldShape,
  { base, mine, theirs }: Sides<unknown>,
  root: JsonSchema,
): Pick<MergedField, 'merged' | 'isContested'> {
  const whole = { merged: mine, isContested: true }
  if (!Array.isArray(base) || !Array.isArray(mine) || !Array.isArray(theirs)) return whole
  const items = shapeOf(shape.schema.items, root)
  if (shape.kind !== 'list' || items.kind !== 'object') return whole
  const isInPlace =
    base.length === theirs.length && matchEntries(base, theirs).every((at, index) => at === index)
  if (!isInPlace) return whole

  const inner = fieldsWithin(items.schema, root)
  const from = matchEntries(base, mine)
  const kept = new Set(from)
  let isContested = base.some((entry, at) => !kept.has(at) && !isSameJson(entry, theirs[at]))
  const merged = mine.map((entry, index) => {
    const at = from[index]
    if (at === undefined || isSameJson(base[at], theirs[at])) return entry
    if (isSameJson(base[at], entry)) return theirs[at]
    const groups = groupsOf({ base: base[at], mine: entry, theirs: theirs[at] })
    if (!groups) {
      isContested = true
      return entry
    }
    const changes = changesIn(inner, groups, root, [], '')
    isContested ||= changes.some(change => change.isContested)
    return mergeFields(groups.mine, changes, () => false)
  })
  return { merged, isContested }
}

/** What was typed, with what others changed; contested fields stay as typed unless theirs is taken. */
export function mergeFields(
  mine: Fields,
  changes: readonly MergedField[],
  takesTheirs: (change: MergedField) => boolean,
): Fields {
  return changes.reduce((fields, change) => {
    const isTaken = change.isContested && takesTheirs(change)
    return withValue(fields, change.path, isTaken ? change.theirs : change.merged)
  }, mine)
}

function withValue(
  fields: Fields,
  [name = '', ...inner]: readonly string[],
  value: unknown,
): Fields {
  const { [name]: before, ...others } = fields
  const group = isSchema(before) ? before : {}
  const after = inner.length > 0 ? withValue(group, inner, value) : value
  return after === undefined ? others : { ...others, [name]: after }
}
