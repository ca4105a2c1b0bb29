import { type FieldKind, isSchema, type JsonSchema, shapeOf } from './field-kind.ts'

/** The kinds that a field can be given, in the order in which they are offered, each with its hint. */
export const OFFERED_KINDS: readonly { kind: FieldKind; hint: string }[] = [
  { kind: 'text', hint: 'A line: a name, a title, an address' },
  { kind: 'markdown', hint: 'Longer text with headings, links and lists' },
  { kind: 'number', hint: 'With decimals: a price, a weight' },
  { kind: 'integer', hint: 'A count, a year, a position' },
  { kind: 'boolean', hint: 'A switch' },
  { kind: 'date', hint: 'A day without a time' },
  { kind: 'date-time', hint: 'A moment' },
  { kind: 'choice', hint: 'One or several of fixed values' },
  { kind: 'relation', hint: 'Leads to other objects' },
  { kind: 'media', hint: 'Pictures and other files' },
  { kind: 'list', hint: 'Several values of one kind' },
  { kind: 'object', hint: 'Fields that belong together' },
]

/** The formats that a text can be checked for. */
export const TEXT_FORMATS: readonly { format: string; label: string }[] = [
  { format: 'email', label: 'E-mail address' },
  { format: 'uri', label: 'Link (URI)' },
  { format: 'slug', label: 'Slug: part of an address' },
  { format: 'hostname', label: 'Host name' },
  { format: 'ipv4', label: 'IPv4 address' },
  { format: 'ipv6', label: 'IPv6 address' },
  { format: 'uuid', label: 'UUID' },
  { format: 'time', label: 'Time of day' },
  { format: 'duration', label: 'Duration (ISO 8601)' },
]

/** The kind that the form of a field is for: what is defined elsewhere has none. */
export function formKindOf(schema: JsonSchema): FieldKind {
  return '$ref' in schema ? 'other' : shapeOf(schema).kind
}

/** A field of another kind, with the words that it already has. */
export function ofKind(kind: FieldKind, before: JsonSchema = {}): JsonSchema {
  const kept = Object.entries(before).filter(
    ([keyword]) => WORDS.has(keyword) || keyword.startsWith('x-'),
  )
  return { ...STARTS[kind], ...Object.fromEntries(kept) }
}

/** The keywords of a field that its form does not show, as they are. */
export function advancedOf(schema: JsonSchema): JsonSchema {
  const shown = shownBy(schema)
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !shown(keyword)))
}

/** The field with other keywords where its form shows none. */
export function withAdvanced(schema: JsonSchema, advanced: JsonSchema): JsonSchema {
  const shown = shownBy(schema)
  const kept = Object.entries(schema).filter(([keyword]) => shown(keyword))
  return { ...Object.fromEntries(kept), ...advanced }
}

/** The field with a keyword; without it where the value is undefined. */
export function withKeyword(schema: JsonSchema, keyword: string, value: unknown): JsonSchema {
  const { [keyword]: before, ...others } = schema
  if (value === undefined) return others
  return before === undefined ? { ...others, [keyword]: value } : { ...schema, [keyword]: value }
}

/** Several instead of one, or one instead of several: of relations, files and choices. */
export function withMany(schema: JsonSchema, many: boolean): JsonSchema {
  const { kind, many: isMany } = shapeOf(schema)
  if (many === isMany) return schema
  if (many) {
    const words = Object.entries(schema).filter(([keyword]) => WORDS.has(keyword))
    const one = Object.entries(schema).filter(
      ([keyword]) => !WORDS.has(keyword) && keyword !== 'default',
    )
    const unique = kind === 'choice' || kind === 'relation' ? { uniqueItems: true } : {}
    return {
      type: 'array',
      items: Object.fromEntries(one),
      ...unique,
      ...(kind === 'relation' && { maxItems: 100 }),
      ...Object.fromEntries(words),
    }
  }
  const kept = Object.entries(schema).filter(
    ([keyword]) => !MANY.includes(keyword) && keyword !== 'default',
  )
  return { ...(isSchema(schema.items) ? schema.items : {}), ...Object.fromEntries(kept) }
}

