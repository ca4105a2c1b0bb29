import { beforeAll, expect, it } from 'vitest'
import { actionsAbout } from '../testing/audit-trail.ts'
import { describeEachEngine } from '../testing/create-test-server.ts'
import { refusal } from '../testing/refusal.ts'
import { signIn } from '../testing/sign-in.ts'

const password = 'correct horse battery'
const newPassword = 'incorrect horse battery'

describeEachEngine('my account', get => {
  let acme: string
  let zoo: string
  let ana: { id: string; email: string; cookie: string }

  beforeAll(async () => {
    const { seed } = get()
    zoo = (await seed.domain('zoo')).id
    acme = (await seed.domain('acme')).id
    await seed.domain('foreign')
    await seed.role(zoo, 'keeper', ['content.animal:write', 'content.animal:read'])
    ana = await seed.user('ana', { roles: { [acme]: 'READONLY', [zoo]: 'keeper' }, password })
  })

  it('a session is told who it is, and what it may do in the first of its domains', async () => {
    const me = await get().client(ana).me.read({})
    expect(me).toMatchObject({
      credential: { kind: 'session', authenticatedAt: expect.any(String) },
      user: { id: ana.id, email: ana.email, instanceAdmin: false },
      key: null,
      domain: { id: acme, slug: 'acme' },
      permissions: ['*:read'],
    })
    expect(me.domains.map(({ slug, role }) => `${slug} ${role}`)).toEqual([
      'acme READONLY',
      'zoo keeper',
    ])
  })

  it('a session chooses one of its domains by slug or id, and does not learn of others', async () => {
    const client = get().client(ana)
    for (const domain of ['zoo', zoo]) {
      const me = await client.me.read({ query: { domain } })
      expect(me.domain?.slug).toBe('zoo')
      expect(me.permissions.length).toBeGreaterThan(0)
      expect(me.permissions.every(text => text.startsWith('content.animal:'))).toBe(true)
    }
    for (const domain of ['foreign', 'nowhere', '']) {
      expect((await refusal(client.me.read({ query: { domain } }))).code).toBe('DOMAIN_NOT_FOUND')
    }
  })

  it('a person in no domain, suspended there, or of a deleted one may do nothing', async () => {
    const { db } = get().server.foundation.database
    const { seed, client } = get()
    const alone = await seed.user('alone')
    const gone = await seed.domain('gone')
    const kicked = await seed.user('kicked', { roles: { [gone.id]: 'ADMIN' } })
    const suspended = await seed.user('suspended', { roles: { [acme]: 'ADMIN' } })
    await db.updateTable('domains').set({ deleted_at: 1 }).where('id', '=', gone.id).execute()
    await db
      .updateTable('memberships')
      .set({ suspended_at: 1 })
      .where('user_id', '=', suspended.id)
      .execute()
    for (const { cookie } of [alone, kicked, suspended]) {
      const me = await client({ cookie }).me.read({})
      expect(me).toMatchObject({ domain: null, domains: [], permissions: [] })
    }
  })

  it('a key is told what it is, as whom it acts, and what all its layers allow together', async () => {
    const { seed, client } = get()
    const admin = client(await seed.user('admin', { roles: { [zoo]: 'ADMIN' } }))
    const params = { domain: 'zoo' }
    const body = { name: 'Feeder', scopes: ['content.animal:read', 'content.cage:read'] }
    const plain = await admin.keys.create({ params, body })
    const acting = await admin.keys.create({ params, body: { ...body, actsAs: ana.id } })

    expect(await client({ token: plain.token }).me.read({})).toMatchObject({
      credential: { kind: 'key', id: plain.key.id, expiresAt: null },
      user: null,
      key: { id: plain.key.id, name: 'Feeder', kind: 'custom', masked: plain.key.masked },
      domain: { id: zoo, slug: 'zoo' },
      domains: [],
      permissions: ['content.animal:read', 'content.cage:read'],
    })
    const me = await client({ token: acting.token }).me.read({ query: { domain: 'zoo' } })
    expect(me.user?.id).toBe(ana.id)
    expect(me.permissions).toEqual(['content.animal:read'])
    const other = client({ token: plain.token }).me.read({ query: { domain: 'acme' } })
    expect((await refusal(other)).code).toBe('DOMAIN_NOT_FOUND')
  })

  it('nobody is told anything without a credential', async () => {
    expect((await refusal(get().client().me.read({}))).code).toBe('UNAUTHENTICATED')
  })

  it('I change my name, and the change is in the trail', async () => {
    const { id, cookie } = await get().seed.user('renamed')
    const user = await get()
      .client({ cookie })
      .me.update({ body: { name: '  Ana Maria  ' } })
    expect(user.name).toBe('Ana Maria')
    await get()
      .client({ cookie })
      .me.update({ body: { name: 'Ana Maria' } })
    expect(await actionsAbout(get().server, id)).toEqual(['user.updated'])
  })

  it('a key that acts as me cannot change my account', async () => {
    const { seed, client } = get()
    const admin = client(await seed.user('maker', { roles: { [acme]: 'ADMIN' } }))
    const { token } = await admin.keys.create({
      params: { domain: 'acme' },
      body: { name: 'Robot', role: 'READONLY', actsAs: ana.id },
    })
    const { me } = client({ token })
    const body = { currentPassword: password, newPassword }
    for (const call of [
      me.update({ body: { name: 'X' } }),
      me.changePassword({ body }),
      me.startTotp({}),
    ]) {
      expect((await refusal(call)).code).toBe('SESSION_REQUIRED')
    }
  })

  it('a new password works at once, the old one no more, and all other sessions end', async () => {
    const { seed, client, server } = get()
    const { id, email, cookie } = await seed.user('changer', { password })
    const other = (await signIn(get(), { email, password })).cookie
    await client({ cookie }).me.changePassword({ body: { currentPassword: password, newPassword } })
    expect((await signIn(get(), { email, password })).status).toBe(401)
    expect((await signIn(get(), { email, password: newPassword })).status).toBe(200)
    expect((await refusal(client({ cookie: other }).me.read({}))).code).toBe('CREDENTIAL_INVALID')
    await client({ cookie }).me.read({})
    const trail = await actionsAbout(server, id)
    expect(trail).toEqual(['password.changed', 'session.failed'])
  })

  it('a new password needs the current one, must differ from it, and be long enough', async () => {
    const { email, cookie } = await get().seed.user('hasty', { password })
    const change = (body: { currentPassword: string; newPassword: string }) =>
      refusal(get().client({ cookie }).me.changePassword({ body }))
    const wrong = await change({ currentPassword: 'wrong', newPassword })
    expect(wrong).toMatchObject({ code: 'LOGIN_FAILED', detail: 'The password is not right.' })
    const same = await change({ currentPassword: password, newPassword: password })
    expect(same).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ pointer: '/newPassword' }] })
    const short = await change({ currentPassword: password, newPassword: 'short' })
    const errors = [{ pointer: '/newPassword', message: 'At least 12 characters.' }]
    expect(short).toMatchObject({ code: 'VALIDATION_FAILED', errors })
    expect((await signIn(get(), { email, password })).status).toBe(200)
  })

  it('a sign-in with the old password that crosses the change leaves no session behind', async () => {
    const { seed, client } = get()
    const { email, cookie } = await seed.user('racer', { password })
    const change = client({ cookie }).me.changePassword({
      body: { currentPassword: password, newPassword },
    })
    const answers = await Promise.all([1, 2, 3].map(() => signIn(get(), { email, password })))
    await change
    for (const answer of answers.filter(({ status }) => status === 200)) {
      const read = client({ cookie: answer.cookie }).me.read({})
      expect((await refusal(read)).code).toBe('CREDENTIAL_INVALID')
    }
  })
})
