import type { Client } from '@keywright/contract'
import { TOTP } from 'otpauth'
import { beforeAll, describe, expect, it } from 'vitest'
import { DAY } from '../lib/clock.ts'
import { describeEachEngine } from '../testing/create-test-server.ts'
import { refusal } from '../testing/refusal.ts'
import type { SeededUser } from '../testing/seed.ts'
import { signIn } from '../testing/sign-in.ts'

const params = { domain: 'acme' }
const password = 'correct horse battery staple'

describeEachEngine('invitations', get => {
  let domainId: string
  let admin: Client
  let anybody: Client
  let ana: SeededUser
  let made = 0

  beforeAll(async () => {
    const { seed, client } = get()
    domainId = (await seed.domain('acme')).id
    ana = await seed.user('ana', { roles: { [domainId]: 'ADMIN' }, instanceAdmin: true })
    admin = client(ana)
    anybody = client()
  })

  const address = () => `guest-${++made}@example.com`
  const tokenIn = (link: string) => link.split('#')[1] ?? ''
  async function invite(email = address(), role = 'EDITOR', api = admin) {
    const answer = await api.invitations.create({ params, body: { email, role } })
    return { ...answer, email, token: tokenIn(answer.link) }
  }
  const accept = (token: string, more: { name?: string; password?: string; totp?: string } = {}) =>
    anybody.invitations.accept({ body: { token, name: 'Guest', password, ...more } })
  const db = () => get().server.foundation.database.db
  const stateOf = async (id: string) => {
    const { items } = await admin.invitations.list({ params, query: { all: 'true', limit: 200 } })
    return items.find(invitation => invitation.id === id)?.state
  }
  const roleOf = async (email: string) =>
    (await admin.users.list({ params, query: { search: email } })).items[0]?.role

  it('a new person follows the link, chooses name and password, and signs in with them', async () => {
    const { token, email, link, invitation, mailed } = await invite()
    expect(link).toMatch(/^http:\/\/[^#?]+\/invite#kwi_[0-9A-Za-z]{49}$/)
    expect(mailed).toBe(false)
    expect(await anybody.invitations.lookup({ body: { token } })).toEqual({
      invitation,
      accountExists: false,
    })
    const { userId, domain } = await accept(token, { name: 'Grace' })
    expect(domain).toBe('acme')
    expect(await stateOf(invitation.id)).toBe('accepted')
    const { items } = await admin.audit.list({ params, query: { targetId: userId } })
    expect(items).toMatchObject([
      { action: 'member.added', actor: { kind: 'user', id: userId, label: email } },
    ])
    const signedIn = await signIn(get(), { email, password })
    expect(signedIn.body.user).toMatchObject({ id: userId, name: 'Grace' })
    const me = await get().client(signedIn).me.read({})
    expect(me.domains).toMatchObject([{ slug: 'acme', role: 'EDITOR' }])
  })

  it('the token is kept nowhere: not in the database, not in the trail, not in a log', async () => {
    const { token, invitation } = await invite()
    const stored = await db().selectFrom('invitations').selectAll().execute()
    const events = await db().selectFrom('audit_events').selectAll().execute()
    const list = await admin.invitations.list({ params })
    for (const place of [stored, events, list, get().logs]) {
      const text = JSON.stringify(place)
      expect(text).not.toContain(token)
      expect(text).not.toContain(token.slice(4, 40))
    }
    expect(stored.map(({ id }) => id)).toContain(invitation.id)
  })

  it('a new person without a name, or with a short password, is told which field, and may try again', async () => {
    const { token } = await invite()
    const nameless = anybody.invitations.accept({ body: { token, password } })
    expect(await refusal(nameless)).toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ pointer: '/name' }],
    })
    expect(await refusal(accept(token, { password: 'elevenchars' }))).toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ pointer: '/password' }],
    })
    await accept(token)
  })

  describe('somebody who has an account', () => {
    it('accepts with their own password only, and keeps name and password', async () => {
      const known = await get().seed.user('known', { password })
      const { token } = await invite(known.email)
      expect((await anybody.invitations.lookup({ body: { token } })).accountExists).toBe(true)
      const wrong = accept(token, { password: 'a wrong password', name: 'Mallory' })
      expect(await refusal(wrong)).toMatchObject({ code: 'LOGIN_FAILED', status: 401 })
      expect(await roleOf(known.email)).toBeUndefined()
      expect(await accept(token, { name: 'Mallory' })).toEqual({ userId: known.id, domain: 'acme' })
      const { body } = await signIn(get(), { email: known.email, password })
      expect(body.user).toMatchObject({ id: known.id, name: 'known' })
    })

    it('is asked for their code where two-step sign-in is on', async () => {
      const careful = await get().seed.user('careful', { password })
      const me = get().client(careful).me
      const { secret } = await me.startTotp({})
      const code = () => new TOTP({ secret }).generate({ timestamp: get().clock.now() })
      await me.confirmTotp({ body: { code: code() } })
      const { token } = await invite(careful.email)
      expect(await refusal(accept(token))).toMatchObject({ code: 'TOTP_REQUIRED' })
      get().clock.advance(60_000)
      await accept(token, { totp: code() })
      expect(await roleOf(careful.email)).toBe('EDITOR')
    })

    it('is throttled like at sign-in, so that a link is no way to guess passwords', async () => {
      const target = await get().seed.user('target', { password })
      const { token } = await invite(target.email)
      const codes = new Set<string>()
      for (let guess = 0; guess < 12; guess++) {
        codes.add((await refusal(accept(token, { password: `guess ${guess} of many` }))).code)
      }
      expect([...codes]).toEqual(['LOGIN_FAILED', 'LOGIN_THROTTLED'])
    })

    it('and is locked out of the instance cannot accept', async () => {
      const locked = await get().seed.user('locked', { password })
      const { token } = await invite(locked.email)
      await admin.team.update({ params: { id: locked.id }, body: { disabled: true } })
      expect(await refusal(accept(token))).toMatchObject({ code: 'LOGIN_FAILED' })
      expect(await roleOf(locked.email)).toBeUndefined()
    })
  })

  describe('a link that does not work any more', () => {
    const gone = { code: 'INVITATION_NOT_FOUND', status: 404 }
    async function expectGone(token: string) {
      expect(await refusal(accept(token))).toMatchObject(gone)
      expect(await refusal(anybody.invitations.lookup({ body: { token } }))).toMatchObject(gone)
    }

    it('was used', async () => {
      const { token } = await invite()
      await accept(token)
      await expectGone(token)
    })

    it('was withdrawn', async () => {
      const { token, invitation } = await invite()
      const where = { params: { ...params, id: invitation.id } }
      await admin.invitations.withdraw(where)
      await expectGone(token)
      expect(await stateOf(invitation.id)).toBe('withdrawn')
      expect(await refusal(admin.invitations.withdraw(where))).toMatchObject(gone)
    })

    it('was replaced by a newer one for the same address', async () => {
      const first = await invite()
      const second = await invite(first.email.toUpperCase(), 'READONLY')
      await expectGone(first.token)
      await accept(second.token)
      expect(await roleOf(first.email)).toBe('READONLY')
    })

    it('is of somebody who was added and removed meanwhile: it does not lead back in', async () => {
      const { id, email } = await get().seed.user('removed', { password })
      const { token } = await invite(email)
      await admin.users.add({ params, body: { email, role: 'READONLY' } })
      await admin.users.remove({ params: { ...params, id } })
      await expectGone(token)
    })

    it('is no token, or one of no invitation', async () => {
      const { token } = await invite()
      const other = token.slice(0, -1) + (token.endsWith('0') ? '1' : '0')
      for (const text of [other, 'kwi_nothing-of-the-kind']) await expectGone(text)
    })

    it('was made by somebody who has been removed since', async () => {
      const inviter = await get().seed.user('inviter', { roles: { [domainId]: 'ADMIN' } })
      const { token } = await invite(address(), 'ADMIN', get().client(inviter))
      await admin.users.remove({ params: { ...params, id: inviter.id } })
      await expectGone(token)
    })
  })

  it('a role that somebody is invited to cannot be deleted', async () => {
    await get().seed.role(domainId, 'PROMISED', ['content.article:read'])
    const { invitation } = await invite(address(), 'PROMISED')
    const where = { params: { ...params, name: 'PROMISED' } }
    expect(await refusal(admin.roles.delete(where))).toMatchObject({ code: 'ROLE_IN_USE' })
    await admin.invitations.withdraw({ params: { ...params, id: invitation.id } })
    await admin.roles.delete(where)
  })

  it('a link whose role is gone all the same says so, and makes no account', async () => {
    await get().seed.role(domainId, 'SHORT-LIVED', ['content.article:read'])
    const { token, email } = await invite(address(), 'SHORT-LIVED')
    await db().deleteFrom('roles').where('name', '=', 'SHORT-LIVED').execute()
    expect(await refusal(accept(token))).toMatchObject({ code: 'ROLE_NOT_FOUND' })
    const accounts = await db()
      .selectFrom('users')
      .select('id')
      .where('email', '=', email)
      .execute()
    expect(accounts).toEqual([])
  })

  it('of several who use one link at once, one becomes a member', async () => {
    for (let round = 0; round < 3; round++) {
      const { token, email } = await invite()
      const results = await Promise.allSettled([1, 2, 3].map(() => accept(token)))
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      const rows = await db()
        .selectFrom('memberships')
        .innerJoin('users', 'users.id', 'memberships.user_id')
        .where('users.email', '=', email)
        .selectAll('memberships')
        .execute()
      expect(rows).toHaveLength(1)
    }
  })

  it('a member cannot be invited again', async () => {
    const call = admin.invitations.create({ params, body: { email: ana.email, role: 'EDITOR' } })
    expect(await refusal(call)).toMatchObject({ code: 'EMAIL_TAKEN', status: 409 })
  })

  it('an invitation of another domain does not exist here', async () => {
    const zoo = await get().seed.domain('zoo')
    const keeper = await get().seed.user('keeper', { roles: { [zoo.id]: 'ADMIN' } })
    const there = await get()
      .client(keeper)
      .invitations.create({ params: { domain: 'zoo' }, body: { email: address(), role: 'EDITOR' } })
    const where = { params: { ...params, id: there.invitation.id } }
    expect(await refusal(admin.invitations.withdraw(where))).toMatchObject({
      code: 'INVITATION_NOT_FOUND',
    })
    expect(await stateOf(there.invitation.id)).toBeUndefined()
  })

  it('a repeated creation with the same Idempotency-Key gives the same link', async () => {
    const call = { params, body: { email: address(), role: 'EDITOR' } }
    const options = { idempotencyKey: 'invite-once' }
    const first = await admin.invitations.create(call, options)
    expect(await admin.invitations.create(call, options)).toEqual(first)
  })

  it('pages show every invitation once, the newest first, and by default only open ones', async () => {
    for (let count = 0; count < 5; count++) {
      get().clock.advance(1)
      await invite()
    }
    const seen: { id: string; createdAt: string; state: string }[] = []
    let cursor: string | undefined
    do {
      const query = { limit: 2, ...(cursor !== undefined && { cursor }) }
      const page = await admin.invitations.list({ params, query })
      seen.push(...page.items)
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length)
    const times = seen.map(({ createdAt }) => createdAt)
    expect(times).toEqual([...times].sort().reverse())
    const all = await admin.invitations.list({ params, query: { all: 'true', limit: 200 } })
    expect(seen.map(({ id }) => id)).toEqual(
      all.items.filter(({ state }) => state === 'pending').map(({ id }) => id),
    )
    expect(all.items.length).toBeGreaterThan(seen.length)
  })

  // The last one: it moves the clock past the sessions above.
  it('a link works up to the millisecond at which it expires', async () => {
    const [early, late] = [await invite(), await invite()]
    get().clock.advance(7 * DAY - 1)
    await accept(early.token)
    get().clock.advance(1)
    expect(await refusal(accept(late.token))).toMatchObject({ code: 'INVITATION_NOT_FOUND' })
  })
})
