import { type ContentType, contentTypeEndpoints, fieldName } from '@keywright/contract'
import { isFieldProblem, kindProblem } from './field-forms.ts'
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
  /** The name under which objects have their values; null for a new field. */
  stored: string | null
  required: boolean
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
  const { fields, rest } = fieldsFrom(type.schema, [])
  const sorted = fields.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
  return {
    name: type.name,
    label: type.label,
    description: type.description,
    titleField: type.titleField,
    slugField: type.slugField,
    fields: sorted.map(field => ({ ...field, stored: field.name })),
    rest,
  }
}

/** Takes a schema apart; fields that were there before stay the same rows. */
export function fieldsFrom(
  schema: JsonSchema,
  before: readonly FieldDraft[],
): Pick<TypeDraft, 'fields' | 'rest'> {
  const { properties, required, ...others } = schema
  const known = isSchema(properties) ? Object.entries(properties) : []
  const needed = Array.isArray(required) ? required : []
  const fields = known.map(([name, part]): FieldDraft => {
    const same = before.find(field => field.name === name)
    return {
      row: same?.row ?? nextRow(),
      name,
      stored: same?.stored ?? null,
      required: needed.includes(name),
      schema: isSchema(part) ? part : {},
    }
  })
  // What is required without being there is for the server to refuse, not for us to lose.
  const strays = needed.filter(name => !known.some(([other]) => other === name))
  return { fields, rest: { ...others, ...(strays.length > 0 && { required: strays }) } }
}

/** Puts a schema together again. */
export function schemaOf({ fields, rest }: Pick<TypeDraft, 'fields' | 'rest'>): JsonSchema {
  const { type, required: strays, ...others } = rest
  const names = fields.filter(field => field.required).map(({ name }) => name.trim())
  const required = [...names, ...(Array.isArray(strays) ? strays : [])]
  return {
    ...(type !== undefined && { type }),
    ...(required.length > 0 && { required }),
    properties: Object.fromEntries(fields.map(({ name, schema }) => [name.trim(), schema])),
    ...others,
  }
}

/** The draft with another schema, as somebody wrote it. */
export function withSchema(draft: TypeDraft, schema: JsonSchema): TypeDraft {
  const { fields, rest } = fieldsFrom(schema, draft.fields)
  const has = (name: string | null) => fields.some(field => field.name === name)
  return {
    ...draft,
    fields,
    rest,
    titleField: has(draft.titleField) ? draft.titleField : null,
    slugField: has(draft.slugField) ? draft.slugField : null,
  }
}

/** The draft with other fields; the title and the slug follow a field that has another name. */
export function withFields(draft: TypeDraft, fields: readonly FieldDraft[]): TypeDraft {
  const follow = (name: string | null) => {
    const row = draft.fields.find(field => field.name === name)?.row
    return fields.find(field => field.row === row)?.name ?? null
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
    titleField,
    slugField,
    fieldOrder: fields.map(({ name }) => name.trim()),
    schema: schemaOf(draft),
  }
}

/** Whether two drafts say the same. */
export function isSame(one: TypeDraft, other: TypeDraft): boolean {
  return one.name === other.name && JSON.stringify(bodyOf(one)) === JSON.stringify(bodyOf(other))
}

/** What is wrong as far as can be said without the server, by JSON pointer. */
export function errorsOf(draft: TypeDraft): Map<string, string> {
  const errors = new Map<string, string>()
  const { error } = contentTypeEndpoints.create.body.safeParse({
    name: draft.name,
    ...bodyOf({ ...draft, fields: [] }),
  })
  for (const { path, message } of error?.issues ?? []) errors.set(`/${path.join('/')}`, message)
  if (draft.label.trim() === '') errors.set('/label', 'Give it a label.')
  if (draft.name === '') errors.set('/name', 'Give it a name.')
  return new Map([...errors, ...fieldErrors(draft.fields)])
}

/** Where the problems of a field are, as long as its name may be none: by its row. */
export function pointerOf({ row }: FieldDraft): string {
  return `/fields/${row}`
}

/** What is wrong with fields as far as can be said without the server. */
export function fieldErrors(fields: readonly FieldDraft[]): Map<string, string> {
  const errors = fields.flatMap((field): [string, string][] => {
    const name = field.name.trim()
    const at = pointerOf(field)
    const isTwice = fields.some(other => other !== field && other.name.trim() === name)
    if (name === '') return [[`${at}/name`, 'Give it a name.']]
    if (isTwice) return [[`${at}/name`, 'Another field has this name.']]
    const { error } = fieldName.safeParse(name)
    const [issue] = error?.issues ?? []
    if (issue) return [[`${at}/name`, issue.message]]
    const problem = kindProblem(field.schema)
    return problem === undefined ? [] : [[at, problem]]
  })
  return new Map(errors)
}

/** The problems of an answer at the rows of the fields that they are about. */
export function placeErrors(
  draft: TypeDraft,
  problems: readonly { pointer: string; message: string }[],
): Map<string, string> {
  const errors = new Map<string, string>()
  for (const { pointer, message } of problems) {
    const [, , , name = '', ...inner] = pointer.split('/')
    const field = isFieldProblem(pointer) && draft.fields.find(other => other.name.trim() === name)
    const at = field ? [pointerOf(field), ...inner].join('/') : pointer
    if (!errors.has(at)) errors.set(at, message)
  }
  return errors
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
