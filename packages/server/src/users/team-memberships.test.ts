import type { Client } from '@keywright/contract'
import { beforeAll, describe, expect, it } from 'vitest'
import { actionsAbout } from '../testing/audit-trail.ts'
import { describeEachEngine } from '../testing/create-test-server.ts'
import { refusal } from '../testing/refusal.ts'
import type { SeededUser } from '../testing/seed.ts'

describeEachEngine('who belongs where, for administrators of the instance', get => {
  let owner: SeededUser
  let api: Client
  let acme: string
  let zoo: string

  beforeAll(async () => {
    const { seed, client } = get()
    acme = (await seed.domain('acme')).id
    zoo = (await seed.domain('zoo')).id
    owner = await seed.user('owner', { instanceAdmin: true, roles: { [acme]: 'ADMIN' } })
    await seed.user('zoo-boss', { roles: { [zoo]: 'ADMIN' } })
    api = client(owner)
  })

  const db = () => get().server.foundation.database.db
  const contents = () =>
    Promise.all([
      db().selectFrom('invitations').selectAll().orderBy('id').execute(),
      db().selectFrom('audit_events').select('id').orderBy('id').execute(),
    ])
  const invite = (email: string, ...memberships: [string, string][]) =>
    api.team.invite({
      body: { email, memberships: memberships.map(([domain, role]) => ({ domain, role })) },
    })

  describe('memberships', () => {
    it('are given, changed and taken away; a suspended one stays suspended with another role', async () => {
      const { id } = await get().seed.user('mover')
      const params = { id, domain: 'zoo' }
      await api.team.setMembership({ params, body: { role: 'EDITOR' } })
      await db()
        .updateTable('memberships')
        .set({ suspended_at: get().clock.now() })
        .where('user_id', '=', id)
        .execute()
      const moved = await api.team.setMembership({ params, body: { role: 'READONLY' } })
      expect(moved).toMatchObject({ id, role: 'READONLY', suspended: true })
      await api.team.removeMembership({ params })
      expect((await api.team.read({ params })).memberships).toEqual([])
    })

    it('are given with a role of the domain itself, which are listed for any domain', async () => {
      const boss = await get().seed.user('role-maker', { roles: { [zoo]: 'ADMIN' } })
      const permissions = ['content.animal:read']
      await get()
        .client(boss)
        .roles.create({ params: { domain: 'zoo' }, body: { name: 'KEEPER', permissions } })
      const { items } = await api.team.roles({ params: { domain: 'zoo' } })
      expect(items.find(({ name }) => name === 'KEEPER')).toMatchObject({ permissions })
      const { id } = await get().seed.user('keeper')
      const params = { id, domain: zoo }
      await api.team.setMembership({ params, body: { role: 'KEEPER' } })
      expect(await api.team.readMembership({ params })).toMatchObject({ id, role: 'KEEPER' })
    })

    it('that another administrator changed or ended meanwhile stay as that one left them', async () => {
      const { id } = await get().seed.user('contested')
      const params = { id, domain: 'zoo' }
      const set = (role: string, ifMatch?: string) =>
        api.team.setMembership({ params, body: { role } }, { ifMatch })
      const etag = async () => {
        const path = `/v1/team/${id}/memberships/zoo`
        const { headers } = await get().request(path, { headers: { cookie: owner.cookie } })
        return headers.get('etag') ?? ''
      }
      await set('EDITOR')
      const first = await etag()
      await set('READONLY', first)
      for (const late of [
        () => set('ADMIN', first),
        () => api.team.removeMembership({ params }, { ifMatch: first }),
      ]) {
        expect(await refusal(late())).toMatchObject({ code: 'PRECONDITION_FAILED', status: 412 })
      }
      expect(await api.team.readMembership({ params })).toMatchObject({ role: 'READONLY' })
      const last = await etag()
      await api.team.removeMembership({ params }, { ifMatch: last })
      expect(await refusal(set('ADMIN', last))).toMatchObject({ code: 'PRECONDITION_FAILED' })
      expect(await refusal(api.team.readMembership({ params }))).toMatchObject({
        code: 'USER_NOT_FOUND',
      })
    })

    it('of nobody, in no domain or with no role are refused', async () => {
      const { id } = await get().seed.user('target')
      const nobody = id.replace(/.{6}$/, '000000')
      const give = (params: { id: string; domain: string }, role = 'EDITOR') =>
        refusal(api.team.setMembership({ params, body: { role } })).then(({ code }) => code)
      expect(await give({ id: nobody, domain: 'zoo' })).toBe('USER_NOT_FOUND')
      expect(await give({ id, domain: 'nowhere' })).toBe('DOMAIN_NOT_FOUND')
      expect(await give({ id, domain: 'zoo' }, 'NO-SUCH')).toBe('ROLE_NOT_FOUND')
      const take = api.team.removeMembership({ params: { id, domain: 'zoo' } })
      expect(await refusal(take)).toMatchObject({ code: 'USER_NOT_FOUND' })
    })

    it('of the last ADMIN of a domain stay, also for administrators of the instance', async () => {
      const { id: lone } = await get().seed.domain('lone')
      const { id } = await get().seed.user('lone-admin', { roles: { [lone]: 'ADMIN' } })
      const params = { id, domain: 'lone' }
      for (const call of [
        () => api.team.setMembership({ params, body: { role: 'EDITOR' } }),
        () => api.team.removeMembership({ params }),
      ]) {
        expect(await refusal(call())).toMatchObject({ code: 'LAST_ADMIN' })
      }
    })
  })

  describe('an invitation to several domains', () => {
    it('gives a link for each, with any role there is', async () => {
      const { items } = await invite('new@example.com', ['zoo', 'ADMIN'], [acme, 'READONLY'])
      const given = items.map(({ invitation }) => `${invitation.domain.slug} ${invitation.role}`)
      expect(given.sort()).toEqual(['acme READONLY', 'zoo ADMIN'])
      expect(new Set(items.map(({ link }) => link)).size).toBe(2)
    })

    it('is seen with those of all domains until it is answered or withdrawn, also where one is no member', async () => {
      const email = 'waiting@example.com'
      const pending = async () => {
        const { items } = await api.team.invitations({})
        return items.filter(one => one.email === email)
      }
      await invite(email, ['zoo', 'ADMIN'], ['acme', 'READONLY'])
      const [one, other] = await pending()
      expect([one?.domain.slug, other?.domain.slug].sort()).toEqual(['acme', 'zoo'])
      // Whoever is invited again has a new link, and the old one is withdrawn.
      await invite(email, ['zoo', 'EDITOR'], ['acme', 'READONLY'])
      const inZoo = (await pending()).find(({ domain }) => domain.slug === 'zoo')
      expect(await pending()).toHaveLength(2)
      expect(inZoo?.role).toBe('EDITOR')
      const params = { id: inZoo?.id ?? '' }
      await api.team.withdrawInvitation({ params })
      expect((await pending()).map(({ domain }) => domain.slug)).toEqual(['acme'])
      expect(await actionsAbout(get().server, params.id)).toContain('invitation.withdrawn')
      const again = api.team.withdrawInvitation({ params })
      expect(await refusal(again)).toMatchObject({ code: 'INVITATION_NOT_FOUND', status: 404 })
    })

    it('is made in all of them or in none', async () => {
      const { email } = await get().seed.user('zoo-member', { roles: { [zoo]: 'EDITOR' } })
      const before = await contents()
      const attempts: [Promise<string>, string][] = []
      const code = (call: Promise<unknown>) => refusal(call).then(problem => problem.code)
      attempts.push([code(invite(email, ['acme', 'EDITOR'], ['zoo', 'EDITOR'])), 'EMAIL_TAKEN'])
      attempts.push([
        code(invite('a@example.com', ['acme', 'EDITOR'], ['nowhere', 'EDITOR'])),
        'DOMAIN_NOT_FOUND',
      ])
      attempts.push([
        code(invite('b@example.com', ['acme', 'EDITOR'], ['zoo', 'NO-SUCH'])),
        'ROLE_NOT_FOUND',
      ])
      attempts.push([
        code(invite('c@example.com', ['acme', 'EDITOR'], [acme, 'ADMIN'])),
        'VALIDATION_FAILED',
      ])
      for (const [answer, expected] of attempts) expect(await answer).toBe(expected)
      expect(await contents()).toEqual(before)
    })

    it('is not made twice by two who invite to the same domains in another order', async () => {
      const [one, two] = await Promise.all([
        invite('race@example.com', ['acme', 'EDITOR'], ['zoo', 'EDITOR']),
        invite('race@example.com', ['zoo', 'READONLY'], ['acme', 'READONLY']),
      ])
      expect(one.items.length + two.items.length).toBe(4)
      const open = await db()
        .selectFrom('invitations')
        .selectAll()
        .where('email', '=', 'race@example.com')
        .where('withdrawn_at', 'is', null)
        .execute()
      expect(open).toHaveLength(2)
      expect(new Set(open.map(({ role }) => role)).size).toBe(1)
    })
  })
})
