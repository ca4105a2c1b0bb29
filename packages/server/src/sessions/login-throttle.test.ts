import { beforeEach, expect, it, vi } from 'vitest'
import { DAY, MINUTE, SECOND } from '../lib/clock.ts'
import { describeEachEngine } from '../testing/create-test-server.ts'
import { refusal } from '../testing/refusal.ts'
import { signIn } from '../testing/sign-in.ts'

const password = 'correct horse battery'

describeEachEngine('log-in throttling', get => {
  let email: string
  let userId: string
  let cookie: string
  let people = 0

  beforeEach(async () => {
    people += 1
    const user = await get().seed.user(`person${people}`, { password })
    email = user.email
    userId = user.id
    // Whatever the test before counted is over.
    get().clock.advance(DAY)
    cookie = (await get().seed.user(`witness${people}`, { password })).cookie
  })

  const right = (from?: string) => signIn(get(), { email, password }, from ? { from } : {})
  const wrong = (from?: string) =>
    signIn(get(), { email, password: 'wrong horse' }, from ? { from } : {})
  const statuses = async (
    count: number,
    attempt: (index: number) => Promise<{ status: number }>,
  ) => {
    const all: number[] = []
    for (let index = 0; index < count; index++) all.push((await attempt(index)).status)
    return all
  }
  const elsewhere = (index: number) => `198.51.${Math.floor(index / 200)}.${(index % 200) + 1}`

  it('after five failures in a row the sixth attempt must wait, and is told how long', async () => {
    expect(await statuses(5, () => wrong())).toEqual([401, 401, 401, 401, 401])
    const answer = await right()
    expect(answer).toMatchObject({
      status: 429,
      body: { code: 'LOGIN_THROTTLED', retryAfterSeconds: 4 },
      cookie: '',
    })
    expect(answer.headers.get('retry-after')).toBe('4')
    get().clock.advance(4 * SECOND)
    expect((await right()).status).toBe(200)
  })

  it('the wait doubles with each further failure, up to fifteen minutes', async () => {
    await statuses(5, () => wrong())
    const waits: number[] = []
    for (let index = 0; index < 10; index++) {
      const wait = (await wrong()).body.retryAfterSeconds ?? 0
      waits.push(wait)
      get().clock.advance(wait * SECOND)
      await wrong()
    }
    expect(waits).toEqual([4, 8, 16, 32, 64, 128, 256, 512, 900, 900])
  })

  it('attempts during the wait do not make it longer', async () => {
    await statuses(5, () => wrong())
    expect(await statuses(10, () => wrong())).toEqual(Array(10).fill(429))
    get().clock.advance(4 * SECOND)
    expect((await right()).status).toBe(200)
  })

  it('a success clears the failures of account and address', async () => {
    await statuses(4, () => wrong())
    expect((await right()).status).toBe(200)
    expect(await statuses(4, () => wrong())).toEqual([401, 401, 401, 401])
    expect((await right()).status).toBe(200)
  })

  it('guesses made at the same moment are counted one by one', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => wrong()))
    const count = (status: number) => answers.filter(answer => answer.status === status).length
    expect([count(401), count(429)]).toEqual([5, 15])
  })

  it('an account that does not exist is throttled like one that does', async () => {
    const ghost = () => signIn(get(), { email: `ghost${people}@example.com`, password })
    expect(await statuses(6, ghost)).toEqual([401, 401, 401, 401, 401, 429])
  })

  it('an address that tries many accounts is closed after fifty failures in fifteen minutes', async () => {
    const from = '203.0.113.9'
    const stranger = (index: number) =>
      signIn(get(), { email: `stranger${people}-${index}@example.com`, password }, { from })
    expect(new Set(await statuses(50, stranger))).toEqual(new Set([401]))
    expect((await right(from)).status).toBe(429)
    expect((await right()).status).toBe(200)
    get().clock.advance(15 * MINUTE)
    expect((await right(from)).status).toBe(200)
  })

  it('a success does not give an address new guesses for other accounts', async () => {
    const from = '203.0.113.10'
    const stranger = (index: number) =>
      signIn(get(), { email: `other${people}-${index}@example.com`, password }, { from })
    await statuses(49, stranger)
    expect(await statuses(5, () => right(from))).toEqual([200, 200, 200, 200, 200])
    await stranger(49)
    expect((await right(from)).status).toBe(429)
  })

  it('all addresses of one IPv6 network count as one', async () => {
    const from = (index: number) => `2001:db8:7:7::${(index + 1).toString(16)}`
    expect(await statuses(6, index => wrong(from(index)))).toEqual([401, 401, 401, 401, 401, 429])
    expect((await right('2001:db8:7:8::1')).status).toBe(200)
  })

  it('an account is closed to unknown addresses after twenty failures from anywhere', async () => {
    expect(new Set(await statuses(20, index => wrong(elsewhere(index))))).toEqual(new Set([401]))
    const answer = await right('192.0.2.200')
    expect(answer).toMatchObject({ status: 429, body: { code: 'LOGIN_THROTTLED' } })
    get().clock.advance(15 * MINUTE)
    expect((await right('192.0.2.200')).status).toBe(200)
  })

  it('a flood from elsewhere cannot lock out a known address', async () => {
    expect((await right('192.0.2.1')).status).toBe(200)
    const flood = await statuses(60, index => wrong(elsewhere(index)))
    expect(flood.filter(status => status === 401)).toHaveLength(20)
    expect((await right('192.0.2.2')).status).toBe(429)
    expect((await right('192.0.2.1')).status).toBe(200)
  })

  it('a known address is known for that account only, and not for ever', async () => {
    const other = await get().seed.user(`neighbour${people}`, { password })
    await signIn(get(), { email: other.email, password }, { from: '192.0.2.3' })
    await right('192.0.2.4')
    get().clock.advance(180 * DAY)
    await statuses(20, index => wrong(elsewhere(index)))
    expect((await right('192.0.2.3')).status).toBe(429)
    expect((await right('192.0.2.4')).status).toBe(429)
  })

  it('entering the password again is throttled like signing in', async () => {
    const { client } = get()
    const again = () =>
      refusal(client({ cookie }).session.reauthenticate({ body: { password: 'wrong horse' } }))
    const change = () =>
      refusal(
        client({ cookie }).me.changePassword({
          body: { currentPassword: 'wrong horse', newPassword: 'a new horse battery' },
        }),
      )
    const codes = [await again(), await change(), await again(), await change(), await again()]
    expect(codes.map(problem => problem.code)).toEqual(Array(5).fill('LOGIN_FAILED'))
    const hash = vi.spyOn(get().server.services.passwords, 'hash')
    expect((await change()).code).toBe('LOGIN_THROTTLED')
    expect(hash).not.toHaveBeenCalled()
    hash.mockRestore()
    expect((await again()).code).toBe('LOGIN_THROTTLED')
    expect((await signIn(get(), { email: `witness${people}@example.com`, password })).status).toBe(
      429,
    )
  })

  it('a proof that was right but came to nothing is no failure', async () => {
    const { login } = get().server.services
    const actor = {
      principal: { kind: 'anonymous' as const },
      context: { requestId: null, ip: '192.0.2.50', userAgent: null },
    }
    for (let index = 0; index < 25; index++) {
      const proof = login.prove(actor, { email, password }, async () => {
        throw new Error('came to nothing')
      })
      await expect(proof).rejects.toThrow('came to nothing')
    }
    expect((await right('192.0.2.50')).status).toBe(200)
  })

  it('the table tells nobody who tried what from where, and is emptied after a day', async () => {
    const { foundation, services } = get().server
    await services.throttle.prune(get().clock.now())
    await wrong('203.0.113.77')
    const count = async () => {
      await services.throttle.prune(get().clock.now())
      return foundation.database.db.selectFrom('login_failures').selectAll().execute()
    }
    const rows = await count()
    expect(rows).toHaveLength(3)
    for (const hidden of [email, '203.0.113.77', userId]) {
      expect(JSON.stringify(rows)).not.toContain(hidden)
    }
    get().clock.advance(DAY - 1)
    expect(await count()).toHaveLength(3)
    get().clock.advance(1)
    expect(await count()).toEqual([])
  })
})
