import type { Client } from '@keywright/contract'
import { beforeAll, describe, expect, it } from 'vitest'
import { HOUR } from '../lib/clock.ts'
import { actionsAbout } from '../testing/audit-trail.ts'
import { describeEachEngine } from '../testing/create-test-server.ts'
import { refusal } from '../testing/refusal.ts'
import type { SeededUser } from '../testing/seed.ts'

describeEachEngine('the team of the instance', get => {
  let owner: SeededUser
  let api: Client
  let acme: string
  let zoo: string

  beforeAll(async () => {
    const { seed, client } = get()
    acme = (await seed.domain('acme')).id
    zoo = (await seed.domain('zoo')).id
    owner = await seed.user('owner', { instanceAdmin: true, roles: { [acme]: 'ADMIN' } })
    await seed.user('acme-boss', { roles: { [acme]: 'ADMIN' } })
    await seed.user('zoo-boss', { roles: { [zoo]: 'ADMIN' } })
    api = client(owner)
  })

  const db = () => get().server.foundation.database.db
  const contents = () =>
    Promise.all([
      db().selectFrom('users').selectAll().orderBy('id').execute(),
      db().selectFrom('memberships').selectAll().orderBy('user_id').orderBy('domain_id').execute(),
      db().selectFrom('invitations').selectAll().orderBy('id').execute(),
      db().selectFrom('audit_events').select('id').orderBy('id').execute(),
    ])
  async function etagOf(id: string) {
    const response = await get().request(`/v1/team/${id}`, { headers: { cookie: owner.cookie } })
    return response.headers.get('etag') ?? ''
  }

  it('everybody is listed with all their domains, also those in none', async () => {
    const { seed } = get()
    const both = await seed.user('both', { roles: { [zoo]: 'EDITOR', [acme]: 'READONLY' } })
    const none = await seed.user('none')
    const { items } = await api.team.list({})
    const domainsOf = (id: string) =>
      items
        .find(person => person.id === id)
        ?.memberships.map(({ domain, role }) => `${domain.slug} ${role}`)
    expect(domainsOf(both.id)).toEqual(['acme READONLY', 'zoo EDITOR'])
    expect(domainsOf(none.id)).toEqual([])
  })

  it('an ADMIN of a domain who does not administer the instance sees and changes nothing here', async () => {
    const boss = await get().seed.user('boss', { roles: { [acme]: 'ADMIN' } })
    const { team } = get().client(boss)
    const sessionId = (await api.session.list({})).items[0]?.id ?? ''
    const params = { id: owner.id, domain: 'acme' }
    const body = { email: 'seen@example.com', memberships: [{ domain: 'acme', role: 'EDITOR' }] }
    const [invitation] = (await api.team.invite({ body })).items
    const before = await contents()
    for (const call of [
      () => team.list({}),
      () => team.read({ params }),
      () => team.update({ params, body: { instanceAdmin: false } }),
      () => team.update({ params: { id: boss.id }, body: { instanceAdmin: true } }),
      () => team.domains({}),
      () => team.sessions({ params: { id: owner.id } }),
      () => team.endSession({ params: { id: owner.id, session: sessionId } }),
      () => team.setMembership({ params: { id: boss.id, domain: 'zoo' }, body: { role: 'ADMIN' } }),
      () => team.removeMembership({ params }),
      () => team.readMembership({ params }),
      () => team.roles({ params }),
      () => team.invitations({}),
      () => team.withdrawInvitation({ params: { id: invitation?.invitation.id ?? '' } }),
    ]) {
      expect(await refusal(call())).toMatchObject({ code: 'INSTANCE_ADMIN_REQUIRED', status: 403 })
    }
    expect(await contents()).toEqual(before)
  })

  it('memberships say how many keys that are not revoked act as the person', async () => {
    const { seed, client } = get()
    const roles = { [acme]: 'EDITOR', [zoo]: 'EDITOR' }
    const [one, other] = [await seed.user('one', { roles }), await seed.user('two', { roles })]
    const zooBoss = client(await seed.user('zoo-boss-2', { roles: { [zoo]: 'ADMIN' } }))
    const make = (by: Client, domain: string, actsAs: string) =>
      by.keys.create({ params: { domain }, body: { name: 'Acting', scopes: [], actsAs } })
    await make(api, 'acme', one.id)
    const off = await make(api, 'acme', one.id)
    await api.keys.disable({ params: { domain: 'acme', id: off.key.id } })
    const gone = await make(api, 'acme', one.id)
    await api.keys.delete({ params: { domain: 'acme', id: gone.key.id } })
    await make(zooBoss, 'zoo', one.id)
    await make(api, 'acme', other.id)
    const counts = (person?: { memberships: { domain: { slug: string }; keys: number }[] }) =>
      person?.memberships.map(({ domain, keys }) => `${domain.slug} ${keys}`)
    const { items } = await api.team.list({})
    expect(counts(items.find(({ id }) => id === one.id))).toEqual(['acme 2', 'zoo 1'])
    expect(counts(items.find(({ id }) => id === other.id))).toEqual(['acme 1', 'zoo 0'])
    expect(counts(await api.team.read({ params: { id: one.id } }))).toEqual(['acme 2', 'zoo 1'])
  })

  it('every domain of the instance is listed by slug, page by page, without those deleted', async () => {
    const { seed } = get()
    await seed.domain('bazaar')
    const gone = await seed.domain('gone')
    await db()
      .updateTable('domains')
      .set({ deleted_at: get().clock.now() })
      .where('id', '=', gone.id)
      .execute()
    const first = await api.team.domains({ query: { limit: 2 } })
    expect(first.items.map(({ slug }) => slug)).toEqual(['acme', 'bazaar'])
    const cursor = first.nextCursor ?? ''
    const second = await api.team.domains({ query: { limit: 2, cursor } })
    expect(second).toMatchObject({
      items: [{ id: zoo, slug: 'zoo', name: 'zoo' }],
      nextCursor: null,
    })
    expect(Date.parse(second.items[0]?.createdAt ?? '')).toBeLessThanOrEqual(get().clock.now())
    const wrong = api.team.list({ query: { cursor } })
    expect(await refusal(wrong)).toMatchObject({ code: 'CURSOR_INVALID' })
  })

  describe('sessions', () => {
    it('of somebody are listed as they list them themselves', async () => {
      const someone = await get().seed.user('traveller')
      const theirs = (await get().client(someone).session.list({})).items
      const { items } = await api.team.sessions({ params: { id: someone.id } })
      expect(items).toEqual(theirs.map(session => ({ ...session, current: false })))
      const own = await api.team.sessions({ params: { id: owner.id } })
      expect(own.items.map(({ current }) => current)).toEqual([true])
    })

    it('are ended one by one, at once and with a word in the trail', async () => {
      const { seed, client, server } = get()
      const someone = await seed.user('lost-laptop')
      const [session] = (await api.team.sessions({ params: { id: someone.id } })).items
      const params = { id: someone.id, session: session?.id ?? '' }
      await api.team.endSession({ params })
      expect(await refusal(client(someone).me.read({}))).toMatchObject({ status: 401 })
      expect((await api.team.sessions({ params: { id: someone.id } })).items).toEqual([])
      expect(await actionsAbout(server, params.session)).toEqual(['session.ended'])
      const again = api.team.endSession({ params })
      expect(await refusal(again)).toMatchObject({ code: 'SESSION_NOT_FOUND' })
    })

    it('of another person, and people who do not exist, are not found', async () => {
      const someone = await get().seed.user('bystander')
      const [mine] = (await api.session.list({})).items
      const wrong = api.team.endSession({ params: { id: someone.id, session: mine?.id ?? '' } })
      expect(await refusal(wrong)).toMatchObject({ code: 'SESSION_NOT_FOUND', status: 404 })
      const nobody = { id: someone.id.replace(/.{6}$/, '000000') }
      for (const call of [
        () => api.team.sessions({ params: nobody }),
        () => api.team.endSession({ params: { ...nobody, session: mine?.id ?? '' } }),
      ]) {
        expect(await refusal(call())).toMatchObject({ code: 'USER_NOT_FOUND', status: 404 })
      }
      expect((await api.session.list({})).items.length).toBe(1)
    })
  })

  describe('deactivating', () => {
    it('ends all sessions and keys at once; memberships stay, and reactivating brings the keys back', async () => {
      const { seed, client, request } = get()
      const { id, cookie } = await seed.user('leaver', { roles: { [acme]: 'EDITOR' } })
      const { token } = await api.keys.create({
        params: { domain: 'acme' },
        body: { name: 'Acting', scopes: ['content.*:read'], actsAs: id },
      })
      const byKey = async () => (await request('/v1/me', { headers: { 'api-key': token } })).status
      expect(await byKey()).toBe(200)
      const off = await api.team.update({ params: { id }, body: { disabled: true } })
      expect(off).toMatchObject({ disabled: true, memberships: [{ role: 'EDITOR' }] })
      expect(await byKey()).toBe(401)
      expect(await refusal(client({ cookie }).me.read({}))).toMatchObject({ status: 401 })
      await api.team.update({ params: { id }, body: { disabled: false } })
      expect(await byKey()).toBe(200)
      // Sessions that were ended stay ended.
      expect(await refusal(client({ cookie }).me.read({}))).toMatchObject({ status: 401 })
      expect((await actionsAbout(get().server, id)).length).toBe(2)
    })

    it('needs the password entered lately', async () => {
      const { id } = await get().seed.user('someone')
      const stale = await get().seed.user('stale', { instanceAdmin: true })
      await db()
        .updateTable('sessions')
        .set({ authenticated_at: get().clock.now() - HOUR })
        .where('user_id', '=', stale.id)
        .execute()
      const call = get()
        .client(stale)
        .team.update({ params: { id }, body: { disabled: true } })
      expect(await refusal(call)).toMatchObject({ code: 'REAUTHENTICATION_REQUIRED' })
      await api.team.update({ params: { id: stale.id }, body: { instanceAdmin: false } })
    })
  })

  it('the last administrator of the instance who can act cannot be ended, not even by themselves', async () => {
    const lame = await get().seed.user('lame', { instanceAdmin: true })
    await api.team.update({ params: { id: lame.id }, body: { disabled: true } })
    const params = { id: owner.id }
    const before = await contents()
    for (const body of [{ disabled: true }, { instanceAdmin: false }]) {
      expect(await refusal(api.team.update({ params, body }))).toMatchObject({
        code: 'LAST_ADMIN',
        status: 409,
      })
    }
    expect(await contents()).toEqual(before)
  })

  it('a change on top of an older version is refused; one that changes nothing leaves no event', async () => {
    const { id } = await get().seed.user('versioned')
    const params = { id }
    const first = await etagOf(id)
    await api.team.update({ params, body: { instanceAdmin: true } }, { ifMatch: first })
    const late = api.team.update({ params, body: { instanceAdmin: false } }, { ifMatch: first })
    expect(await refusal(late)).toMatchObject({ code: 'PRECONDITION_FAILED', status: 412 })
    const before = await contents()
    await api.team.update({ params, body: { instanceAdmin: true, disabled: false } })
    expect(await contents()).toEqual(before)
    await api.team.update({ params, body: { instanceAdmin: false } })
  })
})
