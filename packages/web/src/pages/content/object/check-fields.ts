import { type OutputUnit, type Schema, Validator } from '@cfworker/json-schema'
import type { ContentType } from '@keywright/contract'
import { fieldsOf, isSchema, type JsonSchema, shapeOf } from '../types/field-kind.ts'
import { problemInWords } from './problem-words.ts'

/** Something that does not fit; the pointer leads from the fields. */
export interface FieldProblem {
  pointer: string
  message: string
}

/** Longest value of the field that stands in addresses. */
const MAX_SLUG = 400

/**
 * Makes the check of the fields of a type, by the rules of the server but without its code: pages may
 * not compile any. What only the server can know, it refuses later.
 */
export function createFieldsCheck(type: ContentType): (fields: unknown) => FieldProblem[] {
  const schema = plainSchema(withSlug(type), type.schema)
  // Its own type of schemas has no index signature; the server has checked that this is one.
  const validator = new Validator(schema as Schema, '2020-12', false)
  return fields => {
    const { errors } = validator.validate(fields)
    const problems = new Map<string, FieldProblem>()
    const found = errors.filter(tellsMost).map(error => describe(error, schema, fields))
    for (const problem of [...found, ...repeatsIn(schema, fields, '')]) {
      // The first problem of a field is the one to begin with.
      if (!problems.has(problem.pointer)) problems.set(problem.pointer, problem)
    }
    return [...problems.values()]
  }
}

function withSlug({ schema, slugField }: ContentType): JsonSchema {
  const { properties } = schema
  if (slugField === null || !isSchema(properties)) return schema
  const field = shapeOf(properties[slugField], schema).schema
  const maxLength = Math.min(Number(field.maxLength ?? MAX_SLUG), MAX_SLUG)
  return { ...schema, properties: { ...properties, [slugField]: { ...field, maxLength } } }
}

/** The schema without `$ref` and without keywords that only the server knows. */
function plainSchema(part: unknown, root: JsonSchema, isRule = false): JsonSchema {
  const { schema } = shapeOf(part, root)
  if (Array.isArray(schema.relation)) return referenceSchema({ enum: schema.relation })
  if (schema.media === true) return referenceSchema({ const: 'media' })
  const entries = Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
    if (keyword === '$defs' || keyword === '$schema') return []
    if (keyword === 'pattern' && !isPattern(value)) return []
    if (keyword === 'format' && value === 'slug') return [['pattern', SLUG]]
    if (keyword === 'uniqueItems' && !isRule && hasPlainItems(schema, root)) {
      return [[UNIQUE, value]]
    }
    if (keyword === 'properties' && isSchema(value)) {
      const properties = Object.entries(value).map(([name, child]) => [
        name,
        plainSchema(child, root, isRule),
      ])
      return [[keyword, Object.fromEntries(properties)]]
    }
    if (keyword === 'items') return [[keyword, plainSchema(value, root, isRule)]]
    if (RULES.has(keyword)) return [[keyword, plainSchema(value, root, true)]]
    if (LISTS_OF_RULES.has(keyword) && Array.isArray(value)) {
      return [[keyword, value.map(child => plainSchema(child, root, true))]]
    }
    return [[keyword, value]]
  })
  return Object.fromEntries(entries)
}

const SLUG = '^[a-z0-9]+(?:-[a-z0-9]+)*$'
/** `uniqueItems` of plain values: the validator, which does not know it, would compare each with each. */
const UNIQUE = 'uniquePlainItems'
const PLAIN: ReadonlySet<unknown> = new Set(['string', 'number', 'integer', 'boolean', 'null'])
const RULES: ReadonlySet<string> = new Set(['not', 'if', 'then', 'else'])
const LISTS_OF_RULES: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf'])

function hasPlainItems(list: JsonSchema, root: JsonSchema): boolean {
  const types = [shapeOf(list.items, root).schema.type].flat()
  return types.every(type => PLAIN.has(type))
}

