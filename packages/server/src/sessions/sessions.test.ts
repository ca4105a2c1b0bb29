import { randomBytes } from 'node:crypto'
import { createToken } from '@keywright/core'
import { beforeAll, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../lib/clock.ts'
import { actionsAbout } from '../testing/audit-trail.ts'
import { describeEachEngine } from '../testing/create-test-server.ts'
import { refusal } from '../testing/refusal.ts'
import { signIn } from '../testing/sign-in.ts'

const password = 'correct horse battery'

describeEachEngine('sessions', get => {
  let ana: { id: string; email: string }
  let email: string

  beforeAll(async () => {
    const { id } = await get().seed.domain('acme')
    ana = await get().seed.user('ana', { roles: { [id]: 'EDITOR' }, password })
    email = ana.email
  })

  const enter = async () => (await signIn(get(), { email, password })).cookie
  const me = async (cookie: string) =>
    (await get().request('/v1/me', { headers: { cookie } })).status

  it('whoever gives e-mail and password gets a cookie that scripts and other sites cannot use', async () => {
    const answer = await signIn(get(), { email: email.toUpperCase(), password })
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({
      user: { id: ana.id, email, totp: false, mustChangePassword: false },
      domains: [{ slug: 'acme', role: 'EDITOR' }],
    })
    expect(answer.headers.get('set-cookie')).toMatch(
      /^keywright=kws_[0-9A-Za-z]{49}; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax$/,
    )
    expect(await me(answer.cookie)).toBe(200)
  })

  it('the token is stored only as a digest, and neither it nor the password is logged', async () => {
    const token = (await enter()).split('=')[1] ?? ''
    const rows = await get()
      .server.foundation.database.db.selectFrom('sessions')
      .selectAll()
      .execute()
    expect(JSON.stringify(rows)).not.toContain(token)
    const logs = get().logs.join('\n')
    expect(logs).not.toContain(token)
    expect(logs).not.toContain(password)
  })

  it('a wrong password and an unknown e-mail are refused in the same words', async () => {
    const wrong = await signIn(get(), { email, password: 'wrong horse' })
    const unknown = await signIn(get(), { email: 'nobody@example.com', password })
    await get().seed.user('no-password')
    const empty = await signIn(get(), { email: 'no-password@example.com', password })
    const known = ({ status, body }: typeof wrong) => ({ status, ...body, requestId: '' })
    expect(known(wrong)).toMatchObject({ status: 401, code: 'LOGIN_FAILED' })
    expect(known(unknown)).toEqual(known(wrong))
    expect(known(empty)).toEqual(known(wrong))
    expect(wrong.cookie).toBe('')
    expect(await actionsAbout(get().server, ana.id)).toContain('session.failed')
  })

  it('a cookie that is forged, mangled or huge opens nothing and breaks nothing', async () => {
    const real = (await enter()).split('=')[1] ?? ''
    const hostile = [
      createToken('kws', randomBytes),
      `${real.slice(0, -1)}${real.endsWith('A') ? 'B' : 'A'}`,
      real.toUpperCase(),
      `${real} `.repeat(2),
      `"${real}"`,
      'kws_',
      "' or 1=1 --",
      '%00%ff',
      'x'.repeat(10_000),
    ]
    for (const value of hostile) {
      expect([value.slice(0, 20), await me(`keywright=${value}`)]).toEqual([
        value.slice(0, 20),
        401,
      ])
    }
    expect(await me(`other=1; keywright=${real}; theme=dark`)).toBe(200)
  })

  it('a session token is no key: it is refused in every header that carries keys', async () => {
    const token = (await enter()).split('=')[1] ?? ''
    expect((await refusal(get().client({ token }).me.read({}))).code).toBe('CREDENTIAL_INVALID')
  })

  it('who still has the cookie of an ended session can sign in again', async () => {
    const { cookie: old } = await signIn(get(), { email, password })
    await get().client({ cookie: old }).session.signOut({})
    const again = await signIn(get(), { email, password }, { headers: { cookie: old } })
    expect(again.status).toBe(200)
    expect(await me(again.cookie)).toBe(200)
  })

  it('signing in again in the same browser ends the session it had', async () => {
    const first = await enter()
    const second = await signIn(get(), { email, password }, { headers: { cookie: first } })
    expect(second.status).toBe(200)
    expect([await me(first), await me(second.cookie)]).toEqual([401, 200])
  })

  it('signing out ends the session and clears the cookie', async () => {
    const cookie = await enter()
    const response = await get().request('/v1/session', { method: 'DELETE', headers: { cookie } })
    expect(response.status).toBe(204)
    expect(response.headers.get('set-cookie')).toMatch(/^keywright=; Max-Age=0; Path=\/; HttpOnly/)
    expect(await me(cookie)).toBe(401)
  })

  it('starting and ending a session leave a trail', async () => {
    const cookie = await enter()
    const { items } = await get().client({ cookie }).session.list({})
    const id = items.find(item => item.current)?.id ?? ''
    await get().client({ cookie }).session.signOut({})
    expect(await actionsAbout(get().server, id)).toEqual(['session.started', 'session.ended'])
  })

  it('my sessions are listed and ended one by one, and those of others do not exist for me', async () => {
    await get()
      .client({ cookie: await enter() })
      .session.endOthers({})
    const cookie = await enter()
    const mine = get().client({ cookie })
    const other = get().client(await get().seed.user('bob'))
    await get().client({ cookie }).session.endOthers({})
    const phone = await signIn(get(), { email, password }, { headers: { 'user-agent': 'phone' } })
    const { items } = await mine.session.list({})
    expect(items.map(({ userAgent, current }) => ({ userAgent, current }))).toEqual(
      expect.arrayContaining([
        { userAgent: 'phone', current: false },
        { userAgent: null, current: true },
      ]),
    )
    expect(items).toHaveLength(2)
    const id = items.find(item => item.userAgent === 'phone')?.id ?? ''
    expect((await refusal(other.session.end({ params: { id } }))).code).toBe('SESSION_NOT_FOUND')
    expect(await me(phone.cookie)).toBe(200)
    await mine.session.end({ params: { id } })
    expect(await me(phone.cookie)).toBe(401)
    expect((await refusal(mine.session.end({ params: { id } }))).code).toBe('SESSION_NOT_FOUND')
  })

  it('all sessions but mine end at once', async () => {
    const [one, two, mine] = [await enter(), await enter(), await enter()]
    const { ended } = await get().client({ cookie: mine }).session.endOthers({})
    expect(ended).toBeGreaterThanOrEqual(2)
    expect([await me(one), await me(two), await me(mine)]).toEqual([401, 401, 200])
    expect(await get().client({ cookie: mine }).session.endOthers({})).toEqual({ ended: 0 })
  })

  it('a session that is not used for twelve hours ends, and is no longer listed', async () => {
    const [idle, used] = [await enter(), await enter()]
    get().clock.advance(12 * HOUR - 1)
    expect(await me(used)).toBe(200)
    get().clock.advance(1)
    expect([await me(idle), await me(used)]).toEqual([401, 200])
    expect((await get().client({ cookie: used }).session.list({})).items).toHaveLength(1)
  })

  it('a session that is used all the time still ends after fourteen days', async () => {
    const cookie = await enter()
    for (let hours = 0; hours < 14 * 24 - 8; hours += 8) {
      get().clock.advance(8 * HOUR)
      expect(await me(cookie)).toBe(200)
    }
    get().clock.advance(8 * HOUR - 1)
    expect(await me(cookie)).toBe(200)
    get().clock.advance(1)
    expect(await me(cookie)).toBe(401)
  })

  it('a disabled user is refused at the door and in the sessions they have', async () => {
    const { database } = get().server.foundation
    const eve = await get().seed.user('eve', { password })
    const set = (disabled_at: number | null) =>
      database.db.updateTable('users').set({ disabled_at }).where('id', '=', eve.id).execute()
    await set(get().clock.now())
    expect(await me(eve.cookie)).toBe(401)
    const answer = await signIn(get(), { email: eve.email, password })
    expect(answer).toMatchObject({ status: 401, body: { code: 'LOGIN_FAILED' } })
    await set(null)
    expect(await me(eve.cookie)).toBe(200)
  })

  it('a change that another site makes with the cookie is refused', async () => {
    const cookie = await enter()
    const rename = async (headers: Record<string, string>) =>
      (
        await get().request('/v1/me', {
          method: 'PATCH',
          headers: { cookie, 'content-type': 'application/json', ...headers },
          body: '{"name":"Ana"}',
        })
      ).status
    expect(await rename({ 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await rename({ 'sec-fetch-site': 'same-site' })).toBe(403)
    expect(await rename({ origin: 'https://evil.example' })).toBe(403)
    expect(await rename({ origin: 'null' })).toBe(403)
    const own = 'http://localhost:4747'
    expect(await rename({ 'sec-fetch-site': 'cross-site', origin: own })).toBe(403)
    expect(await rename({ 'sec-fetch-site': 'same-origin' })).toBe(200)
    expect(await rename({ origin: own })).toBe(200)
    expect(await rename({})).toBe(200)
  })

  it('a form on another site cannot sign its visitors in', async () => {
    const body = JSON.stringify({ email, password })
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      const headers = { 'content-type': type }
      const response = await get().request('/v1/session', { method: 'POST', headers, body })
      expect([response.status, response.headers.get('set-cookie')]).toEqual([415, null])
    }
  })

  it('a sensitive action needs the password within the last five minutes', async () => {
    const cookie = await enter()
    const mine = get().client({ cookie })
    await mine.me.startTotp({})
    get().clock.advance(5 * MINUTE)
    expect((await refusal(mine.me.startTotp({}))).code).toBe('REAUTHENTICATION_REQUIRED')
    const wrong = await refusal(mine.session.reauthenticate({ body: { password: 'wrong horse' } }))
    expect(wrong.code).toBe('LOGIN_FAILED')
    expect((await refusal(mine.me.startTotp({}))).code).toBe('REAUTHENTICATION_REQUIRED')
    const stamp = await mine.session.reauthenticate({ body: { password } })
    expect(Date.parse(stamp.freshUntil)).toBe(get().clock.now() + 5 * MINUTE)
    await mine.me.startTotp({})
  })

  it('sessions that ended are kept for a month, then forgotten', async () => {
    const { foundation, services } = get().server
    const zoe = await get().seed.user('zoe', { password })
    await get().client(zoe).session.signOut({})
    await signIn(get(), { email: zoe.email, password })
    const count = async () => {
      await services.sessions.prune(get().clock.now())
      const sessions = foundation.database.db.selectFrom('sessions').selectAll()
      return (await sessions.where('user_id', '=', zoe.id).execute()).length
    }
    get().clock.advance(30 * DAY)
    expect(await count()).toBe(2)
    get().clock.advance(1)
    expect(await count()).toBe(1)
    get().clock.advance(14 * DAY)
    expect(await count()).toBe(0)
  })

  it('a password stored at another cost is stored at the configured one when it is next used', async () => {
    const { db } = get().server.foundation.database
    const hashOf = async () =>
      (await db.selectFrom('users').selectAll().where('id', '=', ana.id).executeTakeFirstOrThrow())
        .password_hash
    const { hash } = await import('@node-rs/argon2')
    const old = await hash(password, { memoryCost: 32, timeCost: 2, parallelism: 1 })
    await db.updateTable('users').set({ password_hash: old }).where('id', '=', ana.id).execute()
    const answers = await Promise.all([1, 2, 3].map(() => signIn(get(), { email, password })))
    expect(answers.map(answer => answer.status)).toEqual([200, 200, 200])
    expect(await hashOf()).toContain('$m=64,t=1,p=1$')
  })
})
