import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileType } from './compile-type.ts'
import type { CompiledType } from './content-type.ts'
import { isSchema, type Schema } from './expand-schema.ts'
import { type FieldReference, type FieldValue, referencesOf, valuesOf } from './field-values.ts'
import { checkSchema } from './schema-rules.ts'

const object = (properties: object) => ({ type: 'object', properties })

function typeOf(schema: Schema): CompiledType {
  const { schema: complete, problems } = checkSchema(schema)
  expect(problems).toEqual([])
  return compileType({
    id: 'typ_1',
    domain_id: 'dom_1',
    number: 1,
    name: 'thing',
    label: 'Thing',
    description: '',
    title_field: null,
    slug_field: null,
    field_order: '[]',
    schema: JSON.stringify(complete),
    created_at: 0,
    updated_at: 0,
    version: 1,
  })
}

const name = fc.constantFrom('a', 'b', 'c', 'type', 'id', 'then', 'length')
const leaf = fc.constantFrom<Schema>(
  { type: 'string' },
  { type: 'string', format: 'date' },
  { type: ['number', 'null'] },
  { type: 'boolean' },
  { relation: ['other', 'thing'] },
  { media: true },
)
const part = fc.letrec<{ part: Schema; object: Schema }>(tie => ({
  part: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    tie('part').map(items => ({ type: 'array', items })),
    tie('object'),
  ),
  object: fc.dictionary(name, tie('part'), { maxKeys: 3, noNullPrototype: true }).map(object),
}))
/** As deep as the rules allow. */
const schemas = part.object
  .filter(schema => checkSchema(withoutId(schema)).problems.length === 0)
  .map(withoutId)

/** The root has no field with the name of what every object has. */
function withoutId(schema: Schema): Schema {
  const { id: _, ...properties } = schema.properties as Record<string, unknown>
  return object(properties)
}

const MEDIA_ID = `med_0${'a'.repeat(25)}`

/** Values that fit a schema; lists may be empty, and every field may be missing. */
function anyValue(schema: Schema): fc.Arbitrary<unknown> {
  if (Array.isArray(schema.relation)) {
    return fc.record({
      type: fc.constantFrom('other', 'thing'),
      id: fc.constantFrom('x', 'y', 'z'),
    })
  }
  if (schema.media === true) return fc.constant({ type: 'media', id: MEDIA_ID })
  if (schema.type === 'array') return fc.array(anyValue(schema.items as Schema), { maxLength: 3 })
  if (schema.type === 'boolean') return fc.boolean()
  if (schema.format === 'date') return fc.constantFrom('2024-01-02', '1969-12-31')
  if (schema.type === 'string') {
    return fc.oneof(fc.string(), fc.string({ unit: 'grapheme', minLength: 390, maxLength: 900 }))
  }
  if (schema.type === 'object') {
    const entries = Object.entries(schema.properties as Record<string, Schema>)
    const values = Object.fromEntries(entries.map(([key, child]) => [key, anyValue(child)]))
    return fc.record(values, { requiredKeys: [] })
  }
  return fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null))
}

/** The same, told by walking through schema and value side by side. */
function naive(
  schema: Schema,
  value: unknown,
  path: string,
): (FieldValue & { to?: FieldReference })[] {
  if (value === undefined || value === null) return []
  if (schema.relation !== undefined || schema.media !== undefined) {
    const { type, id } = value as { type: string; id: string }
    return [{ field: path, num: 0, text: id, to: { field: path, type, id } }]
  }
  if (schema.type === 'array') {
    return (value as unknown[]).flatMap(item => naive(schema.items as Schema, item, path))
  }
  if (schema.type === 'object') {
    return Object.entries(schema.properties as Record<string, Schema>).flatMap(([key, child]) => {
      const inner = (value as Record<string, unknown>)[key]
      return Object.hasOwn(value as object, key)
        ? naive(child, inner, path === '' ? key : `${path}.${key}`)
        : []
    })
  }
  if (schema.format === 'date') return [{ field: path, num: Date.parse(value as string), text: '' }]
  if (typeof value === 'string') {
    return [{ field: path, num: 0, text: Array.from(value).slice(0, 401).join('') }]
  }
  return [{ field: path, num: Number(value), text: '' }]
}

const sorted = (values: readonly object[]) => values.map(value => JSON.stringify(value)).sort()

describe('the values of an object', () => {
  it('are those that a walk through its schema finds, and fit it', () => {
    const cases = schemas.chain(schema => fc.tuple(fc.constant(schema), anyValue(schema)))
    fc.assert(
      fc.property(cases, ([schema, fields]) => {
        const type = typeOf(schema)
        if (!isSchema(fields)) throw new Error('a root is an object')
        expect(type.validate(fields).filter(({ message }) => !/Unicode/.test(message))).toEqual([])
        const wanted = naive(schema, fields, '')
        expect(sorted(valuesOf(type, fields))).toEqual(
          sorted(wanted.map(({ field, num, text }) => ({ field, num, text }))),
        )
        expect(sorted(referencesOf(type, fields))).toEqual(
          sorted(wanted.flatMap(({ to }) => (to ? [to] : []))),
        )
      }),
      { numRuns: 60 },
    )
  })

  it('are never longer than what a filter compares with and one character', () => {
    const type = typeOf(object({ x: { type: 'string' } }))
    const lengthOf = (text: string) => Array.from(valuesOf(type, { x: text })[0]?.text ?? '').length
    expect(lengthOf('a'.repeat(400))).toBe(400)
    expect(lengthOf('a'.repeat(500))).toBe(401)
    expect(lengthOf('\u{1f600}'.repeat(500))).toBe(401)
  })

  it('are nothing that fields inherit, and nothing where values do not fit', () => {
    const type = typeOf(object({ x: { type: 'number' }, to: { relation: ['thing'] } }))
    expect(valuesOf(type, Object.create({ x: 1 }))).toEqual([])
    expect(valuesOf(type, { x: 'text', to: 'obj_1' })).toEqual([])
    expect(referencesOf(type, { to: { id: 'x' } })).toEqual([])
  })
})
