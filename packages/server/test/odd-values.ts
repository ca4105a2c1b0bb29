import fc from 'fast-check'

/** Where in a document something is: the names and indices that lead there. */
type Place = readonly (string | number)[]

/** A document like the one given, but spoiled in one to three places. */
export function spoiled(document: unknown): fc.Arbitrary<unknown> {
  return fc
    .array(spoilage(document), { minLength: 1, maxLength: 3 })
    .map(steps => steps.reduce<unknown>((value, spoil) => spoil(value), document))
}

/** Values that no field expects, or that one expects and should look at closely. */
const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1.5,
    -0,
    2 ** 31,
    2 ** 53,
    1e308,
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\ud800',
    'x\udfffx',
    '\u202e\u{1f511}\u0301',
    '\ufeff',
    '\r\nset-cookie: a=b',
    'x'.repeat(10_000),
    '*:*',
    '*',
    ':',
    'backoffice.*:*',
    '../../etc/passwd',
    '__proto__',
    'ADMIN',
    'dom_00000000000000000000000000',
    'usr_7zzzzzzzzzzzzzzzzzzzzzzzzz',
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999Z',
    '2026-02-30T00:00:00Z',
    '999999-01-01T00:00:00Z',
    '::ffff:10.0.0.1/129',
    '10.0.0.0/-1',
    [],
    {},
    [[]],
    [null],
    Array(300).fill('content.article:read'),
    Array(5000).fill(0),
    JSON.parse('{"__proto__":{"polluted":1}}'),
    { constructor: { prototype: { polluted: 1 } } },
  ),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.double(),
  fc.integer(),
  fc.jsonValue({ maxDepth: 4 }),
)

/** Texts for the places that hold nothing else: paths, queries and headers. */
export const oddText: fc.Arbitrary<string> = oddValue.map(value =>
  typeof value === 'string' ? value : JSON.stringify(value),
)

function spoilage(document: unknown): fc.Arbitrary<(value: unknown) => unknown> {
  const places = placesIn(document)
  const place = fc.constantFrom(...places)
  return fc.oneof(
    { weight: 6, arbitrary: fc.tuple(place, oddValue).map(([at, value]) => replace(at, value)) },
    { weight: 2, arbitrary: place.map(at => remove(at)) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(place, fc.constantFrom('extra', '__proto__', 'constructor', '\u0000'), oddValue)
        .map(([at, name, value]) => add(at, name, value)),
    },
  )
}

function placesIn(value: unknown, at: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [at]
  return [at, ...Object.entries(value).flatMap(([name, part]) => placesIn(part, [...at, name]))]
}

function replace(at: Place, value: unknown) {
  return (document: unknown) => change(document, at, () => value)
}

function remove(at: Place) {
  const name = at.at(-1)
  return (document: unknown) =>
    change(document, at.slice(0, -1), holder =>
      fromEntries(Object.entries(holder ?? {}).filter(([other]) => other !== name)),
    )
}

function add(at: Place, name: string, value: unknown) {
  return (document: unknown) =>
    change(document, at, holder =>
      typeof holder === 'object' && holder !== null
        ? fromEntries([...Object.entries(holder), [name, value]])
        : holder,
    )
}

/** The document with one place changed; unchanged where an earlier step took the place away. */
function change(document: unknown, at: Place, edit: (value: unknown) => unknown): unknown {
  const [name, ...rest] = at
  if (name === undefined) return edit(document)
  if (typeof document !== 'object' || document === null || !Object.hasOwn(document, name)) {
    return document
  }
  const entries = Object.entries(document).map(([other, part]): [string, unknown] => [
    other,
    other === String(name) ? change(part, rest, edit) : part,
  ])
  return Array.isArray(document) ? entries.map(([, part]) => part) : fromEntries(entries)
}

/** Also `__proto__` becomes an ordinary name. */
function fromEntries(entries: [string, unknown][]): unknown {
  return Object.fromEntries(entries)
}
