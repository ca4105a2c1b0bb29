import type { ContentType } from '@keywright/contract'
import {
  type FieldShape,
  fieldsOf,
  isSchema,
  type JsonSchema,
  labelOf,
  shapeOf,
  type TypeField,
} from '../types/field-kind.ts'
import { isSameJson, matchEntries } from './json.ts'

/** The fields of an object: values by name. */
export type Fields = Readonly<Record<string, unknown>>

/** The fields of a group, in the order in which its schema has them. */
export function fieldsWithin(group: JsonSchema, root: JsonSchema): TypeField[] {
  const properties = isSchema(group.properties) ? group.properties : {}
  const required = Array.isArray(group.required) ? group.required : []
  return Object.entries(properties).map(([name, property]) => ({
    name,
    label: labelOf(name, property),
    required: required.includes(name),
    shape: shapeOf(property, root),
  }))
}

/** What a new object begins with: the values that its type gives fields from the start. */
export function defaultsOf(type: Pick<ContentType, 'schema' | 'fieldOrder'>): Fields {
  return defaultsWithin(fieldsOf(type), type.schema)
}

function defaultsWithin(group: readonly TypeField[], root: JsonSchema): Fields {
  const entries = group.flatMap((field): [string, unknown][] => {
    const value = defaultOf(field, root)
    return value === undefined ? [] : [[field.name, value]]
  })
  return Object.fromEntries(entries)
}

/** What a value is from the start, where its schema says so: of a group, what its fields are. */
export function defaultOf(
  { shape, required }: { shape: FieldShape; required: boolean },
  root: JsonSchema,
): unknown {
  if (shape.schema.default !== undefined) return shape.schema.default
  if (shape.kind !== 'object') return undefined
  const group = fieldsWithin(shape.schema, root)
  const values = defaultsWithin(group, root)
  const names = Object.keys(values)
  // A group that may stay empty does so, rather than ask at once for what it lacks.
  const isWhole = group.every(field => !field.required || names.includes(field.name))
  return names.length > 0 && (required || isWhole) ? values : undefined
}

/**
 * The fields of a form as they are stored: `stored` with what was changed in the form. What was left
 * empty is absent, or null, no, or an empty list where the type wants a value and takes that one.
 * What nobody touched, and what the type does not know, stays as it is.
 */
export function cleanFields(
  type: Pick<ContentType, 'schema' | 'fieldOrder'>,
  fields: Fields,
  stored: Fields,
): Fields {
  return cleanGroup(fieldsOf(type), fields, stored, type.schema)
}

function cleanGroup(
  group: readonly TypeField[],
  fields: Fields,
  stored: unknown,
  root: JsonSchema,
): Fields {
  const before = isSchema(stored) ? stored : {}
  const known = group.flatMap((field): [string, unknown][] => {
    const value = cleanValue(field, fields[field.name], before[field.name], root)
    return value === undefined ? [] : [[field.name, value]]
  })
  const unknown = unknownFields(group, fields).map(({ name }) => [name, fields[name]])
  return Object.fromEntries([...known, ...unknown])
}

function cleanValue(
  { shape, required }: Omit<TypeField, 'name' | 'label'>,
  value: unknown,
  stored: unknown,
  root: JsonSchema,
): unknown {
  if (value === null || value === undefined) {
    // Emptied as it was before.
    if (stored === null || stored === '') return stored
    if (shape.nullable && (required || value === null)) return null
    if (!required) return undefined
    if (shape.kind === 'boolean') return false
    if (shape.kind === 'list' || shape.many) return []
    return shape.kind === 'object' ? {} : undefined
  }
  if (isSameJson(value, stored)) return value
  if (Array.isArray(value)) {
    if (value.length === 0 && !required) return undefined
    if (shape.kind !== 'list') return value
    const items = { shape: shapeOf(shape.schema.items, root), required: true }
    const before = Array.isArray(stored) ? stored : []
    const from = matchEntries(before, value)
    // An entry that nothing was filled in keeps its place, so that what is wrong is said there.
    return value.map((item, index) => {
      const at = from[index]
      return cleanValue(items, item, at === undefined ? undefined : before[at], root) ?? null
    })
  }
  if (shape.kind === 'object' && isSchema(value)) {
    const cleaned = cleanGroup(fieldsWithin(shape.schema, root), value, stored, root)
    const isLeftOut = Object.keys(cleaned).length === 0 && !required && !isSameJson(cleaned, stored)
    return isLeftOut ? undefined : cleaned
  }
  return value
}

/** What these states of a group hold beside its fields: the type had it once, or has it by now. */
export function unknownFields(
  group: readonly TypeField[],
  ...states: readonly Fields[]
): TypeField[] {
  const names = new Set(states.flatMap(state => Object.keys(state)))
  for (const { name } of group) names.delete(name)
  const shape = shapeOf({})
  return [...names].map(name => ({ name, label: name, required: false, shape }))
}
