import type { Client } from '@keywright/contract'
import { beforeAll, expect, it } from 'vitest'
import { DAY } from '../lib/clock.ts'
import { createId } from '../lib/ids.ts'
import { describeEachEngine } from '../testing/create-test-server.ts'
import { refusal } from '../testing/refusal.ts'

const params = { domain: 'acme' }

describeEachEngine('the summary of keys', get => {
  let admin: Client
  let editor: Client
  let stranger: Client

  beforeAll(async () => {
    const { seed, client, clock, server } = get()
    const domain = await seed.domain('acme')
    const other = await seed.domain('other')
    const roles = { [domain.id]: 'ADMIN', [other.id]: 'ADMIN' }
    await seed.role(domain.id, 'MAKER', ['backoffice.keys.own:*', 'content.*:*'])
    admin = client(await seed.user('ana', { roles }))
    const bea = await seed.user('bea', { roles: { [domain.id]: 'MAKER' } })
    editor = client(bea)
    stranger = client(await seed.user('sam', { roles: { [other.id]: 'ADMIN' } }))
    const make = async (name: string, body: object, by = admin, where = params) => {
      const made = await by.keys.create({ params: where, body: { name, ...body } })
      return { ...where, id: made.key.id }
    }
    const made = (at: { id: string }, daysAgo: number) =>
      server.foundation.database.db
        .updateTable('keys')
        .set({ created_at: clock.now() - daysAgo * DAY })
        .where('id', '=', at.id)
        .execute()
    const used = async (at: { id: string }, daysAgo: number) => {
      await made(at, 300)
      await server.foundation.database.db
        .updateTable('key_usage')
        .set({ last_used_at: clock.now() - daysAgo * DAY })
        .where('key_id', '=', at.id)
        .execute()
    }
    await server.foundation.database.db
      .updateTable('keys')
      .set({ expires_at: clock.now() })
      .where('id', '=', (await make('Ended', { scopes: [], expiresInDays: 1 })).id)
      .execute()
    await used(await make('Admin', { role: 'ADMIN' }), 1)
    await used(await make('Everything', { scopes: ['*:*'], expiresInDays: 30 }), 90)
    await made(await make('All of content', { scopes: ['content.*:*'], expiresInDays: 31 }), 90)
    await made(await make('For Bea', { scopes: [], actsAs: bea.id, expiresInDays: 300 }), 91)
    await make("Bea's own", { scopes: ['content.*:read'] }, editor)
    await admin.keys.disable({ params: await make('Off', { role: 'ADMIN' }) })
    await admin.keys.delete({ params: await make('Gone', { scopes: ['*:*'] }) })
    await server.foundation.database.db
      .updateTable('keys')
      .set({ kind: 'application' })
      .where('id', '=', (await make('Read and write', { scopes: ['*:*'] })).id)
      .execute()
    await make('Elsewhere', { role: 'ADMIN' }, admin, { domain: 'other' })
  })

  it('counts each custom key of the domain in its state, and active ones where they deserve a look', async () => {
    expect(await admin.keys.summary({ params })).toEqual({
      states: { active: 5, disabled: 1, expired: 1, revoked: 1 },
      expiringSoon: 1,
      unused: 3,
      neverUsed: 2,
      noExpiry: 2,
      allAccess: 2,
    })
  })

  it('counts what the list with the same filters shows', async () => {
    const { states, ...counts } = await admin.keys.summary({ params })
    const length = async (query: Parameters<Client['keys']['list']>[0]['query']) =>
      (await admin.keys.list({ params, query: { kind: 'custom', limit: 200, ...query } })).items
        .length
    for (const state of ['active', 'disabled', 'expired', 'revoked'] as const) {
      expect(await length({ state }), state).toBe(states[state])
    }
    expect(await length({ state: 'active', expiringInDays: 30 })).toBe(counts.expiringSoon)
    expect(await length({ state: 'active', unusedSinceDays: 90 })).toBe(counts.unused)
    expect(await length({ state: 'active', noExpiry: 'true' })).toBe(counts.noExpiry)
    expect(await length({ state: 'active', access: 'all' })).toBe(counts.allAccess)
  })

  it('counts only the keys of their own for who may see no others', async () => {
    expect(await editor.keys.summary({ params })).toEqual({
      states: { active: 2, disabled: 0, expired: 0, revoked: 0 },
      expiringSoon: 0,
      unused: 1,
      neverUsed: 1,
      noExpiry: 1,
      allAccess: 0,
    })
  })

  it('counts each of many keys once, also where thousands were made in the same moment', async () => {
    const { seed, client, clock, server } = get()
    const { db } = server.foundation.database
    const domain = await seed.domain('many')
    const api = client(await seed.user('max', { roles: { [domain.id]: 'ADMIN' } }))
    const many = { domain: 'many' }
    const { key } = await api.keys.create({ params: many, body: { name: 'First', scopes: [] } })
    const row = await db
      .selectFrom('keys')
      .selectAll()
      .where('id', '=', key.id)
      .executeTakeFirstOrThrow()
    const count = 9000
    for (let from = 0; from < count; from += 500) {
      const rows = Array.from({ length: 500 }, (_, index) => ({
        ...row,
        id: createId('key'),
        created_at: clock.now() + Math.trunc((from + index) / 5000),
        disabled_at: index % 5 === 0 ? clock.now() : null,
      }))
      await db.insertInto('keys').values(rows).execute()
      const usage = rows.map(({ id }) => ({ key_id: id, domain_id: domain.id, last_used_at: 0 }))
      await db.insertInto('key_usage').values(usage).execute()
    }
    const { states, noExpiry } = await api.keys.summary({ params: many })
    expect(states).toEqual({ active: 1 + count * 0.8, disabled: count / 5, expired: 0, revoked: 0 })
    expect(noExpiry).toBe(states.active)
  })

  it('tells nobody of another domain anything', async () => {
    expect(await refusal(stranger.keys.summary({ params }))).toMatchObject({ status: 404 })
  })
})
