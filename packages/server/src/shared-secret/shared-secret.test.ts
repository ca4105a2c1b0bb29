import type { Client } from '@keywright/contract'
import { beforeEach, expect, it } from 'vitest'
import { HOUR, SECOND } from '../lib/clock.ts'
import { describeEachEngine } from '../testing/create-test-server.ts'
import { refusal } from '../testing/refusal.ts'

let domains = 0

describeEachEngine('shared secret', get => {
  let domainId: string
  let params: { domain: string }
  let admin: Client

  beforeEach(async () => {
    const { seed, client } = get()
    const domain = await seed.domain(`shared-${++domains}`)
    domainId = domain.id
    params = { domain: domain.slug }
    admin = client(await seed.user(`shared-${domains}`, { roles: { [domainId]: 'ADMIN' } }))
  })

  const create = () => admin.sharedSecret.create({ params })
  const regenerate = (overlapSeconds: number) =>
    admin.sharedSecret.regenerate({ params, body: { overlapSeconds } })
  const actions = async () => {
    const { db } = get().server.foundation.database
    const rows = await db
      .selectFrom('audit_events')
      .select(['action', 'actor_kind', 'before', 'after'])
      .where('chain', '=', domainId)
      .orderBy('seq')
      .execute()
    return rows
  }

  it('is 32 random bytes, shown when it is made and again when asked for', async () => {
    expect((await admin.sharedSecret.read({ params })).sharedSecret).toBeNull()
    const { secret, sharedSecret } = await create()
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
    expect(await admin.sharedSecret.reveal({ params })).toEqual({ secret, sharedSecret })
    const status = await admin.sharedSecret.read({ params })
    expect(status).toEqual({ sharedSecret })
    expect(JSON.stringify(status)).not.toContain(secret)
  })

  it('is made once, also by several at once', async () => {
    const results = await Promise.allSettled([create(), create(), create(), create()])
    expect(results.filter(result => result.status === 'fulfilled')).toHaveLength(1)
    expect(await refusal(create())).toMatchObject({ code: 'SHARED_SECRET_EXISTS', status: 409 })
    const { db } = get().server.foundation.database
    const rows = db.selectFrom('shared_secrets').selectAll().where('domain_id', '=', domainId)
    expect(await rows.execute()).toHaveLength(1)
  })

  it('is replaced, and says until when the old one is accepted', async () => {
    const { clock } = get()
    const old = await create()
    const { secret, sharedSecret } = await regenerate(3600)
    expect(secret).not.toBe(old.secret)
    expect(sharedSecret.id).not.toBe(old.sharedSecret.id)
    expect(sharedSecret.previousUntil).toBe(new Date(clock.now() + HOUR).toISOString())
    expect(await admin.sharedSecret.reveal({ params })).toEqual({ secret, sharedSecret })
    expect((await regenerate(0)).sharedSecret.previousUntil).toBeNull()
    expect((await admin.sharedSecret.read({ params })).sharedSecret?.previousUntil).toBeNull()
  })

  it('replaced twice, an older one keeps its own end', async () => {
    const { clock } = get()
    await create()
    await regenerate(60)
    await regenerate(3600)
    clock.advance(61 * SECOND)
    const { db } = get().server.foundation.database
    const ends = await db
      .selectFrom('shared_secrets')
      .select('expires_at')
      .where('domain_id', '=', domainId)
      .orderBy('created_at')
      .orderBy('id')
      .execute()
    const now = clock.now() - 61 * SECOND
    expect(ends.map(row => row.expires_at)).toEqual([now + 60 * SECOND, now + HOUR, null])
  })

  it('replaced by several at once, one of the new ones is current', async () => {
    await create()
    const made = await Promise.all([regenerate(60), regenerate(60), regenerate(60)])
    const { secret } = await admin.sharedSecret.reveal({ params })
    expect(made.map(one => one.secret)).toContain(secret)
    expect(new Set(made.map(one => one.secret)).size).toBe(3)
  })

  it('cannot be replaced or shown before there is one', async () => {
    for (const call of [() => regenerate(0), () => admin.sharedSecret.reveal({ params })]) {
      expect(await refusal(call())).toMatchObject({ code: 'SHARED_SECRET_NOT_FOUND' })
    }
    expect(await actions()).toEqual([])
  })

  it('every step is in the audit trail, and no secret', async () => {
    const secrets = [(await create()).secret, (await regenerate(60)).secret]
    await admin.sharedSecret.reveal({ params })
    const events = await actions()
    expect(events.map(event => [event.action, event.actor_kind])).toEqual([
      ['sharedSecret.created', 'user'],
      ['sharedSecret.regenerated', 'user'],
      ['sharedSecret.revealed', 'user'],
    ])
    for (const secret of secrets) {
      expect(JSON.stringify(events)).not.toContain(secret)
      expect(get().logs.join()).not.toContain(secret)
    }
  })

  it('is stored sealed', async () => {
    const { secret } = await create()
    const { db } = get().server.foundation.database
    const rows = await db.selectFrom('shared_secrets').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(secret)
  })

  it('is for people who hold the permission and entered their password lately', async () => {
    const { seed, client, clock } = get()
    await create()
    const reader = client(
      await seed.user(`reader-${domains}`, { roles: { [domainId]: 'READONLY' } }),
    )
    expect((await reader.sharedSecret.read({ params })).sharedSecret).not.toBeNull()
    expect(await refusal(reader.sharedSecret.reveal({ params }))).toMatchObject({
      code: 'FORBIDDEN',
      missing: ['backoffice.shared-secret:reveal'],
    })
    const { token } = await admin.keys.create({ params, body: { name: 'All', role: 'ADMIN' } })
    expect(await refusal(client({ token }).sharedSecret.reveal({ params }))).toMatchObject({
      code: 'SESSION_REQUIRED',
    })
    const stranger = client(await seed.user(`stranger-${domains}`))
    expect(await refusal(stranger.sharedSecret.read({ params }))).toMatchObject({
      code: 'DOMAIN_NOT_FOUND',
    })
    clock.advance(301 * SECOND)
    expect(await refusal(admin.sharedSecret.reveal({ params }))).toMatchObject({
      code: 'REAUTHENTICATION_REQUIRED',
    })
  })
})
