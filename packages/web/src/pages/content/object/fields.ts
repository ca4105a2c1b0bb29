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
 * The fields of a form as they are stored: what was left empty is absent, or null, no, or an empty
 * list where the type wants a value and takes that one.
 */
export function cleanFields(
  type: Pick<ContentType, 'schema' | 'fieldOrder'>,
  fields: Fields,
): Fields {
  return cleanGroup(fieldsOf(type), fields, type.schema)
}

function cleanGroup(group: readonly TypeField[], fields: Fields, root: JsonSchema): Fields {
  const entries = group.flatMap((field): [string, unknown][] => {
    const value = cleanValue(field, fields[field.name], root)
    return value === undefined ? [] : [[field.name, value]]
  })
  return Object.fromEntries(entries)
}

function cleanValue(
  { shape, required }: Omit<TypeField, 'name' | 'label'>,
  value: unknown,
  root: JsonSchema,
): unknown {
  if (value === null || value === undefined) {
    if (shape.nullable && (required || value === null)) return null
    if (!required) return undefined
    if (shape.kind === 'boolean') return false
    if (shape.kind === 'list' || shape.many) return []
    return shape.kind === 'object' ? {} : undefined
  }
  if (Array.isArray(value)) {
    if (value.length === 0 && !required) return undefined
    if (shape.kind !== 'list') return value
    const items = { shape: shapeOf(shape.schema.items, root), required: true }
    // An entry that nothing was filled in keeps its place, so that what is wrong is said there.
    return value.map(item => cleanValue(items, item, root) ?? null)
  }
  if (shape.kind === 'object' && isSchema(value)) {
    const cleaned = cleanGroup(fieldsWithin(shape.schema, root), value, root)
    return Object.keys(cleaned).length === 0 && !required ? undefined : cleaned
  }
  return value
}

/** Compares JSON values; the order of members makes no difference, that of elements does. */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((part, index) => isSameJson(part, other[index]))
  }
  if (!isSchema(one) || !isSchema(other)) return Object.is(one, other)
  const names = Object.keys(one)
  return (
    names.length === Object.keys(other).length &&
    names.every(name => Object.hasOwn(other, name) && isSameJson(one[name], other[name]))
  )
}
