import type { Client, Filter } from '@keywright/contract'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { refusal } from '../../testing/refusal.ts'
import { readFilter } from './object-filter.ts'
import { listObjects } from './object-list.store.ts'
import type { ListedObject, ObjectOrder } from './object-order.store.ts'
import { beginWalk } from './walk.ts'

/** What the test objects hold. */
interface Thing {
  name?: string
  price?: number
  live?: boolean
  at?: string
  tags?: string[]
}

const PROPERTIES = {
  name: { type: 'string' },
  price: { type: 'number' },
  live: { type: 'boolean' },
  at: { type: 'string', format: 'date-time' },
  tags: { type: 'array', items: { type: 'string' } },
}

const WORDS = ['', 'a', 'ab', 'abc', 'B', 'é', 'a%b', 'a_b', '𝒳']
const NUMBERS = [-3, 0, 0.5, 2, 10]
const TIMES = ['2026-01-01T00:00:00Z', '2026-01-01T01:00:00+01:00', '2026-05-05T05:05:05.5Z']

const thing: fc.Arbitrary<Thing> = fc.record(
  {
    name: fc.constantFrom(...WORDS),
    price: fc.constantFrom(...NUMBERS),
    live: fc.boolean(),
    at: fc.constantFrom(...TIMES),
    tags: fc.array(fc.constantFrom(...WORDS), { maxLength: 3 }),
  },
  { requiredKeys: [] },
)

const comparisonOf = (field: string, values: fc.Arbitrary<unknown>, ops: string[]) =>
  fc
    .array(fc.tuple(fc.constantFrom(...ops), values, fc.boolean()), { minLength: 1, maxLength: 2 })
    .map(parts => ({
      [field]: Object.fromEntries(
        parts.map(([op, value, flag]) => [
          op,
          op === 'exists' ? flag : op === 'in' ? [value] : value,
        ]),
      ),
    }))

const ORDERED = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'in', 'exists']
const words = fc.constantFrom(...WORDS.slice(1))

