import type { Client, IssuedKey } from '@keywright/contract'
import { beforeAll, describe, expect, it } from 'vitest'
import { SYSTEM } from '../access/principal.ts'
import { decodeDomain } from '../domains/domain.ts'
import { HOUR, MINUTE } from '../lib/clock.ts'
import { describeEachEngine } from '../testing/create-test-server.ts'
import { refusal } from '../testing/refusal.ts'

const params = { domain: 'acme' }

describeEachEngine('the tokens of keys', get => {
  let domainId: string
  let admin: Client

  beforeAll(async () => {
    const { seed, client } = get()
    domainId = (await seed.domain('acme')).id
    admin = client(await seed.user('ana', { roles: { [domainId]: 'ADMIN' } }))
  })

  const plain = (name: string) =>
    admin.keys.create({ params, body: { name, scopes: ['content.article:read'] } })
  const idOf = (made: IssuedKey) => ({ ...params, id: made.key.id })

  it('a rotation adds a secret and dates the old ones; without overlap they end at once', async () => {
    const { clock } = get()
    const made = await plain('Rotating')
    const first = made.key.secrets[0]
    const overlapping = await admin.keys.rotate({
      params: idOf(made),
      body: { overlapSeconds: 3600 },
    })
    expect(overlapping.token).not.toBe(made.token)
    expect(overlapping.key.id).toBe(made.key.id)
    expect(overlapping.key.secrets).toHaveLength(2)
    expect(overlapping.key.secrets[1]).toMatchObject({
      id: first?.id,
      expiresAt: new Date(clock.now() + HOUR).toISOString(),
    })
    const regenerated = await admin.keys.rotate({ params: idOf(made), body: {} })
    expect(regenerated.key.secrets).toHaveLength(1)
    expect(regenerated.key.masked).toBe(`kw_…${regenerated.token.slice(-4)}`)
  })

  it('rotations with overlap stop at five living secrets', async () => {
    const made = await plain('Greedy')
    const rotate = () => admin.keys.rotate({ params: idOf(made), body: { overlapSeconds: 3600 } })
    for (let count = 1; count < 5; count++) await rotate()
    expect(await refusal(rotate())).toMatchObject({ code: 'CONFLICT' })
    expect((await admin.keys.rotate({ params: idOf(made), body: {} })).key.secrets).toHaveLength(1)
  })

  it('a token is revealed only where it was sealed, after the password, and the trail knows', async () => {
    const { seed, client, clock, server } = get()
    const sealed = await seed.domain('sealed', { revealableKeys: true })
    const ben = await seed.user('ben', { roles: { [sealed.id]: 'ADMIN' } })
    const api = client(ben)
    const made = await api.keys.create({
      params: { domain: 'sealed' },
      body: { name: 'Kept', scopes: [] },
    })
    const where = { domain: 'sealed', id: made.key.id }
    expect(made.key.revealable).toBe(true)
    expect((await api.keys.reveal({ params: where })).token).toBe(made.token)
    const events = await server.foundation.database.db
      .selectFrom('audit_events')
      .where('chain', '=', sealed.id)
      .where('action', '=', 'key.revealed')
      .selectAll()
      .execute()
    expect(events).toHaveLength(1)
    clock.advance(5 * MINUTE)
    expect(await refusal(api.keys.reveal({ params: where }))).toMatchObject({
      code: 'REAUTHENTICATION_REQUIRED',
    })
    const unsealed = await plain('Not kept')
    const fresh = client(await seed.user('fresh', { roles: { [domainId]: 'ADMIN' } }))
    expect(await refusal(fresh.keys.reveal({ params: idOf(unsealed) }))).toMatchObject({
      code: 'KEY_NOT_REVEALABLE',
    })
  })

  describe('application keys', () => {
    it('come in two, are sealed, can be regenerated and disabled, and can not be edited or removed', async () => {
      const { server, seed, client } = get()
      const { database } = server.foundation
      const home = await seed.domain('home')
      const row = await database.db
        .selectFrom('domains')
        .selectAll()
        .where('id', '=', home.id)
        .executeTakeFirstOrThrow()
      await database.write(tx =>
        server.services.keys.createApplicationKeys(tx, SYSTEM, decodeDomain(row)),
      )
      const api = client(await seed.user('owner', { roles: { [home.id]: 'ADMIN' } }))
      const { items } = await api.keys.list({
        params: { domain: 'home' },
        query: { kind: 'application', sort: 'name' },
      })
      expect(items.map(key => key.scopes)).toEqual([['content.*:*'], ['content.*:read']])
      const where = { domain: 'home', id: items[0]?.id ?? '' }
      expect((await api.keys.reveal({ params: where })).token).toMatch(/^kw_/)
      const regenerated = await api.keys.rotate({ params: where, body: {} })
      expect((await api.keys.reveal({ params: where })).token).toBe(regenerated.token)
      expect((await api.keys.disable({ params: where })).state).toBe('disabled')
      for (const call of [
        () => api.keys.update({ params: where, body: { name: 'Mine' } }),
        () => api.keys.revoke({ params: where, body: {} }),
        () => api.keys.delete({ params: where }),
      ]) {
        expect(await refusal(call())).toMatchObject({ code: 'APPLICATION_KEY' })
      }
    })
  })
})
