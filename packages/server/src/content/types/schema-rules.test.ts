import { describe, expect, it } from 'vitest'
import { expandSchema, type Schema } from './expand-schema.ts'
import { fieldsOf } from './schema-fields.ts'
import { checkSchema } from './schema-rules.ts'

const text = { type: 'string' }
const object = (properties: object, rest: object = {}) => ({ type: 'object', properties, ...rest })
const field = (schema: unknown) => object({ x: schema })
const pointersOf = (schema: Schema) => checkSchema(schema).problems.map(({ pointer }) => pointer)

describe('the rules of schemas', () => {
  it.each<[string, Schema]>([
    ['no fields', object({})],
    [
      'the dialect by name',
      object({ x: text }, { $schema: 'https://json-schema.org/draft/2020-12/schema' }),
    ],
    [
      'limits of texts',
      field({ type: 'string', minLength: 1, maxLength: 9, pattern: '^a+$', format: 'slug' }),
    ],
    ['a text for people', field({ type: 'string', format: 'markdown' })],
    [
      'limits of numbers',
      field({ type: 'integer', minimum: 0, exclusiveMaximum: 9, multipleOf: 3 }),
    ],
    ['choices', field({ type: 'string', enum: ['a', 'b'], default: 'a', examples: ['b'] })],
    ['what may be null', field({ type: ['string', 'null'] })],
    ['lists', field({ type: 'array', items: text, minItems: 1, maxItems: 3, uniqueItems: true })],
    ['lists of lists', field({ type: 'array', items: { type: 'array', items: text } })],
    ['objects below', field(object({ y: text }, { required: ['y'], minProperties: 1 }))],
    ['relations', field({ relation: ['a', 'b'], title: 'To', description: 'Where' })],
    ['media', field({ type: 'array', items: { media: true }, uniqueItems: true, maxItems: 9 })],
    [
      'definitions',
      object({ x: { $ref: '#/$defs/y', title: 'X' } }, { $defs: { y: object({ z: text }) } }),
    ],
    [
      'conditions',
      object(
        { x: text, y: text },
        {
          if: { properties: { x: { const: 'a' } }, required: ['x'] },
          // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
          then: { required: ['y'] },
          dependentRequired: { y: ['x'] },
        },
      ),
    ],
    [
      'alternatives',
      field({ type: 'number', anyOf: [{ maximum: 1 }, { minimum: 5 }], not: { const: 7 } }),
    ],
    ['keywords of editors', field({ type: 'string', 'x-widget': 'colour', 'x-y': { z: [1] } })],
    [
      'fields with the names of keywords',
      object({
        properties: text,
        type: text,
        items: text,
        enum: text,
        title: text,
      }),
    ],
  ])('allow %s', (_, schema) => {
    expect(checkSchema(schema).problems).toEqual([])
  })

  it.each<[string, unknown, string]>([
    ['no type', {}, '/schema/type'],
    ['a root that is no object', { type: 'array', items: text }, '/schema/type'],
    ['a root that may be null', { ...object({}), type: ['object', 'null'] }, '/schema/type'],
    ['no properties', { type: 'object' }, '/schema/properties'],
    ['properties that are a list', { type: 'object', properties: [] }, '/schema/properties'],
    ['open objects', object({}, { additionalProperties: true }), '/schema/additionalProperties'],
    [
      'open objects below',
      field(object({}, { additionalProperties: text })),
      '/schema/properties/x/additionalProperties',
    ],
    ['a schema that is true', field(true), '/schema/properties/x'],
    ['a schema that is a list', field([text]), '/schema/properties/x'],
    ['a field without a type', field({ enum: ['a'] }), '/schema/properties/x/type'],
    ['a type that is none', field({ type: 'text' }), '/schema/properties/x/type'],
    ['two types', field({ type: ['string', 'number'] }), '/schema/properties/x/type'],
    ['only null', field({ type: ['null', 'null'] }), '/schema/properties/x/type'],
    ['a list without items', field({ type: 'array' }), '/schema/properties/x/items'],
    [
      'tuples',
      field({ type: 'array', prefixItems: [text], items: text }),
      '/schema/properties/x/prefixItems',
    ],
    [
      'patterns of names',
      object({}, { patternProperties: { a: text } }),
      '/schema/patternProperties',
    ],
    [
      'keywords of other types',
      field({ type: 'number', pattern: 'a' }),
      '/schema/properties/x/pattern',
    ],
    ['unknown keywords', field({ type: 'string', foo: 1 }), '/schema/properties/x/foo'],
    [
      'keywords of objects at no object',
      field({ type: 'string', properties: {} }),
      '/schema/properties/x/properties',
    ],
    [
      'wrong values of keywords',
      field({ type: 'string', maxLength: -1 }),
      '/schema/properties/x/maxLength',
    ],
    [
      'numbers that are none',
      field({ type: 'number', multipleOf: 0 }),
      '/schema/properties/x/multipleOf',
    ],
    ['unknown formats', field({ type: 'string', format: 'regex' }), '/schema/properties/x/format'],
    [
      'formats that are names of Object',
      field({ type: 'string', format: 'constructor' }),
      '/schema/properties/x/format',
    ],
    ['broken patterns', field({ type: 'string', pattern: '(' }), '/schema/properties/x/pattern'],
    ['look-ahead', field({ type: 'string', pattern: '^(?=a)' }), '/schema/properties/x/pattern'],
    [
      'back-references',
      field({ type: 'string', pattern: '(a)\\1' }),
      '/schema/properties/x/pattern',
    ],
    [
      'patterns that repeat too much',
      field({ type: 'string', pattern: '(a{50}){50}' }),
      '/schema/properties/x/pattern',
    ],
    [
      'long patterns',
      field({ type: 'string', pattern: 'a'.repeat(501) }),
      '/schema/properties/x/pattern',
    ],
    ['names that are none', object({ 'a b': text }), '/schema/properties/a b'],
    ['names with a slash', object({ 'a/b~': text }), '/schema/properties/a~1b~0'],
    [
      'names that every object has',
      object({ constructor: text }),
      '/schema/properties/constructor',
    ],
    [
      'the prototype',
      JSON.parse('{"type":"object","properties":{"__proto__":{"type":"string"}}}'),
      '/schema/properties/__proto__',
    ],
    ['names that filters need', object({ or: text }), '/schema/properties/or'],
    [
      'names that every content object has',
      object({ createdAt: text }),
      '/schema/properties/createdAt',
    ],
    [
      'required fields that are not there',
      object({ x: text }, { required: ['x', 'toString'] }),
      '/schema/required/1',
    ],
    [
      'relations with a type',
      field({ relation: ['a'], type: 'object' }),
      '/schema/properties/x/type',
    ],
    ['relations to nothing', field({ relation: [] }), '/schema/properties/x/relation'],
    [
      'relations to names that are none',
      field({ relation: ['A'] }),
      '/schema/properties/x/relation/0',
    ],
    [
      'relations to too much',
      field({ relation: Array(21).fill('a') }),
      '/schema/properties/x/relation',
    ],
    ['media that is false', field({ media: false }), '/schema/properties/x/media'],
    ['both at once', field({ media: true, relation: ['a'] }), '/schema/properties/x'],
    [
      'relations in conditions',
      object({}, { anyOf: [{ properties: { x: { relation: ['a'] } } }] }),
      '/schema/anyOf/0/properties/x/relation',
    ],
    [
      'references that lead outside',
      field({ $ref: 'https://example.com' }),
      '/schema/properties/x/$ref',
    ],
    ['references into the schema', field({ $ref: '#/properties/x' }), '/schema/properties/x/$ref'],
    [
      'references to names of Object',
      object({ x: { $ref: '#/$defs/toString' } }, { $defs: {} }),
      '/schema/properties/x/$ref',
    ],
    ['references that are numbers', field({ $ref: 7 }), '/schema/properties/x/$ref'],
    [
      'keywords beside references',
      object({ x: { $ref: '#/$defs/y', minLength: 1 } }, { $defs: { y: text } }),
      '/schema/properties/x/minLength',
    ],
    [
      'references to themselves',
      object({}, { $defs: { y: object({ z: { $ref: '#/$defs/y' } }) } }),
      '/schema/$defs/y/properties/z/$ref',
    ],
    [
      'other dialects',
      object({}, { $schema: 'http://json-schema.org/draft-07/schema#' }),
      '/schema/$schema',
    ],
    ['identities', object({}, { $id: 'https://example.com' }), '/schema/$id'],
    [
      'unique objects without an end',
      field({ type: 'array', items: object({}), uniqueItems: true }),
      '/schema/properties/x/uniqueItems',
    ],
    ['no alternatives', field({ type: 'string', anyOf: [] }), '/schema/properties/x/anyOf'],
    [
      'too many alternatives',
      field({ type: 'string', anyOf: Array(21).fill({ const: 1 }) }),
      '/schema/properties/x/anyOf',
    ],
  ])('refuse %s', (_, schema, pointer) => {
    expect(pointersOf(schema as Schema)).toContain(pointer)
  })

  it('close every object that does not say so', () => {
    const given = object(
      { a: object({}), b: { type: 'array', items: object({}) }, c: { $ref: '#/$defs/d' } },
      { $defs: { d: object({}) } },
    )
    const closed = (properties: object) => ({ ...object(properties), additionalProperties: false })
    expect(checkSchema(given).schema).toEqual({
      ...closed({
        a: closed({}),
        b: { type: 'array', items: closed({}) },
        c: { $ref: '#/$defs/d' },
      }),
      $defs: { d: closed({}) },
    })
  })

  it('count properties, levels and parts with each reference followed', () => {
    const ten = (part: unknown) =>
      object(Object.fromEntries(Array.from('abcdefghij', name => [name, part])))
    const many = object(
      Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`f${index}`, text])),
    )
    expect(pointersOf(many)).toEqual(['/schema'])
    const laughs = object(
      { x: { $ref: '#/$defs/a' } },
      {
        $defs: {
          a: ten({ $ref: '#/$defs/b' }),
          b: ten({ $ref: '#/$defs/c' }),
          c: ten({ $ref: '#/$defs/d' }),
          d: ten(text),
        },
      },
    )
    expect(pointersOf(laughs)).toEqual(['/schema'])
    const nested = (levels: number): Schema =>
      levels === 0 ? text : object({ x: nested(levels - 1) })
    expect(pointersOf(nested(6))).toEqual([])
    expect(pointersOf(nested(7))).toHaveLength(1)
    const lists = (levels: number): Schema =>
      levels === 0 ? text : { type: 'array', items: lists(levels - 1) }
    expect(pointersOf(field(lists(5)))).toEqual([])
    expect(pointersOf(field(lists(6)))).toHaveLength(1)
    const branches = (levels: number): Schema =>
      levels === 0 ? { const: 1 } : { anyOf: Array(20).fill(branches(levels - 1)) }
    expect(pointersOf(field({ type: 'string', ...branches(3) }))).toEqual(['/schema'])
  })

  it('have an end for patterns, which take time to compile', () => {
    const patterns = Array.from({ length: 100 }, (_, index) => {
      return [`f${index}`, { ...text, pattern: `(?i)${'\\p{L}'.repeat(95)}${index}` }]
    })
    const begun = performance.now()
    expect(pointersOf(object(Object.fromEntries(patterns)))).toEqual(['/schema'])
    expect(performance.now() - begun).toBeLessThan(10_000)
  })

  it('tell of at most 20 problems, and refuse more than 64 KiB at once', () => {
    const wrong = object(
      Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`f${index}`, {}])),
    )
    expect(checkSchema(wrong).problems).toHaveLength(20)
    expect(pointersOf(field({ ...text, 'x-long': 'a'.repeat(65_536) }))).toEqual(['/schema'])
  })
})

