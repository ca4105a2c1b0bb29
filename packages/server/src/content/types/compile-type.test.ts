import { describe, expect, it } from 'vitest'
import { createValidator } from './compile-type.ts'
import { expandSchema, type Schema } from './expand-schema.ts'
import { checkSchema } from './schema-rules.ts'

const text = { type: 'string' }
const object = (properties: object, rest: object = {}) => ({ type: 'object', properties, ...rest })

function validatorOf(schema: Schema) {
  const { schema: complete, problems } = checkSchema(schema)
  expect(problems).toEqual([])
  return createValidator(expandSchema(complete))
}

/** What is said of one field. */
function sayOf(schema: Schema, value: unknown, definitions: Schema = {}) {
  return validatorOf(object({ x: schema }, { $defs: definitions }))({ x: value })
}

const fits = (schema: Schema, value: unknown) => sayOf(schema, value).length === 0

describe('fields of an object', () => {
  it('are told what is wrong with each of them by pointer', () => {
    const validate = validatorOf(
      object(
        {
          title: { type: 'string', minLength: 2 },
          kind: { type: 'string', enum: ['a', 'b'] },
          list: { type: 'array', items: { type: 'integer' } },
          author: { relation: ['person', 'team'] },
          file: { media: true },
        },
        { required: ['title', 'kind'] },
      ),
    )
    expect(
      validate({ title: 'ok', kind: 'a', list: [1], author: { type: 'team', id: 'x-1' } }),
    ).toEqual([])
    expect(
      validate({
        title: 'a',
        list: [1, 1.5],
        author: { type: 'cat', id: 'x', title: 'Hydrated' },
        file: { type: 'media', id: 'obj_1' },
        'no/field': 1,
      }),
    ).toEqual([
      { pointer: '/kind', message: 'is required' },
      { pointer: '/no~1field', message: 'is not a field of the type' },
      { pointer: '/title', message: 'must NOT have fewer than 2 characters' },
      { pointer: '/list/1', message: 'must be integer' },
      { pointer: '/author/title', message: 'is not a field of the type' },
      { pointer: '/author/type', message: 'must be one of "person", "team"' },
      { pointer: '/file/id', message: 'must match format "mediaId"' },
    ])
  })

  it.each([undefined, null, 1, 'text', [], () => 1, Symbol('s'), 10n])(
    'are an object, which %s is not',
    value => {
      expect(validatorOf(object({}))(value)).toHaveLength(1)
    },
  )

  it('are looked for in the object itself, never in what it inherits', () => {
    const validate = validatorOf(object({ x: text }, { required: ['x'] }))
    expect(validate(Object.create({ x: 'inherited' }))).toEqual([
      { pointer: '/x', message: 'is required' },
    ])
    expect(validate(JSON.parse('{"x":"a","__proto__":{"y":1},"constructor":2}'))).toEqual([
      { pointer: '/__proto__', message: 'is not a field of the type' },
      { pointer: '/constructor', message: 'is not a field of the type' },
    ])
  })

  it('take numbers that databases keep, and multiples of fractions', () => {
    expect(fits({ type: 'number' }, JSON.parse('1e400'))).toBe(false)
    expect(fits({ type: 'number' }, -1.5e300)).toBe(true)
    expect(fits({ type: 'number', multipleOf: 0.01 }, 19.99)).toBe(true)
    expect(fits({ type: 'number', multipleOf: 0.01 }, 19.999)).toBe(false)
  })

  it('take no text that a database would give back changed', () => {
    for (const value of ['a\u0000b', 'a\ud800', '\udc00a']) expect(fits(text, value)).toBe(false)
    expect(fits(text, '\u{1f600} ä \n')).toBe(true)
  })

  it.each<[string, string[], string[]]>([
    [
      'date',
      ['2024-02-29', '0001-01-01'],
      ['2023-02-29', '2024-13-01', '2024-1-1', '2024-01-01T00:00:00Z'],
    ],
    [
      'date-time',
      ['2024-02-29T23:59:59Z', '2024-01-01T00:00:00.123456+05:30', '2024-01-01t00:00:00z'],
      [
        '2024-01-01',
        '2023-02-29T00:00:00Z',
        '2024-01-01T24:00:00Z',
        '2016-12-31T23:59:60Z',
        '2024-01-01 00:00:00Z',
        '2024-01-01T00:00:00',
      ],
    ],
    ['time', ['12:00:00Z'], ['25:00:00Z', 'noon']],
    ['duration', ['P3D', 'PT1H30M', 'P2W'], ['P', 'PT', '3D']],
    ['email', ['a.b@example.com'], ['a@', `${'a'.repeat(300)}@example.com`]],
    [
      'uri',
      ['https://example.com/a?b#c', 'mailto:a@example.com'],
      ['/a', 'no uri', `https://example.com/${'a'.repeat(2000)}`],
    ],
    ['hostname', ['example.com'], ['-a', 'a b']],
    ['ipv4', ['127.0.0.1'], ['256.0.0.1']],
    ['ipv6', ['::1'], ['::1::']],
    ['uuid', ['123e4567-e89b-12d3-a456-426614174000'], ['123']],
    ['slug', ['a', 'a-1-b'], ['', 'A', 'a--b', '-a', 'a_b']],
    ['markdown', ['# Any *text*', ''], []],
  ])('have the format %s', (format, good, bad) => {
    for (const value of good)
      expect([value, fits({ ...text, format }, value)]).toEqual([value, true])
    for (const value of bad)
      expect([value, fits({ ...text, format }, value)]).toEqual([value, false])
  })

  it('are told of at most 20 problems', () => {
    const values = Array(100).fill('no number')
    expect(sayOf({ type: 'array', items: { type: 'number' } }, values)).toHaveLength(20)
  })

  it('have an end: of values and of levels', () => {
    const list = { type: 'array', items: { type: 'number' } }
    expect(fits(list, Array(9000).fill(1))).toBe(true)
    expect(sayOf(list, Array(20_000).fill(1))).toEqual([
      { pointer: '', message: 'more than 10000 values are not allowed' },
    ])
    let deep: unknown = 1
    for (let level = 0; level < 50_000; level++) deep = [deep]
    expect(sayOf(list, deep)[0]?.message).toBe('more than 32 levels are not allowed')
    const round: Record<string, unknown> = {}
    round.x = round
    expect(validatorOf(object({}))(round)[0]?.message).toBe('more than 32 levels are not allowed')
  })
})