/** The part of a field that says what one value of it is. */
export function oneOf(schema: JsonSchema): JsonSchema {
  return shapeOf(schema).many && isSchema(schema.items) ? schema.items : schema
}

/** The field with another such part. */
export function withOne(schema: JsonSchema, one: JsonSchema): JsonSchema {
  return shapeOf(schema).many ? { ...schema, items: one } : one
}

/** The group whose fields the form of a field shows: the field itself, or what a list has several of. */
export function groupOf(schema: JsonSchema): { at: string; schema: JsonSchema } | undefined {
  const kind = formKindOf(schema)
  if (kind === 'object') return { at: '', schema }
  const inner = kind === 'list' && isSchema(schema.items) ? groupOf(schema.items) : undefined
  return inner && { ...inner, at: `/items${inner.at}` }
}

/** The field with another such group. */
export function withGroup(schema: JsonSchema, group: JsonSchema): JsonSchema {
  return formKindOf(schema) === 'list' && isSchema(schema.items)
    ? { ...schema, items: withGroup(schema.items, group) }
    : group
}

/** What a field still lacks; undefined when the server may look at it. */
export function kindProblem(schema: JsonSchema): string | undefined {
  const { kind, to } = shapeOf(schema)
  if (kind === 'relation' && to.length === 0) return 'Choose at least one content type.'
  const { enum: values } = oneOf(schema)
  return Array.isArray(values) && values.length === 0 ? 'Give at least one choice.' : undefined
}

/** Whether a field can be the title or the slug of its type: a text that is not in a list. */
export function isTextField(schema: JsonSchema): boolean {
  const { kind, many, schema: own } = shapeOf(schema)
  if (kind === 'choice') return !many && [own.type].flat().includes('string')
  return kind === 'text' || kind === 'markdown'
}

const WORDS: ReadonlySet<string> = new Set([
  ...['title', 'description', '$comment', 'deprecated', 'readOnly', 'writeOnly'],
])

const STARTS: Readonly<Record<FieldKind, JsonSchema>> = {
  text: { type: 'string' },
  markdown: { type: 'string', format: 'markdown' },
  number: { type: 'number' },
  integer: { type: 'integer' },
  boolean: { type: 'boolean' },
  date: { type: 'string', format: 'date' },
  'date-time': { type: 'string', format: 'date-time' },
  choice: { type: 'string', enum: [] },
  relation: { relation: [] },
  media: { media: true },
  list: { type: 'array', items: { type: 'string' } },
  object: { type: 'object', properties: {} },
  other: {},
}

/** The keywords that the form of a field shows, beside its title and description. */
const SHOWN: Readonly<Record<FieldKind, readonly string[]>> = {
  text: ['type', 'format', 'minLength', 'maxLength', 'pattern', 'default'],
  markdown: ['type', 'format', 'minLength', 'maxLength', 'default'],
  number: ['type', 'minimum', 'maximum', 'default'],
  integer: ['type', 'minimum', 'maximum', 'default'],
  boolean: ['type', 'default'],
  date: ['type', 'format', 'default'],
  'date-time': ['type', 'format', 'default'],
  choice: ['type', 'enum', 'default'],
  relation: ['relation'],
  media: ['media'],
  list: ['type', 'items', 'minItems', 'maxItems', 'uniqueItems'],
  object: ['type', 'properties', 'required', 'additionalProperties'],
  other: [],
}

const MANY = ['type', 'items', 'minItems', 'maxItems', 'uniqueItems']

function shownBy(schema: JsonSchema): (keyword: string) => boolean {
  const keywords = shapeOf(schema).many ? MANY : SHOWN[formKindOf(schema)]
  return keyword => keyword === 'title' || keyword === 'description' || keywords.includes(keyword)
}