describe('the fields of a schema', () => {
  const pathsOf = (schema: Schema) =>
    [...fieldsOf(expandSchema(checkSchema(schema).schema)).values()].map(
      ({ path, kind, many, required }) =>
        `${path} ${kind}${many ? ' many' : ''}${required ? ' required' : ''}`,
    )

  it('are what lies at the ends: through objects by path, through lists several', () => {
    const address = object(
      { street: text, geo: object({ at: { type: 'number' } }, { required: ['at'] }) },
      { required: ['geo'] },
    )
    const schema = object(
      {
        title: text,
        body: { type: 'string', format: 'markdown' },
        day: { type: ['string', 'null'], format: 'date' },
        at: { type: 'string', format: 'date-time' },
        on: { type: 'boolean' },
        count: { type: 'integer' },
        home: { $ref: '#/$defs/address' },
        others: { type: 'array', items: { $ref: '#/$defs/address' } },
        author: { relation: ['person'] },
        files: { type: 'array', items: { media: true } },
      },
      { required: ['title', 'day', 'home', 'others', 'author'], $defs: { address } },
    )
    expect(pathsOf(schema)).toEqual([
      'title text required',
      'body text',
      'day time',
      'at time',
      'on boolean',
      'count number',
      'home.street text',
      'home.geo.at number required',
      'others.street text many',
      'others.geo.at number many',
      'author relation required',
      'files media many',
    ])
  })
})