const { filter } = fc.letrec<{ filter: Filter }>(tie => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    comparisonOf('name', words, [...ORDERED, 'contains', 'startsWith']),
    comparisonOf('price', fc.constantFrom(...NUMBERS), ORDERED),
    comparisonOf('live', fc.boolean(), ['eq', 'ne', 'exists']),
    comparisonOf('at', fc.constantFrom(...TIMES), ORDERED),
    comparisonOf('tags', words, ['contains', 'ne', 'in', 'exists', 'startsWith']),
    fc.record({ and: fc.array(tie('filter'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ or: fc.array(tie('filter'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ not: tie('filter') }),
  ) as fc.Arbitrary<Filter>,
}))

/** The rules once more, on plain values: an object matches when any value of the field does. */
function matches(fields: Thing, part: Filter): boolean {
  return Object.entries(part).every(([name, value]) => {
    if (name === 'and') return (value as Filter[]).every(inner => matches(fields, inner))
    if (name === 'or') return (value as Filter[]).some(inner => matches(fields, inner))
    if (name === 'not') return !matches(fields, value as Filter)
    const values = valuesOf(fields, name)
    return Object.entries(value as Record<string, unknown>).every(([op, operand]) =>
      holds(values, op, operand, name === 'tags'),
    )
  })
}

function valuesOf(fields: Thing, name: string): (string | number | boolean)[] {
  const value = fields[name as keyof Thing]
  if (value === undefined) return []
  if (name === 'at') return [Date.parse(String(value))]
  return Array.isArray(value) ? value : [value]
}

function holds(values: unknown[], op: string, operand: unknown, isList: boolean): boolean {
  const plain =
    typeof operand === 'string' && TIMES.includes(operand) ? Date.parse(operand) : operand
  const compare = (value: unknown): number =>
    typeof value === 'string'
      ? Buffer.compare(Buffer.from(value), Buffer.from(String(plain)))
      : Number(value) - Number(plain)
  switch (op) {
    case 'exists':
      return values.length > 0 === operand
    case 'ne':
      return !values.some(value => value === plain)
    case 'in':
      return values.some(value =>
        (operand as unknown[]).some(one => holds([value], 'eq', one, isList)),
      )
    case 'contains':
      return values.some(value =>
        isList ? value === plain : String(value).includes(String(plain)),
      )
    case 'startsWith':
      return values.some(value => String(value).startsWith(String(plain)))
    case 'eq':
      return values.some(value => value === plain)
    case 'lt':
      return values.some(value => compare(value) < 0)
    case 'lte':
      return values.some(value => compare(value) <= 0)
    case 'gt':
      return values.some(value => compare(value) > 0)
    default:
      return values.some(value => compare(value) >= 0)
  }
}

/** All that match are looked up; or they are met in the order; or they would be, a little farther on. */
const EACH = { many: 1000, few: 1000, spread: 1, far: 0, lookUp: 1000 }
const WAYS = [EACH, { ...EACH, spread: 1000, far: 1_000_000 }, { ...EACH, far: 1000 }]

describeEachEngine('lists of objects', get => {
  const params = { domain: 'lists', type: 'thing' }
  let admin: Client
  let anonymous: Client
  let domainId: string
  /** By id: the draft and, where there is one, what is published. */
  const drafts = new Map<string, Thing>()

  beforeAll(async () => {
    const { seed, client } = get()
    const { id } = await seed.domain('lists')
    domainId = id
    await seed.contentType(id, 'thing', PROPERTIES)
    admin = client(await seed.user('lister', { roles: { [id]: 'ADMIN' } }))
    anonymous = client()
    const things = fc.sample(thing, { numRuns: 60, seed: 7 })
    for (const [index, fields] of things.entries()) {
      const objectId = `t${String(index).padStart(3, '0')}`
      await admin.objects.create({ params, body: { id: objectId, fields: { ...fields } } })
      drafts.set(objectId, fields)
    }
  })

  async function readAll(query: Record<string, unknown>): Promise<string[]> {
    const ids: string[] = []
    let cursor: string | undefined
    do {
      const page = await admin.objects.list({
        params,
        query: { ...query, limit: 7, ...(cursor && { cursor }) },
      })
      ids.push(...page.items.map(item => item.id))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    return ids
  }

  it('a filter answers exactly the objects that match', async () => {
    await fc.assert(
      fc.asyncProperty(filter, async part => {
        const found = await readAll({ filter: JSON.stringify(part), sort: 'id' })
        const expected = [...drafts].filter(([, fields]) => matches(fields, part))
        expect(found).toEqual(expected.map(([id]) => id))
      }),
      { numRuns: 80 },
    )
  })

  it('every way to a list finds the same', async () => {
    const { database } = get().server.foundation
    const type = await get().server.services.typeRegistry.get(domainId, 'thing')
    const sorts = fc.constantFrom<ObjectOrder>(
      { field: 'name', descending: false },
      { field: 'price', descending: true },
      { field: '@createdAt', descending: true },
      { field: '@publishedAt', descending: false },
      { field: null, descending: true },
    )
    await fc.assert(
      fc.asyncProperty(filter, sorts, async (part, order) => {
        const listing = {
          domainId,
          typeNumber: type.number,
          view: 'draft' as const,
          where: readFilter(type, part, 'draft'),
          state: undefined,
          order,
          after: undefined,
          limit: 100,
        }
        const [few, ...others] = await Promise.all(
          WAYS.map(way => listObjects(database.db, { ...listing, limit: 5 }, beginWalk(), way)),
        )
        for (const other of others) expect(other).toEqual(few)
        const followed: ListedObject[] = []
        // As short walks as there can be, each from where the last one stopped.
        for (
          let from: { after: ListedObject | undefined } | undefined = { after: undefined };
          from;
        ) {
          const walk = { left: 40, step: 20 }
          const part = await listObjects(database.db, { ...listing, ...from }, walk, {
            ...EACH,
            many: -1,
          })
          followed.push(...part.rows)
          from = part.stopped && { after: part.stopped }
        }
        expect(followed.slice(0, 5).map(row => row.id)).toEqual(few?.rows.map(row => row.id))
      }),
      { numRuns: 40 },
    )
  })

  describe.each(['name', 'price', 'live', 'at'] as const)('sorted by %s', field => {
    it.each(['', '-'])('%severy object comes once, those without a value last', async sign => {
      const direction = sign === '-' ? -1 : 1
      const expected = [...drafts].sort(([idA, a], [idB, b]) => {
        const [x] = valuesOf(a, field)
        const [y] = valuesOf(b, field)
        if (x === undefined || y === undefined) {
          if (x !== y) return x === undefined ? 1 : -1
          return direction * (idA < idB ? -1 : 1)
        }
        const order =
          typeof x === 'string'
            ? Buffer.compare(Buffer.from(x), Buffer.from(String(y)))
            : Number(x) - Number(y)
        return direction * (order === 0 ? (idA < idB ? -1 : 1) : order)
      })
      expect(await readAll({ sort: sign + field })).toEqual(expected.map(([id]) => id))
    })

    it('a filter that few match keeps the same order', async () => {
      const part = { tags: { contains: 'ab' } }
      const all = await readAll({ sort: field })
      const found = await readAll({ sort: field, filter: JSON.stringify(part) })
      expect(found).toEqual(all.filter(id => matches(drafts.get(id) ?? {}, part)))
    })
  })

  it.each([
    ['filter', '{"nothing":{"eq":1}}'],
    ['filter', '{"price":{"eq":"text"}}'],
    ['filter', '{"live":{"lt":true}}'],
    ['filter', '{"name":{"like":"x"}}'],
    ['filter', '{"name":{}}'],
    ['filter', '{"__proto__":{"eq":1}}'],
    ['filter', '{"name":{"eq":"\\u0000"}}'],
    ['filter', '{"name":{"eq":"\\ud800"}}'],
    ['filter', '[]'],
    ['filter', 'x'],
    ['sort', 'nothing'],
    ['sort', 'tags'],
    ['fields', 'name,nothing'],
  ])('refuses %s %s', async (name, text) => {
    const answer = await refusal(admin.objects.list({ params, query: { [name]: text } }))
    expect(answer).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' })
    expect(answer.errors?.[0]?.pointer).toMatch(`/query/${name}`)
  })

  it('pages by texts of any length and letters', async () => {
    await get().seed.contentType(domainId, 'essay', { text: { type: 'string' } })
    const essays = { ...params, type: 'essay' }
    const texts = ['\u0001', '漢', '𝒳'].map(letter => letter.repeat(1000))
    for (const text of texts)
      await admin.objects.create({ params: essays, body: { fields: { text } } })
    const read: unknown[] = []
    let cursor: string | undefined
    do {
      const query = { sort: 'text', limit: 1, ...(cursor && { cursor }) }
      const page = await admin.objects.list({ params: essays, query })
      read.push(...page.items.map(({ fields }) => fields.text))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(read).toEqual(texts)
  })

  it('refuses a cursor of another order or of nobody', async () => {
    const { nextCursor } = await admin.objects.list({ params, query: { limit: 1, sort: 'name' } })
    for (const cursor of [String(nextCursor), 'bm90aGluZw', forged('draft 1 -createdAt')]) {
      const answer = await refusal(admin.objects.list({ params, query: { cursor } }))
      expect(answer.code).toBe('CURSOR_INVALID')
    }
  })

  it('shows nothing to whoever has no credential for drafts', async () => {
    expect((await refusal(anonymous.objects.list({ params }))).code).toBe('UNAUTHENTICATED')
  })
})

function forged(list: string): string {
  return Buffer.from(JSON.stringify([list, 'Infinity', '', 'x'])).toString('base64url')
}
