import type { ContentType } from '@keywright/contract'
import { fieldsOf, isSchema, type JsonSchema } from './field-kind.ts'

/** A content type while it is edited. All of its schema is in it, also what no form shows. */
export interface TypeDraft {
  name: string
  label: string
  description: string
  titleField: string | null
  slugField: string | null
  fields: readonly FieldDraft[]
  /** The schema without its fields. */
  rest: JsonSchema
}

/** A field while it is edited; `row` tells it from the others whatever happens to them. */
export interface FieldDraft {
  row: number
  name: string
  /** As objects have their values; null for a new field. */
  stored: StoredField | null
  required: boolean
  schema: JsonSchema
}

/** A field that the server has. */
export interface StoredField {
  name: string
  schema: JsonSchema
}

/** A draft without anything in it. */
export const EMPTY_DRAFT: TypeDraft = {
  name: '',
  label: '',
  description: '',
  titleField: null,
  slugField: null,
  fields: [],
  rest: { type: 'object' },
}

let rows = 0

/** A number for a new row. */
export function nextRow(): number {
  rows++
  return rows
}

/** The draft of a content type as it is stored. */
export function draftOf(type: ContentType): TypeDraft {
  const order = fieldsOf(type).map(({ name }) => name)
  const { fields, rest } = storedParts(type.schema)
  const sorted = fields.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
  return {
    name: type.name,
    label: type.label,
    description: type.description,
    titleField: type.titleField,
    slugField: type.slugField,
    fields: sorted,
    rest,
  }
}

/** A schema, taken apart into its fields and what else it says. */
export type SchemaParts = Pick<TypeDraft, 'fields' | 'rest'>

/** Takes apart a schema that the server has. */
export function storedParts(schema: JsonSchema): SchemaParts {
  const { fields, rest } = fieldsFrom(schema, [], [])
  return { fields: fields.map(asStored), rest }
}

/** The field as it is once the server has it. */
export function asStored(field: FieldDraft): FieldDraft {
  return { ...field, stored: { name: field.name.trim(), schema: field.schema } }
}

/**
 * Takes a schema apart. Fields that were there before stay the same rows, and those of the base are
 * stored, also where they were gone for a while.
 */
export function fieldsFrom(
  schema: JsonSchema,
  before: readonly FieldDraft[],
  base: readonly FieldDraft[],
): SchemaParts {
  const { properties, required, ...others } = schema
  const known = isSchema(properties) ? Object.entries(properties) : []
  const needed = Array.isArray(required) ? required : []
  const fields = known.map(([name, part]): FieldDraft => {
    const same = before.find(field => field.name === name)
    return {
      row: same?.row ?? nextRow(),
      name,
      stored: base.find(field => field.name === name)?.stored ?? same?.stored ?? null,
      required: needed.includes(name),
      schema: isSchema(part) ? part : {},
    }
  })
  // What is required without being there is for the server to refuse, not for us to lose.
  const strays = needed.filter(name => !known.some(([other]) => other === name))
  return { fields, rest: { ...others, ...(strays.length > 0 && { required: strays }) } }
}

/** Puts a schema together again. */
export function schemaOf({ fields, rest }: SchemaParts): JsonSchema {
  const { type, required: strays, ...others } = rest
  const keys = keysOf(fields)
  const names = keys.filter((_, place) => fields[place]?.required)
  const required = [...names, ...(Array.isArray(strays) ? strays : [])]
  return {
    ...(type !== undefined && { type }),
    ...(required.length > 0 && { required }),
    properties: Object.fromEntries(fields.map(({ schema }, place) => [keys[place], schema])),
    ...others,
  }
}

/**
 * The names of fields in their schema. A name that is taken is followed by blanks, so that no field is
 * lost while two have one name; the server is never asked for such a schema.
 */
export function keysOf(fields: readonly Pick<FieldDraft, 'name'>[]): string[] {
  const keys = new Set<string>()
  for (const { name } of fields) {
    let key = name.trim()
    while (keys.has(key)) key += ' '
    keys.add(key)
  }
  return [...keys]
}

/**
 * The draft with another schema, as somebody is writing it: what is cut is often pasted again, so
 * that the title and the slug still name their fields.
 */
export function withSchema(draft: TypeDraft, schema: JsonSchema, base: TypeDraft): TypeDraft {
  return { ...draft, ...fieldsFrom(schema, draft.fields, base.fields) }
}

/** The draft with other fields; the title and the slug follow a field that has another name. */
export function withFields(draft: TypeDraft, fields: readonly FieldDraft[]): TypeDraft {
  const follow = (name: string | null) => {
    const before = draft.fields.find(field => field.name === name)
    return before ? (fields.find(({ row }) => row === before.row)?.name ?? null) : name
  }
  return {
    ...draft,
    fields,
    titleField: follow(draft.titleField),
    slugField: follow(draft.slugField),
  }
}

/** What is sent of a draft, its name apart. */
export function bodyOf(draft: TypeDraft) {
  const { label, description, titleField, slugField, fields } = draft
  return {
    label: label.trim(),
    description,
    titleField: hasField(draft, titleField) ? (titleField?.trim() ?? null) : null,
    slugField: hasField(draft, slugField) ? (slugField?.trim() ?? null) : null,
    fieldOrder: fields.map(({ name }) => name.trim()),
    schema: schemaOf(draft),
  }
}

/** Whether a field of this name is there. */
export function hasField({ fields }: TypeDraft, name: string | null): boolean {
  return fields.some(field => field.name === name)
}

/** Whether two drafts say the same. */
export function isSame(one: TypeDraft, other: TypeDraft): boolean {
  return one.name === other.name && JSON.stringify(bodyOf(one)) === JSON.stringify(bodyOf(other))
}

/** The name that a label suggests. */
export function nameOf(label: string, pattern: 'type' | 'field'): string {
  const words = label
    .normalize('NFD')
    .replace(/[^A-Za-z0-9\s_-]/g, '')
    .trim()
    .split(/[\s_-]+/)
  const name = pattern === 'type' ? words.join('_').toLowerCase() : camelCase(words)
  return name.replace(/^[^A-Za-z]+/, '').slice(0, 48)
}

function camelCase(words: readonly string[]): string {
  return words
    .map((word, index) =>
      index === 0
        ? word.slice(0, 1).toLowerCase() + word.slice(1)
        : word.slice(0, 1).toUpperCase() + word.slice(1),
    )
    .join('')
}
