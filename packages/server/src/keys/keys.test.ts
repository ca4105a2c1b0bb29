import type { Client, IssuedKey } from '@keywright/contract'
import { beforeAll, expect, it } from 'vitest'
import { DAY } from '../lib/clock.ts'
import { describeEachEngine } from '../testing/create-test-server.ts'
import { refusal } from '../testing/refusal.ts'

const params = { domain: 'acme' }

describeEachEngine('keys', get => {
  let domainId: string
  let admin: Client
  let cookie: string

  beforeAll(async () => {
    const { seed, client } = get()
    domainId = (await seed.domain('acme')).id
    const ana = await seed.user('ana', { roles: { [domainId]: 'ADMIN' } })
    cookie = ana.cookie
    admin = client(ana)
  })

  const create = (body: Parameters<Client['keys']['create']>[0]['body']): Promise<IssuedKey> =>
    admin.keys.create({ params, body })
  const plain = (name: string) => create({ name, scopes: ['content.article:read'] })
  const idOf = (made: IssuedKey) => ({ ...params, id: made.key.id })

  it('the token leaves the server once, in the answer that made it', async () => {
    const made = await plain('Build server')
    expect(made.token).toMatch(/^kw_[0-9A-Za-z]{49}$/)
    expect(made.key.masked).toBe(`kw_…${made.token.slice(-4)}`)
    const read = await admin.keys.read({ params: idOf(made) })
    expect(read).toEqual(made.key)
    const list = await admin.keys.list({ params })
    expect(JSON.stringify([read, list])).not.toContain(made.token)
  })

  it('the answer carries ready examples for both headers and for secret stores', async () => {
    const { examples, token, bundle } = await plain('Café crème')
    for (const language of ['curl', 'javascript', 'python'] as const) {
      expect(examples.authorization[language]).toContain(`Bearer ${token}`)
      expect(examples.apiKey[language]).toContain('Api-Key')
      expect(examples.apiKey[language]).not.toContain('Bearer')
    }
    expect(examples.secretStores.env).toBe(`export ACME_CAFE_CREME_KEY=${token}`)
    expect(Object.values(examples.secretStores).every(form => form.includes(token))).toBe(true)
    expect(bundle).toBeNull()
  })

  it('a key without a date lives until it is deleted; with one it expires to the millisecond', async () => {
    const { clock } = get()
    expect((await plain('Forever')).key.expiresAt).toBeNull()
    const made = await create({ name: 'A week', scopes: [], expiresInDays: 7 })
    expect(Date.parse(made.key.expiresAt ?? '')).toBe(clock.now() + 7 * DAY)
    clock.advance(7 * DAY - 1)
    // The session of the test would be idle by now.
    const again = get().client(await get().seed.user('late', { roles: { [domainId]: 'ADMIN' } }))
    expect((await again.keys.read({ params: idOf(made) })).state).toBe('active')
    clock.advance(1)
    expect((await again.keys.read({ params: idOf(made) })).state).toBe('expired')
    admin = again
  })

  it.each([
    ['both ways at once', { expiresAt: '2099-01-01T00:00:00.000Z', expiresInDays: 3 }],
    ['in the past', { expiresAt: '2020-01-01T00:00:00.000Z' }],
    ['beyond the maximum of the domain', { expiresInDays: 366 }],
  ])('an expiry %s is refused', async (_, expiry) => {
    const problem = await refusal(create({ name: 'Wrong', scopes: [], ...expiry }))
    expect(problem).toMatchObject({ code: 'EXPIRY_INVALID', status: 400 })
  })

  it('a key needs a role or a list of scopes, and every scope its grammar', async () => {
    expect(await refusal(create({ name: 'Empty hand' }))).toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ pointer: '/scopes' }],
    })
    const wrong = refusal(
      create({ name: 'Wrong', scopes: ['content.article:read', 'content read'] }),
    )
    expect(await wrong).toMatchObject({ errors: [{ pointer: '/scopes/1' }] })
    expect(await refusal(create({ name: 'Wrong', role: 'NOBODY' }))).toMatchObject({
      code: 'ROLE_NOT_FOUND',
    })
  })

  it('an empty list of scopes is kept as such: the key can do nothing', async () => {
    const made = await create({ name: 'Nothing yet', scopes: [] })
    const access = await admin.keys.effective({ params: idOf(made) })
    expect(made.key.scopes).toEqual([])
    expect(access.permissions).toEqual([])
  })

  it('scopes are stored normalised, addresses in canonical form', async () => {
    const made = await create({
      name: 'Tidy',
      scopes: [
        'content.b:read',
        'content.a:update',
        'content.a:create',
        'content.a:delete',
        'content.b:read',
      ],
      ipAllow: ['10.1.2.3/8', '2001:DB8::1', '10.0.0.0/8'],
      metadata: { plan: 'gold', seats: 3 },
    })
    expect(made.key.scopes).toEqual(['content.a:write', 'content.b:read'])
    expect(made.key.ipAllow).toEqual(['10.0.0.0/8', '2001:db8::1/128'])
    expect(made.key.metadata).toEqual({ plan: 'gold', seats: 3 })
    const wrong = create({ name: 'Wrong', scopes: [], ipAllow: ['10.0.0.0/8', 'example.com'] })
    expect(await refusal(wrong)).toMatchObject({ errors: [{ pointer: '/ipAllow/1' }] })
  })

  it('an update changes what it names and nothing else, and wants the newest version', async () => {
    const made = await create({ name: 'Before', scopes: ['content.a:read'], expiresInDays: 5 })
    const changed = await admin.keys.update({
      params: idOf(made),
      body: { name: 'After', role: 'READONLY' },
    })
    expect(changed).toMatchObject({
      name: 'After',
      role: 'READONLY',
      scopes: ['content.a:read'],
      expiresAt: made.key.expiresAt,
    })
    const stale = admin.keys.update(
      { params: idOf(made), body: { name: 'Stale' } },
      { ifMatch: '"v1"' },
    )
    expect(await refusal(stale)).toMatchObject({ code: 'PRECONDITION_FAILED', status: 412 })
    const forever = await admin.keys.update({ params: idOf(made), body: { expiresAt: null } })
    expect(forever.expiresAt).toBeNull()
  })

  it('disable and enable switch a key off and on; revoking is final', async () => {
    const made = await plain('Switch')
    expect((await admin.keys.disable({ params: idOf(made) })).state).toBe('disabled')
    expect((await admin.keys.enable({ params: idOf(made) })).state).toBe('active')
    const revoked = await admin.keys.revoke({ params: idOf(made), body: { reason: 'leaked' } })
    expect(revoked).toMatchObject({ state: 'revoked', revokedReason: 'leaked' })
    for (const call of [
      () => admin.keys.enable({ params: idOf(made) }),
      () => admin.keys.disable({ params: idOf(made) }),
      () => admin.keys.rotate({ params: idOf(made), body: {} }),
      () => admin.keys.update({ params: idOf(made), body: { name: 'Back' } }),
    ]) {
      expect(await refusal(call())).toMatchObject({ code: 'KEY_REVOKED', status: 409 })
    }
  })

  it('deleting is revoking: the row stays and leaves the default list', async () => {
    const made = await plain('Zebra')
    await admin.keys.delete({ params: idOf(made) })
    const shown = await admin.keys.list({ params, query: { search: 'zebra' } })
    const kept = await admin.keys.list({ params, query: { search: 'zebra', state: 'revoked' } })
    expect(shown.items).toEqual([])
    expect(kept.items.map(key => key.id)).toEqual([made.key.id])
  })

  it('a bulk change answers each key on its own', async () => {
    const one = await plain('One')
    const two = await plain('Two')
    const unknown = 'key_01jcxk3y5nfm8v9qv2r3w4t5a6'
    const { items } = await admin.keys.bulk({
      params,
      body: { action: 'revoke', ids: [one.key.id, unknown, two.key.id] },
    })
    expect(items).toEqual([
      { id: one.key.id, done: true, code: null },
      { id: unknown, done: false, code: 'KEY_NOT_FOUND' },
      { id: two.key.id, done: true, code: null },
    ])
  })

  it('a creation repeated with the same Idempotency-Key makes one key and answers the same token', async () => {
    const send = (name: string) =>
      get().request('/v1/domains/acme/keys', {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json', 'idempotency-key': 'order-17' },
        body: JSON.stringify({ name, scopes: [] }),
      })
    const fresh = await get().seed.user('idem', { roles: { [domainId]: 'ADMIN' } })
    cookie = fresh.cookie
    const first = (await (await send('Once')).json()) as IssuedKey
    const replayed = await send('Once')
    expect(replayed.headers.get('idempotency-replayed')).toBe('true')
    expect(((await replayed.json()) as IssuedKey).token).toBe(first.token)
    expect((await send('Other')).status).toBe(409)
    const found = await admin.keys.list({ params, query: { createdBy: fresh.id } })
    expect(found.items).toHaveLength(1)
  })

  it('every change of a key is one event of the trail, with before and after, and no event otherwise', async () => {
    const { server } = get()
    const made = await create({ name: 'Traced', scopes: ['content.a:read'] })
    await admin.keys.update({ params: idOf(made), body: { scopes: ['content.b:read'] } })
    await admin.keys.update({ params: idOf(made), body: { name: 'Traced' } })
    await refusal(admin.keys.update({ params: idOf(made), body: { expiresInDays: 9999 } }))
    const events = await server.foundation.database.db
      .selectFrom('audit_events')
      .where('target_id', '=', made.key.id)
      .orderBy('seq')
      .select(['action', 'before', 'after'])
      .execute()
    expect(events.map(event => event.action)).toEqual(['key.created', 'key.updated'])
    expect(JSON.parse(events[1]?.before ?? '')).toEqual({ scopes: ['content.a:read'] })
    expect(JSON.parse(events[1]?.after ?? '')).toEqual({ scopes: ['content.b:read'] })
    expect(JSON.stringify(events)).not.toContain(made.token)
  })
})
