import type { Client } from '@keywright/contract'
import { beforeAll, describe, expect, it } from 'vitest'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { refusal } from '../../testing/refusal.ts'
import { areaOf } from './areas.ts'

const text = { type: 'string' }
const ARTICLE = {
  title: text,
  body: text,
  tags: { type: 'array', items: text },
  blocks: { type: 'array', items: { type: 'object', properties: { heading: text } } },
  written: { type: 'string', format: 'date' },
  author: { relation: ['author'] },
}

describeEachEngine('search', get => {
  const domain = 'search'
  const params = { domain }
  let domainId: string
  let admin: Client
  let anonymous: Client
  let reader: Client

  beforeAll(async () => {
    const { seed, client } = get()
    const { id } = await seed.domain(domain)
    domainId = id
    await seed.contentType(id, 'author', { name: text }, { titleField: 'name' })
    await seed.contentType(id, 'article', ARTICLE, { titleField: 'title' })
    await seed.contentType(id, 'secret', { title: text }, { titleField: 'title' })
    await seed.role(id, 'ARTICLES', ['content.article:read'])
    admin = client(await seed.user('searcher', { roles: { [id]: 'ADMIN' } }))
    reader = client(await seed.user('reader', { roles: { [id]: 'ARTICLES' } }))
    anonymous = client()
  })

  const create = (type: string, id: string, fields: Record<string, unknown>) =>
    admin.objects.create({ params: { ...params, type }, body: { id, fields } })
  const publish = (type: string, id: string) =>
    admin.objects.publish({ params: { ...params, type, id } })

  async function found(q: string, who = admin, query: Record<string, unknown> = {}) {
    const { items } = await who.search.content({ params, query: { q, ...query } })
    return items.map(item => item.id)
  }
  async function delivered(q: string, who = anonymous) {
    const { items } = await who.search.delivery({ params, query: { q } })
    return items.map(item => item.id)
  }

  it('names a hit by its id where its title is blank', async () => {
    await create('article', 'untitled', { title: ' \n', body: 'nameless' })
    const { items } = await admin.search.content({ params, query: { q: 'nameless' } })
    expect(items.map(({ title }) => title)).toEqual(['untitled'])
  })

  it('delivers with an ETag, to be kept by all only where nobody needs a credential', async () => {
    const path = `/v1/domains/${domain}/delivery/search?q=nothing-yet`
    const first = await get().request(path)
    expect(first.headers.get('cache-control')).toBe('public, no-cache')
    const etag = first.headers.get('etag') ?? ''
    const again = await get().request(path, { headers: { 'if-none-match': etag } })
    expect(again.status).toBe(304)
    const { token } = await admin.keys.create({
      params,
      body: { name: 'Reader', scopes: ['content.*:read'] },
    })
    const withKey = await get().request(path, { headers: { 'api-key': token } })
    expect(withKey.headers.get('cache-control')).toBe('private, no-cache')
  })

  it('finds objects by any of their texts, whatever case and marks', async () => {
    await create('author', 'ada', { name: 'Ada Lovelace' })
    await create('article', 'everywhere', {
      title: 'Käse',
      body: '# Über den *Brie*',
      tags: ['Fromage', 'Camembért'],
      blocks: [{ heading: 'Gruyère' }],
      written: '2026-05-17',
      author: { type: 'author', id: 'ada' },
    })
    for (const q of ['kase', 'UBER brie', 'fromage', 'camembert GRUYERE', 'brie uber fro']) {
      expect(await found(q)).toEqual(['everywhere'])
    }
    // All words are needed, only the last one may go on, and neither times nor ids are words.
    for (const q of ['kase nothing', 'fro brie', 'article', '2026', 'bries']) {
      expect(await found(q)).toEqual([])
    }
    expect(await found('ada')).toEqual(['ada'])
  })

  it('puts those first whose title has the words, then those that have them often, then the newest', async () => {
    const named = (id: string, title: string, body: string) =>
      create('article', id, { title, body })
    await named('r1', 'Other', 'apple pie')
    await named('r2', 'Other', 'apple apple apple pie pie pie')
    await named('r3', 'Apple', 'pie')
    await named('r4', 'Apple pie', '')
    await named('r5', 'Pie, apple', 'apple apple pie pie')
    await named('r6', 'Pie', 'apple apple apple pie pie')
    await named('r7', 'Other', 'an apple in a pie')
    await named('r8', 'More apple', 'pie')
    const { items } = await admin.search.content({ params, query: { q: 'apple pie' } })
    expect(items.map(({ id, rank }) => [id, rank])).toEqual([
      ['r5', 6],
      ['r4', 5],
      ['r6', 4],
      ['r8', 3],
      ['r3', 3],
      ['r2', 2],
      ['r7', 1],
      ['r1', 1],
    ])
    // The beginning of one word: a title has it or has not.
    expect(await found('appl')).toEqual(['r5', 'r8', 'r4', 'r3', 'r6', 'r2', 'r7', 'r1'])
  })

  it('keeps drafts and what is published apart', async () => {
    await create('article', 'two-faced', { title: 'Walrus' })
    expect(await delivered('walrus')).toEqual([])
    await publish('article', 'two-faced')
    expect(await delivered('walrus')).toEqual(['two-faced'])
    await admin.objects.patch({
      params: { ...params, type: 'article', id: 'two-faced' },
      body: { fields: { title: 'Narwhal', body: 'secret plans' } },
    })
    expect([await found('walrus'), await found('narwhal')]).toEqual([[], ['two-faced']])
    expect([await delivered('walrus'), await delivered('narwhal')]).toEqual([['two-faced'], []])
    const { items } = await anonymous.search.delivery({ params, query: { q: 'walrus' } })
    expect(items).toEqual([
      {
        id: 'two-faced',
        type: 'article',
        title: 'Walrus',
        rank: 5,
        highlights: [{ text: 'Walrus', match: true }],
      },
    ])
    await admin.objects.unpublish({ params: { ...params, type: 'article', id: 'two-faced' } })
    expect(await delivered('walrus')).toEqual([])
    await admin.objects.delete({
      params: { ...params, type: 'article', id: 'two-faced' },
      body: undefined,
    })
    expect(await found('narwhal')).toEqual([])
  })

  it('answers and counts only types that the caller may read', async () => {
    await create('article', 'open', { title: 'Zebra' })
    await create('secret', 'hidden', { title: 'Zebra' })
    await create('secret', 'hidden-too', { title: 'Zebra crossing' })
    const all = await admin.search.content({ params, query: { q: 'zebra' } })
    expect(all.items.map(item => item.id)).toEqual(['hidden-too', 'hidden', 'open'])
    expect(all.facets).toEqual([
      { type: 'secret', count: 2, more: false },
      { type: 'article', count: 1, more: false },
    ])
    const some = await reader.search.content({ params, query: { q: 'zebra' } })
    expect(some.items.map(item => item.id)).toEqual(['open'])
    expect(some.facets).toEqual([{ type: 'article', count: 1, more: false }])
    const narrowed = await admin.search.content({ params, query: { q: 'zebra', type: 'article' } })
    expect(narrowed.items.map(item => item.id)).toEqual(['open'])
    expect(narrowed.facets).toEqual(all.facets)
  })

  it('refuses a type that the caller may not read, whether or not there is one', async () => {
    for (const type of ['secret', 'nothing']) {
      for (const search of [reader.search.content, reader.search.delivery]) {
        const answer = await refusal(search({ params, query: { q: 'zebra', type } }))
        expect(answer).toMatchObject({ status: 403, code: 'FORBIDDEN' })
      }
    }
    const unknown = admin.search.content({ params, query: { q: 'zebra', type: 'nothing' } })
    expect((await refusal(unknown)).code).toBe('CONTENT_TYPE_NOT_FOUND')
  })

  it('lets nobody search drafts without a credential, nor delivery where it is protected', async () => {
    const drafts = anonymous.search.content({ params, query: { q: 'zebra' } })
    expect((await refusal(drafts)).code).toBe('UNAUTHENTICATED')
    const { id } = await get().seed.domain('closed', { deliveryProtected: true })
    await get().seed.contentType(id, 'article', ARTICLE, { titleField: 'title' })
    const closed = anonymous.search.delivery({ params: { domain: 'closed' }, query: { q: 'x' } })
    expect((await refusal(closed)).code).toBe('UNAUTHENTICATED')
  })

  it('finds nothing of another domain', async () => {
    const { id } = await get().seed.domain('elsewhere')
    await get().seed.contentType(id, 'article', ARTICLE, { titleField: 'title' })
    const other = get().client(await get().seed.user('other', { roles: { [id]: 'ADMIN' } }))
    const answer = await other.search.content({
      params: { domain: 'elsewhere' },
      query: { q: 'zebra' },
    })
    expect(answer).toEqual({ items: [], nextCursor: null, facets: [] })
  })

  it('pages through all hits, each once, also while newer ones come', async () => {
    const ids = Array.from({ length: 11 }, (_, index) => `page-${10 + index}`)
    for (const [index, id] of ids.entries()) {
      await create('article', id, { title: index % 3 === 0 ? 'Otter' : 'Other', body: 'otter' })
    }
    const expected = [
      ...ids.filter((_, index) => index % 3 === 0).reverse(),
      ...ids.filter((_, index) => index % 3 !== 0).reverse(),
    ]
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const query = { q: 'otter', limit: 2, ...(cursor && { cursor }) }
      const page = await admin.search.content({ params, query })
      seen.push(...page.items.map(item => item.id))
      expect(page.facets.map(facet => facet.count)[0]).toBeGreaterThanOrEqual(11)
      if (seen.length === 2) await create('article', 'page-late', { title: 'Otter' })
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen).toEqual(expected)
    const last = await admin.search.content({ params, query: { q: 'otter', limit: 1 } })
    for (const [q, type] of [['other'], ['otter', 'article']] as const) {
      const query = { q, cursor: String(last.nextCursor), ...(type && { type }) }
      expect((await refusal(admin.search.content({ params, query }))).code).toBe('CURSOR_INVALID')
    }
  })

  it('follows what changes in a type: fields that go, and another title', async () => {
    const type = { params: { ...params, type: 'changing' } }
    await get().seed.contentType(
      domainId,
      'changing',
      { first: text, second: text },
      { titleField: 'first' },
    )
    await create('changing', 'c1', { first: 'pelican', second: 'heron' })
    await publish('changing', 'c1')
    await create('changing', 'c2', { first: 'heron', second: 'pelican' })
    expect(await found('heron')).toEqual(['c2', 'c1'])
    await admin.contentTypes.update({ ...type, body: { titleField: 'second' } })
    expect(await found('heron')).toEqual(['c1', 'c2'])
    const schema = { type: 'object', properties: { second: text }, additionalProperties: false }
    await admin.contentTypes.update({ ...type, body: { schema, drop: ['first'] } })
    expect([await found('heron'), await found('pelican')]).toEqual([['c1'], ['c2']])
    expect([await delivered('heron'), await delivered('pelican')]).toEqual([['c1'], []])
    await admin.contentTypes.delete({ ...type, body: { force: true } })
    expect(await found('heron')).toEqual([])
  })

  describe.each([
    '"',
    "'",
    '*',
    'zebra*',
    '"zebra',
    'zebra"',
    'zebra OR secret',
    'NEAR(zebra walrus)',
    'title: zebra',
    '-zebra ^zebra',
    '{title} : zebra',
    "zebra' | 'x",
    'zebra:*A & !x',
    'zebra <-> x',
    "'); drop table search_index; --",
    '\\',
    '\ud800',
    'zebra\udfff',
    '😀'.repeat(100),
    '()',
    '& | ! ( )',
    '%_',
    'ﷺ'.repeat(200),
    'a '.repeat(100).trim(),
    Array.from({ length: 66 }, (_, index) => index).join(' '),
    'x'.repeat(200),
    '𝒳'.repeat(100),
  ])('asked for %j', q => {
    it('answers, and means only words by it', async () => {
      for (const search of [admin.search.content, admin.search.delivery]) {
        const { items, facets } = await search({ params, query: { q } })
        if (!/[\p{L}\p{N}]/u.test(q)) expect({ items, facets }).toEqual({ items: [], facets: [] })
      }
    })
  })

  it('refuses U+0000 like every endpoint', async () => {
    const answer = await refusal(admin.search.content({ params, query: { q: 'a\0b' } }))
    expect(answer.status).toBe(400)
  })

  it('takes an object with more words than are kept of it, in both views', async () => {
    const letters = Array.from({ length: 20_000 }, (_, index) =>
      String.fromCodePoint(0x20000 + index, 0x1e100 + (index % 40)),
    )
    await create('article', 'huge', {
      title: letters.slice(0, 90).join(' '),
      body: letters.join(' '),
    })
    await publish('article', 'huge')
    await admin.objects.patch({
      params: { ...params, type: 'article', id: 'huge' },
      body: { fields: { body: letters.toReversed().join(' '), tags: ['x'.repeat(3000)] } },
    })
    expect(await found(String(letters[0]))).toEqual(['huge'])
    await admin.objects.delete({
      params: { ...params, type: 'article', id: 'huge' },
      body: undefined,
    })
  })

  it('counts up to a thousand hits of a type, and says when there are more', async () => {
    const { database } = get().server.foundation
    const { number } = await get().server.services.typeRegistry.get(domainId, 'article')
    const term = { area: areaOf({ type: number, scope: 'draft', kind: 'all' }), word: 'plenty' }
    const facets = async () => {
      const answer = await admin.search.content({ params, query: { q: 'plenty' } })
      return answer.facets
    }
    const write = (from: number, to: number) =>
      database.write(tx => {
        const numbers = Array.from({ length: to - from }, (_, index) => 1_000_000 + from + index)
        return database.engine.search.write(
          tx,
          numbers.map(number => ({ number, terms: [term] })),
        )
      })
    await write(0, 1000)
    expect(await facets()).toEqual([{ type: 'article', count: 1000, more: false }])
    await write(1000, 1001)
    expect(await facets()).toEqual([{ type: 'article', count: 1000, more: true }])
  })

  it('searches a hundred types in one go', async () => {
    const { id } = await get().seed.domain('wide')
    for (let index = 0; index < 100; index++) {
      await get().seed.contentType(id, `t${index}`, { title: text }, { titleField: 'title' })
    }
    const wide = get().client(await get().seed.user('wide', { roles: { [id]: 'ADMIN' } }))
    const at = { domain: 'wide' }
    for (const type of ['t0', 't50', 't99']) {
      await wide.objects.create({ params: { ...at, type }, body: { fields: { title: 'ibis' } } })
    }
    const { items, facets } = await wide.search.content({ params: at, query: { q: 'ibis' } })
    expect(items.map(item => item.type)).toEqual(['t99', 't50', 't0'])
    expect(facets).toHaveLength(3)
    expect(domainId).not.toBe(id)
  })
})
