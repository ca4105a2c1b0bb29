import { type Client, type IssuedKey, OUTCOMES } from '@keywright/contract'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../lib/clock.ts'
import { describeEachEngine } from '../testing/create-test-server.ts'
import { refusal } from '../testing/refusal.ts'
import type { Origin } from '../verify/verified-key.ts'
import { createUsageRecorder } from './usage-recorder.ts'

const from = { ip: '192.0.2.7', userAgent: 'probe/1' }
let names = 0

describeEachEngine('usage', get => {
  let domainId: string
  let params: { domain: string }
  let admin: Client

  beforeAll(() => {
    // Every test has a domain of its own, so that their counts do not mix.
    names = 0
  })

  beforeEach(async () => {
    const { seed, client } = get()
    const domain = await seed.domain(`d${++names}`)
    domainId = domain.id
    params = { domain: domain.slug }
    admin = client(await seed.user(`ana${names}`, { roles: { [domainId]: 'ADMIN' } }))
  })

  const create = (name = 'Probe') =>
    admin.keys.create({ params, body: { name, scopes: ['content.a:read'] } })
  const verify = async (token: string, permissions: string[] = [], origin: Origin = from) =>
    get().server.services.verifier.verify(domainId, { token, permissions, origin })
  const flush = () => get().server.services.usageRecorder.flush()
  const read = (made: IssuedKey) => admin.keys.read({ params: { ...params, id: made.key.id } })
  const ofKey = (made: IssuedKey, query: Parameters<Client['usage']['ofKey']>[0]['query'] = {}) =>
    admin.usage.ofKey({ params: { ...params, id: made.key.id }, query })

  it('a use is the last use of its key and its secret: time, address and user agent', async () => {
    const made = await create()
    await verify(made.token)
    await flush()
    const key = await read(made)
    const at = new Date(get().clock.now()).toISOString()
    expect(key).toMatchObject({
      lastUsedAt: at,
      lastUsedIp: from.ip,
      lastUsedUserAgent: from.userAgent,
    })
    expect(key.secrets).toMatchObject([{ lastUsedAt: at }])
  })

  it('a use without address or user agent is the last use, and leaves those known as they were', async () => {
    const { clock } = get()
    const made = await create()
    const silent = { ip: null, userAgent: null }
    await verify(made.token, [], silent)
    await flush()
    expect(await read(made)).toMatchObject({ lastUsedIp: null, lastUsedUserAgent: null })
    await verify(made.token)
    clock.advance(1)
    await verify(made.token, [], silent)
    await flush()
    clock.advance(1)
    await verify(made.token, [], silent)
    await flush()
    const key = await read(made)
    expect(key.lastUsedAt).toBe(new Date(clock.now()).toISOString())
    expect(key).toMatchObject({ lastUsedIp: from.ip, lastUsedUserAgent: from.userAgent })
  })

  it('the address of one secret is not lost to a silent use of another', async () => {
    const { clock } = get()
    const made = await create()
    const where = { ...params, id: made.key.id }
    const next = await admin.keys.rotate({ params: where, body: { overlapSeconds: 3600 } })
    await verify(made.token)
    clock.advance(1)
    await verify(next.token, [], { ip: null, userAgent: 'probe/2' })
    await flush()
    expect(await read(made)).toMatchObject({
      lastUsedAt: new Date(clock.now()).toISOString(),
      lastUsedIp: from.ip,
      lastUsedUserAgent: 'probe/2',
    })
  })

  it('a refused use is counted but is not the last use', async () => {
    const made = await create()
    await verify(made.token, ['content.a:delete'])
    await admin.keys.disable({ params: { ...params, id: made.key.id } })
    await verify(made.token)
    await flush()
    expect((await read(made)).lastUsedAt).toBeNull()
    const { items } = await ofKey(made)
    expect(items.map(({ outcome, count }) => [outcome, count])).toEqual([
      ['DISABLED', 1],
      ['FORBIDDEN', 1],
    ])
  })

  it('the last use only grows, and the counts of several nodes add up', async () => {
    const { server, clock } = get()
    const made = await create()
    const other = createUsageRecorder(server.foundation)
    const { key } = await verify(made.token)
    await flush()
    other.record({
      domainId,
      key,
      outcome: 'VALID',
      origin: { ip: '::1', userAgent: null },
      at: clock.now() - 10_000,
    })
    await other.close()
    expect(await read(made)).toMatchObject({
      lastUsedAt: new Date(clock.now()).toISOString(),
      lastUsedIp: from.ip,
    })
    const { items } = await ofKey(made, { bucket: 'day' })
    expect(items).toMatchObject([{ outcome: 'VALID', count: 2, secretId: made.key.secrets[0]?.id }])
  })

  it('nodes that write the same keys at once lose no count', async () => {
    const { server, clock } = get()
    const made = await Promise.all(Array.from({ length: 20 }, (_, index) => create(`K${index}`)))
    const keys = await Promise.all(made.map(async ({ token }) => (await verify(token)).key))
    const nodes = Array.from({ length: 4 }, () => createUsageRecorder(server.foundation))
    for (const [index, node] of nodes.entries()) {
      // Each in another order.
      const order = index % 2 ? keys.toReversed() : keys
      for (const key of order)
        node.record({ domainId, key, outcome: 'VALID', origin: from, at: clock.now() })
    }
    await Promise.all([flush(), ...nodes.map(node => node.close())])
    for (const key of made) {
      expect((await ofKey(key)).items.map(item => item.count)).toEqual([5])
    }
  })

  it('a use with no key found counts for the domain that asked', async () => {
    const unknown = await create()
    await verify(`${unknown.token.slice(0, -1)}!`)
    await flush()
    const { items, keys } = await admin.usage.ofDomain({ params })
    expect(items).toMatchObject([{ outcome: 'NOT_FOUND', count: 1 }])
    expect(keys).toEqual([])
  })

  it('a user agent that is a token is stored masked', async () => {
    const made = await create()
    await verify(made.token, [], { ip: null, userAgent: `tool ${made.token}` })
    await flush()
    expect((await read(made)).lastUsedUserAgent).toBe(`tool ${made.key.masked}`)
  })

  it.each([
    ['minute', MINUTE],
    ['hour', HOUR],
    ['day', DAY],
  ] as const)('counts come by the %s, each bucket at its start', async (bucket, width) => {
    const { clock } = get()
    const made = await create()
    clock.advance(DAY - (clock.now() % DAY) + 30_000)
    const start = clock.now() - 30_000
    await verify(made.token)
    clock.advance(width)
    await verify(made.token)
    await verify(made.token)
    await flush()
    // By now the session of before is idle.
    const late = get().client(
      await get().seed.user(`late${names}`, { roles: { [domainId]: 'ADMIN' } }),
    )
    const query = { bucket, from: new Date(start).toISOString() }
    const { items } = await late.usage.ofKey({ params: { ...params, id: made.key.id }, query })
    expect(items.map(({ at, count }) => [Date.parse(at), count])).toEqual([
      [start, 1],
      [start + width, 2],
    ])
    const domain = await late.usage.ofDomain({ params, query })
    expect(domain.items.map(({ count }) => count)).toEqual([1, 2])
    expect(domain.keys).toEqual([{ keyId: made.key.id, name: 'Probe', count: 3 }])
  })

  it('the usage of a domain can be narrowed to one outcome, its keys with it', async () => {
    const [one, other] = [await create('One'), await create('Other')]
    for (let count = 0; count < 3; count++) await verify(one.token)
    await verify(one.token, ['content.a:delete'])
    for (let count = 0; count < 2; count++) await verify(other.token, ['content.a:delete'])
    await flush()
    const query = { outcome: 'FORBIDDEN' } as const
    const { items, keys } = await admin.usage.ofDomain({ params, query })
    expect(items.map(({ outcome, count }) => [outcome, count])).toEqual([['FORBIDDEN', 3]])
    expect(keys.map(({ name, count }) => [name, count])).toEqual([
      ['Other', 2],
      ['One', 1],
    ])
    const none = await admin.usage.ofDomain({ params, query: { outcome: 'REVOKED' } })
    expect(none).toEqual({ items: [], keys: [] })
  })

  it.each([
    ['more buckets than 1 500', { from: '2026-01-01T00:00:00Z', to: '2026-01-02T01:01:00Z' }],
    ['an end before the start', { from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' }],
    ['an empty span', { from: '2026-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' }],
  ])('%s are refused', async (_, span) => {
    const asked = admin.usage.ofDomain({ params, query: { ...span, bucket: 'minute' } })
    expect(await refusal(asked)).toMatchObject({ code: 'VALIDATION_FAILED' })
  })

  it('1 500 buckets are answered', async () => {
    const query = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T01:00:00Z' }
    expect(await admin.usage.ofDomain({ params, query: { ...query, bucket: 'minute' } })).toEqual({
      items: [],
      keys: [],
    })
  })

  it('somebody limited to their own keys sees the usage of those alone', async () => {
    const { seed, client } = get()
    const theirs = await create()
    await seed.role(domainId, 'OWN', ['backoffice.keys.own:*', 'content.a:read'])
    const own = client(await seed.user(`own${names}`, { roles: { [domainId]: 'OWN' } }))
    const mine = await own.keys.create({ params, body: { name: 'Mine', scopes: [] } })
    const mineUsage = own.usage.ofKey({ params: { ...params, id: mine.key.id } })
    expect(await mineUsage).toEqual({ items: [] })
    const others = own.usage.ofKey({ params: { ...params, id: theirs.key.id } })
    expect(await refusal(others)).toMatchObject({ code: 'KEY_NOT_FOUND' })
    expect(await refusal(own.usage.ofDomain({ params }))).toMatchObject({ code: 'FORBIDDEN' })
  })

  it('late accepts are listed newest first, and a repeated one is one', async () => {
    const { server, clock } = get()
    const made = await create()
    const changedAt = clock.now()
    const late = (after: number) =>
      server.services.usageRecorder.recordLateAccept({
        domainId,
        keyId: made.key.id,
        changedAt,
        acceptedAt: changedAt + after,
      })
    late(20)
    late(40)
    late(20)
    await flush()
    const { items } = await admin.usage.lateAccepts({ params })
    expect(items.map(item => item.lateByMilliseconds)).toEqual([40, 20])
    expect(items[0]).toMatchObject({ keyId: made.key.id, node: expect.stringMatching(/^node_/) })
    const of = async (key: string) =>
      (await admin.usage.lateAccepts({ params, query: { key } })).items
    expect(await of(made.key.id)).toEqual(items)
    expect(await of((await create('Another')).key.id)).toEqual([])
  })

  it('counts and late accepts of more than 90 days ago are forgotten', async () => {
    const { server, clock } = get()
    const made = await create()
    await verify(made.token)
    await verify('nothing')
    const acceptedAt = clock.now()
    server.services.usageRecorder.recordLateAccept({
      domainId,
      keyId: made.key.id,
      acceptedAt,
      changedAt: acceptedAt - 1,
    })
    await flush()
    const { db } = server.foundation.database
    const rows = async (table: 'usage_buckets' | 'late_accepts') =>
      (await db.selectFrom(table).selectAll().where('domain_id', '=', domainId).execute()).length
    await server.services.usage.prune(clock.now() + 90 * DAY - MINUTE)
    expect([await rows('usage_buckets'), await rows('late_accepts')]).toEqual([2, 1])
    await server.services.usage.prune(clock.now() + 90 * DAY + MINUTE)
    expect([await rows('usage_buckets'), await rows('late_accepts')]).toEqual([0, 0])
  })

  it('every outcome is counted for the metrics', async () => {
    const { usageRecorder } = get().server.services
    const before = { ...usageRecorder.stats().outcomes }
    for (const outcome of OUTCOMES) {
      usageRecorder.record({ domainId: '', key: undefined, outcome, origin: from, at: 0 })
    }
    for (const outcome of OUTCOMES) {
      expect(usageRecorder.stats().outcomes[outcome]).toBe(before[outcome] + 1)
    }
  })
})