describe('no schema and no object can hang the server:', () => {
  /** Far more than it takes, on a machine that does other things as well. */
  const SOON_MILLISECONDS = 5000

  const HOSTILE: [string, Schema, unknown][] = [
    ['nested repetition', { ...text, pattern: '^(a+)+$' }, `${'a'.repeat(9000)}b`],
    ['overlapping alternatives', { ...text, pattern: '^(a|a|aa)*$' }, `${'a'.repeat(9000)}b`],
    ['many wildcards', { ...text, pattern: '.*.*.*.*.*.*.*.*x' }, 'a'.repeat(9999)],
    [
      'states without number',
      { type: 'array', items: { ...text, pattern: '[ab]*a[ab]{400}d' } },
      Array.from({ length: 90 }, (_, index) => `${noise(index).slice(0, 4000)}d`),
    ],
    ['big programs', { ...text, pattern: '(?:(?:a?b?){9}){20}c' }, 'ab'.repeat(4900)],
    [
      'a thousand texts',
      { type: 'array', items: { ...text, pattern: '(x+x+)+y' } },
      Array(1000).fill('x'.repeat(1000)),
    ],
    ['texts of a megabyte', { ...text, pattern: '^(\\w+\\s?)+$' }, 'word '.repeat(200_000)],
    ['addresses', { ...text, format: 'email' }, `${'a.'.repeat(500_000)}@`],
    ['host names', { ...text, format: 'hostname' }, 'a-'.repeat(500_000)],
    [
      'URIs',
      { type: 'array', items: { ...text, format: 'uri' } },
      Array(500).fill(`http://${'a%20'.repeat(450)} `),
    ],
    ['times', { ...text, format: 'date-time' }, '2'.repeat(1_000_000)],
    [
      'unique objects',
      {
        type: 'array',
        items: object({ y: { type: 'array', items: { type: 'number' } } }),
        uniqueItems: true,
        maxItems: 1000,
      },
      Array.from({ length: 900 }, (_, index) => ({ y: [1, 2, 3, 4, 5, 6, index] })),
    ],
    [
      'alternatives of each value',
      {
        type: 'array',
        items: {
          ...text,
          anyOf: Array(20).fill({
            anyOf: Array.from({ length: 20 }, (_, index) => ({ const: String(index) })),
          }),
        },
      },
      Array(9000).fill('none'),
    ],
    [
      'unique texts',
      { type: 'array', items: text, uniqueItems: true },
      Array.from({ length: 9990 }, (_, index) =>
        index === 0 ? '__proto__' : `constructor${index}`,
      ),
    ],
  ]

  function noise(seed: number): string {
    let state = seed + 1
    return Array.from({ length: 9990 }, () => {
      state = (state * 48_271) % 2_147_483_647
      return state % 2 === 0 ? 'a' : 'b'
    }).join('')
  }

  it.each(HOSTILE)('%s', (_, schema, value) => {
    const begun = performance.now()
    sayOf(schema, value)
    expect(performance.now() - begun).toBeLessThan(SOON_MILLISECONDS)
  })

  it('what is too much to look at is refused, and the next object is not', () => {
    const schema = { type: 'array', items: { ...text, pattern: 'a{20}' } }
    const validate = validatorOf(object({ x: schema }))
    expect(validate({ x: Array(100).fill('a'.repeat(9999)) })).toEqual([
      { pointer: '', message: 'has too much text in fields with a pattern or a format' },
    ])
    expect(validate({ x: ['a'.repeat(20)] })).toEqual([])
  })
})
