import { type Client, KEY_ACCESS } from '@keywright/contract'
import { sql } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import { DAY } from '../lib/clock.ts'
import { createId } from '../lib/ids.ts'
import { describeEachEngine } from '../testing/create-test-server.ts'
import { refusal } from '../testing/refusal.ts'

const params = { domain: 'acme' }
type Query = NonNullable<Parameters<Client['keys']['list']>[0]['query']>

describeEachEngine('the list of keys', get => {
  let api: Client
  const tokens: Record<string, string> = {}
  const ids: Record<string, string> = {}

  beforeAll(async () => {
    const { seed, client, clock, server } = get()
    const domain = await seed.domain('acme')
    const other = await seed.domain('other')
    const ana = await seed.user('ana', { roles: { [domain.id]: 'ADMIN', [other.id]: 'ADMIN' } })
    const bea = await seed.user('bea', { roles: { [domain.id]: 'EDITOR' } })
    api = client(ana)
    const make = async (name: string, body: object = { scopes: [] }, where = params) => {
      const made = await api.keys.create({ params: where, body: { name, ...body } })
      tokens[name] = made.token
      ids[name] = made.key.id
      clock.advance(1)
    }
    await make('Alpha build server', { role: 'READONLY' })
    await make('Beta deploy', { scopes: [], expiresInDays: 10 })
    await make('Gamma 100% sure_thing', { scopes: [], actsAs: bea.id })
    await make('Épsilon build', { scopes: [], expiresInDays: 100 })
    await make('Delta off')
    await make('Zeta gone')
    await make('Alpha elsewhere', { scopes: [] }, { domain: 'other' })
    await api.keys.disable({ params: { ...params, id: ids['Delta off'] ?? '' } })
    await api.keys.delete({ params: { ...params, id: ids['Zeta gone'] ?? '' } })
    // All but the last of them a while ago, so that never used says something.
    await server.foundation.database.db
      .updateTable('keys')
      .set({ created_at: sql`created_at - ${100 * DAY}` })
      .where('id', 'not in', [ids['Delta off'] ?? '', ids['Zeta gone'] ?? ''])
      .execute()
    const used = (name: string, daysAgo: number) =>
      server.foundation.database.db
        .updateTable('key_usage')
        .set({ last_used_at: clock.now() - daysAgo * DAY })
        .where('key_id', '=', ids[name] ?? '')
        .execute()
    await used('Alpha build server', 1)
    await used('Beta deploy', 40)
  })

  const names = async (query: Query) => {
    const { items } = await api.keys.list({ params, query })
    return items.map(key => key.name)
  }
  const newestFirst = [
    'Delta off',
    'Épsilon build',
    'Gamma 100% sure_thing',
    'Beta deploy',
    'Alpha build server',
  ]

  it.each<[string, Query, string[]]>([
    ['everything but revoked keys, newest first', {}, newestFirst],
    ['oldest first', { sort: 'createdAt' }, [...newestFirst].reverse()],
    ['a word of the name', { search: 'build' }, ['Épsilon build', 'Alpha build server']],
    ['the beginning of a word, whatever its case', { search: 'DEP' }, ['Beta deploy']],
    ['all words of several', { search: 'build alp' }, ['Alpha build server']],
    ['a word with an accent', { search: 'éps' }, ['Épsilon build']],
    ['wildcards of SQL as plain text', { search: '100%' }, ['Gamma 100% sure_thing']],
    ['no key for a search without a word', { search: '%' }, []],
    ['active keys', { state: 'active' }, newestFirst.slice(1)],
    ['disabled keys', { state: 'disabled' }, ['Delta off']],
    ['revoked keys', { state: 'revoked' }, ['Zeta gone']],
    ['keys with a role', { role: 'READONLY' }, ['Alpha build server']],
    ['keys that may read everything and no more', { access: 'readOnly' }, ['Alpha build server']],
    ['keys that may do less', { access: 'restricted' }, newestFirst.slice(0, 4)],
    ['keys that nothing narrows', { access: 'all' }, []],
    ['keys of a kind', { kind: 'application' }, []],
    [
      'keys not used in 30 days, those never used only once they are as old',
      { unusedSinceDays: 30 },
      newestFirst.slice(1, 4),
    ],
    ['keys expiring in 30 days', { expiringInDays: 30 }, ['Beta deploy']],
    [
      'keys without expiry',
      { noExpiry: 'true' },
      ['Delta off', 'Gamma 100% sure_thing', 'Alpha build server'],
    ],
    [
      'the next to expire first, the others last',
      { sort: 'expiresAt', state: 'active' },
      ['Beta deploy', 'Épsilon build', 'Alpha build server', 'Gamma 100% sure_thing'],
    ],
    ['last used first', { sort: '-lastUsedAt', limit: 2 }, ['Alpha build server', 'Beta deploy']],
  ])('finds %s', async (_, query, expected) => {
    expect(await names(query)).toEqual(expected)
  })

  it('finds a key by the last four, the masked form and the user it acts as', async () => {
    const token = tokens['Beta deploy'] ?? ''
    expect(await names({ search: token.slice(-4) })).toEqual(['Beta deploy'])
    expect(await names({ search: `kw_…${token.slice(-4)}` })).toEqual(['Beta deploy'])
    const { items } = await api.keys.list({ params, query: { search: 'gamma' } })
    expect(items[0]?.actsAsEmail).toBe('bea@example.com')
    expect(await names({ actsAs: items[0]?.actsAs ?? '' })).toEqual(['Gamma 100% sure_thing'])
  })

  it.each<NonNullable<Query['sort']>>([
    '-createdAt',
    'createdAt',
    'name',
    '-lastUsedAt',
    'lastUsedAt',
    'expiresAt',
  ])('pages by %s visit every key once', async sort => {
    const whole = await names({ sort })
    const seen: string[] = []
    let cursor: string | null | undefined
    do {
      const page = await api.keys.list({
        params,
        query: { sort, limit: 2, ...(cursor && { cursor }) },
      })
      seen.push(...page.items.map(key => key.name))
      cursor = page.nextCursor
    } while (cursor)
    expect(seen).toEqual(whole)
    expect(new Set(seen).size).toBe(5)
  })

  it('a key is found by the access that it has by now', async () => {
    const made = await api.keys.create({ params, body: { name: 'Moving', role: 'ADMIN' } })
    const where = { ...params, id: made.key.id }
    const accessOf = async () => {
      const found: Query['access'][] = []
      for (const access of KEY_ACCESS) {
        if ((await names({ access })).includes('Moving')) found.push(access)
      }
      return found
    }
    expect(await accessOf()).toEqual(['all'])
    await api.keys.update({ params: where, body: { scopes: ['*.*:read'] } })
    expect(await accessOf()).toEqual(['readOnly'])
    await api.keys.update({ params: where, body: { role: null } })
    expect(await accessOf()).toEqual(['readOnly'])
    await api.keys.update({ params: where, body: { scopes: ['content.article:read'] } })
    expect(await accessOf()).toEqual(['restricted'])
    await api.keys.update({ params: where, body: { scopes: ['content.article:read', '*:*'] } })
    expect(await accessOf()).toEqual(['all'])
    await api.keys.delete({ params: where })
    expect(await accessOf()).toEqual([])
    expect(await names({ access: 'all', state: 'revoked' })).toEqual(['Moving'])
  })

  it('an access that thousands of keys have is paged like any other', async () => {
    const { seed, client, server } = get()
    const { db } = server.foundation.database
    const domain = await seed.domain('many')
    const max = client(await seed.user('max', { roles: { [domain.id]: 'ADMIN' } }))
    const many = { domain: 'many' }
    await max.keys.create({ params: many, body: { name: 'Other', scopes: [] } })
    const { key } = await max.keys.create({ params: many, body: { name: 'Same', role: 'ADMIN' } })
    const row = await db
      .selectFrom('keys')
      .selectAll()
      .where('id', '=', key.id)
      .executeTakeFirstOrThrow()
    for (let from = 0; from < 1500; from += 500) {
      const rows = Array.from({ length: 500 }, () => ({ ...row, id: createId('key') }))
      await db.insertInto('keys').values(rows).execute()
      const usage = rows.map(({ id }) => ({ key_id: id, domain_id: domain.id, last_used_at: 0 }))
      await db.insertInto('key_usage').values(usage).execute()
    }
    const seen = new Set<string>()
    let cursor: string | null | undefined
    do {
      const query = { access: 'all', limit: 200, ...(cursor && { cursor }) } as const
      const page = await max.keys.list({ params: many, query })
      for (const { id } of page.items) seen.add(id)
      cursor = page.nextCursor
    } while (cursor)
    expect(seen.size).toBe(1501)
  })

  it('a cursor serves only the order that made it, and rubbish is refused', async () => {
    const { nextCursor } = await api.keys.list({ params, query: { limit: 1 } })
    const wrong = api.keys.list({ params, query: { sort: 'name', cursor: nextCursor ?? '' } })
    expect(await refusal(wrong)).toMatchObject({ code: 'CURSOR_INVALID', status: 400 })
    const rubbish = api.keys.list({ params, query: { cursor: 'x' } })
    expect(await refusal(rubbish)).toMatchObject({ code: 'CURSOR_INVALID' })
  })
})
