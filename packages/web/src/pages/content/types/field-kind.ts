import type { ContentType } from '@keywright/contract'

/** A JSON Schema, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** What a field holds, as people see it; `other` is what the backoffice has no form for. */
export type FieldKind =
  | 'text'
  | 'markdown'
  | 'number'
  | 'integer'
  | 'boolean'
  | 'date'
  | 'date-time'
  | 'choice'
  | 'relation'
  | 'media'
  | 'list'
  | 'object'
  | 'other'

/** What each kind is called. */
export const KIND_LABELS: Readonly<Record<FieldKind, string>> = {
  text: 'Text',
  markdown: 'Markdown',
  number: 'Number',
  integer: 'Whole number',
  boolean: 'Yes or no',
  date: 'Date',
  'date-time': 'Date and time',
  choice: 'Choice',
  relation: 'Relation',
  media: 'Media',
  list: 'List',
  object: 'Group',
  other: 'Other',
}

/** What a property of a schema is. */
export interface FieldShape {
  kind: FieldKind
  /** Several relations, files or choices; other lists are of the kind `list`. */
  many: boolean
  /** Whether null is a value of it, too. */
  nullable: boolean
  /** Of relations: the types that they lead to. */
  to: readonly string[]
  /** The property itself; what a `$ref` leads to in its place. */
  schema: JsonSchema
}

/** Finds out what a property is; `root` is the whole schema, for its `$defs`. */
export function shapeOf(property: unknown, root?: JsonSchema): FieldShape {
  const schema = resolve(property, root)
  const shape = { many: false, nullable: Array.isArray(schema.type), to: [], schema }
  if (Array.isArray(schema.relation)) {
    return { ...shape, kind: 'relation', to: schema.relation.map(String) }
  }
  if (schema.media === true) return { ...shape, kind: 'media' }
  if (Array.isArray(schema.enum)) return { ...shape, kind: 'choice' }
  const [type] = [schema.type].flat().filter(name => name !== 'null')
  if (type === 'array') {
    const items = shapeOf(schema.items, root)
    const isSet = items.kind === 'choice' && schema.uniqueItems === true
    return items.kind === 'relation' || items.kind === 'media' || isSet
      ? { ...shape, kind: items.kind, many: true, to: items.to }
      : { ...shape, kind: 'list' }
  }
  if (type === 'string') return { ...shape, kind: TEXT_KINDS.get(schema.format) ?? 'text' }
  return { ...shape, kind: SIMPLE_KINDS.get(type) ?? 'other' }
}

/** A field of a content type. */
export interface TypeField {
  name: string
  /** What people call it. */
  label: string
  required: boolean
  shape: FieldShape
}

/** The fields of a content type, in the order in which they are shown. */
export function fieldsOf({ schema, fieldOrder }: Pick<ContentType, 'schema' | 'fieldOrder'>) {
  const properties = isSchema(schema.properties) ? schema.properties : {}
  const required = Array.isArray(schema.required) ? schema.required : []
  const names = [...new Set([...fieldOrder, ...Object.keys(properties)])]
  return names.flatMap((name): TypeField[] => {
    if (!Object.hasOwn(properties, name)) return []
    const shape = shapeOf(properties[name], schema)
    const label = labelOf(name, properties[name])
    return [{ name, label, required: required.includes(name), shape }]
  })
}

/** What people call a field: its title, or its name in words. */
export function labelOf(name: string, property: unknown): string {
  if (isSchema(property) && typeof property.title === 'string' && property.title !== '') {
    return property.title
  }
  const words = name
    .replaceAll('_', ' ')
    .replace(/([a-z0-9])([A-Z])/g, (_, end, start) => `${end} ${String(start).toLowerCase()}`)
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}

/** Whether a value is an object of keywords. */
export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const TEXT_KINDS: ReadonlyMap<unknown, FieldKind> = new Map([
  ['markdown', 'markdown'],
  ['date', 'date'],
  ['date-time', 'date-time'],
])

const SIMPLE_KINDS: ReadonlyMap<unknown, FieldKind> = new Map([
  ['number', 'number'],
  ['integer', 'integer'],
  ['boolean', 'boolean'],
  ['object', 'object'],
])

const REF = '#/$defs/'

/** Follows a `$ref`; the server accepts none that lead back to themselves. */
function resolve(property: unknown, root: JsonSchema | undefined): JsonSchema {
  if (!isSchema(property)) return {}
  const { $ref, ...beside } = property
  if (typeof $ref !== 'string' || !$ref.startsWith(REF) || !isSchema(root?.$defs)) return property
  const name = $ref.slice(REF.length)
  const { [name]: target, ...others } = root.$defs
  // Whatever was followed once is not followed again, so that this ends.
  return { ...resolve(target, { $defs: others }), ...beside }
}
