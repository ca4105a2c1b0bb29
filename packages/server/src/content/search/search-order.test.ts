import type { Client } from '@keywright/contract'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestServer, ENGINES, type TestServer } from '../../testing/create-test-server.ts'

/*
 * The same content on both databases, searched for the same words: the same ids in the same order,
 * which are those that a plain reading of the rules finds.
 */

const domain = 'order'
const text = { type: 'string' }
const TYPES = ['note', 'page'] as const

interface Thing {
  id: string
  type: (typeof TYPES)[number]
  draft: { title: string; body: string }
  published?: { title: string; body: string }
}

const VOCABULARY = ['a', 'ab', 'abc', 'abcd', 'Äbcde', 'b', 'ba', 'été', 'o', 'οδός', '東', '42']
const word = fc.constantFrom(...VOCABULARY)
const words = (maxLength: number) => fc.array(word, { maxLength }).map(list => list.join(' '))
const fields = fc.record({ title: words(3), body: words(9) })
const question = fc.oneof(
  { weight: 4, arbitrary: fc.array(word, { minLength: 1, maxLength: 3 }) },
  {
    weight: 1,
    arbitrary: fc.array(fc.constantFrom('ABC', 'e\u0301t', 'ОΔ', '4', 'z'), {
      minLength: 1,
      maxLength: 2,
    }),
  },
)

const THINGS: Thing[] = fc
  .sample(fc.tuple(fc.constantFrom(...TYPES), fields, fc.option(fields), fc.boolean()), {
    numRuns: 120,
    seed: 11,
  })
  .map(([type, draft, published, same], index) => ({
    // Ids in another order than that in which the objects are made.
    id: `x${(index * 53) % 120}`,
    type,
    draft,
    ...(published && { published: same ? draft : published }),
  }))

const plain = (part: string): string[] =>
  part
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .split(' ')
    .filter(one => one !== '')

/** 6 is the best; 0 is no hit. */
function rankOf({ title, body }: { title: string; body: string }, sought: string[]): number {
  const titleWords = plain(title)
  const all = [...titleWords, ...plain(body)]
  const last = sought.length - 1
  const tests = sought.map(
    (one, index) => (other: string) => (index === last ? other.startsWith(one) : other === one),
  )
  if (!tests.every(test => all.some(test))) return 0
  const inTitle = tests.filter(test => titleWords.some(test)).length
  const often = tests.every(test =>
    all.some(one => test(one) && all.filter(other => other === one).length >= 3),
  )
  const base = inTitle === tests.length ? 5 : inTitle > 0 ? 3 : 1
  return often ? base + 1 : base
}

function expected(view: 'draft' | 'published', sought: string[], type: string | undefined) {
  return THINGS.map((thing, index) => ({
    thing,
    index,
    rank: thing[view] ? rankOf(thing[view], sought) : 0,
  }))
    .filter(({ thing, rank }) => rank > 0 && (type === undefined || thing.type === type))
    .sort((one, other) => other.rank - one.rank || other.index - one.index)
    .map(({ thing, rank }) => [thing.id, rank])
}

const servers: TestServer[] = []
const clients: { draft: Client; published: Client }[] = []

beforeAll(async () => {
  for (const engine of ENGINES) {
    const server = await createTestServer({ engine })
    servers.push(server)
    const { id } = await server.seed.domain(domain)
    for (const type of TYPES) {
      await server.seed.contentType(id, type, { title: text, body: text }, { titleField: 'title' })
    }
    const admin = server.client(await server.seed.user('admin', { roles: { [id]: 'ADMIN' } }))
    for (const { id, type, draft, published } of THINGS) {
      const params = { domain, type }
      await admin.objects.create({ params, body: { id, fields: published ?? draft } })
      if (!published) continue
      await admin.objects.publish({ params: { ...params, id } })
      if (published === draft) continue
      await admin.objects.replace({ params: { ...params, id }, body: { fields: { ...draft } } })
    }
    clients.push({ draft: admin, published: server.client() })
  }
}, 120_000)

afterAll(async () => {
  for (const server of servers) await server.close()
})

it('both databases find what the rules say, in the same order', async () => {
  const views = fc.constantFrom('draft' as const, 'published' as const)
  const types = fc.option(fc.constantFrom(...TYPES), { nil: undefined })
  const limits = fc.constantFrom(1, 3, 20, 200)
  let hits = 0
  await fc.assert(
    fc.asyncProperty(views, question, types, limits, async (view, sought, type, limit) => {
      const folded = plain(sought.join(' '))
      const wanted = expected(view, folded, type)
      hits += wanted.length
      const counts = TYPES.map(name => expected(view, folded, name).length)
      for (const client of clients) {
        const found: unknown[] = []
        let cursor: string | undefined
        do {
          const query = {
            q: sought.join(', '),
            limit,
            ...(type && { type }),
            ...(cursor && { cursor }),
          }
          const search =
            view === 'draft' ? client.draft.search.content : client.published.search.delivery
          const page = await search({ params: { domain }, query })
          found.push(...page.items.map(item => [item.id, item.rank]))
          for (const [index, name] of TYPES.entries()) {
            expect(page.facets.find(facet => facet.type === name)?.count ?? 0).toBe(counts[index])
          }
          cursor = found.length < 40 ? (page.nextCursor ?? undefined) : undefined
        } while (cursor)
        expect(found).toEqual(wanted.slice(0, Math.max(found.length, Math.min(40, wanted.length))))
      }
    }),
    { numRuns: 150 },
  )
  expect(hits).toBeGreaterThan(500)
}, 240_000)