/** Lists of plain values that have one of them twice. */
function repeatsIn(schema: unknown, value: unknown, pointer: string): FieldProblem[] {
  if (!isSchema(schema)) return []
  if (Array.isArray(value)) {
    if (schema[UNIQUE] !== true) {
      return value.flatMap((item, index) => repeatsIn(schema.items, item, `${pointer}/${index}`))
    }
    const message = problemInWords('uniqueItems', schema, value)
    return new Set(value).size < value.length ? [{ pointer, message }] : []
  }
  if (!isSchema(value) || !isSchema(schema.properties)) return []
  return Object.entries(schema.properties).flatMap(([name, part]) =>
    repeatsIn(part, value[name], `${pointer}/${name}`),
  )
}

function referenceSchema(type: JsonSchema): JsonSchema {
  return { type: 'object', properties: { type, id: { type: 'string' } }, required: ['type', 'id'] }
}

/** The server's patterns are those of RE2, of which browsers know nearly all. */
function isPattern(source: unknown): boolean {
  try {
    new RegExp(String(source), 'u')
    return true
  } catch {
    return false
  }
}

/** Of a choice of rules the choice itself is told, of everything else what is innermost. */
function tellsMost({ keyword, keywordLocation }: OutputUnit): boolean {
  if (OUTER.has(keyword)) return false
  return !/\/(?:anyOf|oneOf)\/\d+\//.test(keywordLocation)
}

const OUTER: ReadonlySet<string> = new Set([
  ...['properties', 'items', 'allOf', 'if', '$ref', 'false'],
])

function describe(
  { keyword, keywordLocation, instanceLocation, error }: OutputUnit,
  schema: JsonSchema,
  fields: unknown,
): FieldProblem {
  const pointer = decodeURI(instanceLocation).slice(1)
  if (keyword === 'required' || keyword === 'dependentRequired') {
    const name = /"([^"]*)"\.$/.exec(error)?.[1] ?? ''
    return { pointer: `${pointer}/${name}`, message: 'Fill this in.' }
  }
  const parent = valueAt(schema, keywordLocation.split('/').slice(1, -1))
  const value = valueAt(fields, pointer.split('/').slice(1))
  const message = problemInWords(keyword, isSchema(parent) ? parent : {}, value)
  return { pointer, message }
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((part, name) => {
    if (Array.isArray(part)) return part[Number(name)]
    return isSchema(part) && Object.hasOwn(part, name) ? part[name] : undefined
  }, value)
}

/** Problems of a server's answer, at the fields of the type; the rest is told beside the form. */
export function problemsAtFields(
  type: ContentType,
  problems: readonly FieldProblem[],
): { placed: FieldProblem[]; others: FieldProblem[] } {
  const names = new Set(fieldsOf(type).map(({ name }) => name))
  const placed: FieldProblem[] = []
  const others: FieldProblem[] = []
  for (const { pointer, message } of problems) {
    const [, root, name = ''] = pointer.split('/')
    if (root !== 'fields' || !names.has(name)) others.push({ pointer, message })
    else
      placed.push({
        pointer: placeOf(type, pointer.split('/').slice(2)),
        message: sentence(message),
      })
  }
  return { placed, others }
}

/** Whether the problem is one of a field that the type had before and has no more. */
export function leadsNowhere(
  pointer: string,
  types: { before: ContentType; after: ContentType },
): boolean {
  const path = pointer.split('/').slice(2)
  return placeOf(types.after, path).length < placeOf(types.before, path).length
}

/** As far as the pointer leads to something that a form has a place for. */
function placeOf({ schema }: ContentType, path: readonly string[]): string {
  let pointer = ''
  let part: JsonSchema = schema
  for (const name of path) {
    const properties = isSchema(part.properties) ? part.properties : {}
    const isItem = /^\d+$/.test(name) && part.items !== undefined
    if (!isItem && !Object.hasOwn(properties, name)) break
    const { schema: next, kind, many } = shapeOf(isItem ? part.items : properties[name], schema)
    pointer += `/${name}`
    if (many || kind === 'relation' || kind === 'media') break
    part = next
  }
  return pointer
}

function sentence(message: string): string {
  const text = message.slice(0, 1).toUpperCase() + message.slice(1)
  return text.endsWith('.') ? text : `${text}.`
}
