import { beforeEach, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '../lib/clock.ts'
import { describeEachEngine } from '../testing/create-test-server.ts'
import {
  createIntegrator,
  exchangeRequest,
  expectInvalidGrant,
  type Integrator,
  readTokens,
  refreshRequest,
} from '../testing/integrator.ts'

const NARROW = 'content.article:read'
let integrators = 0

describeEachEngine('token exchange', get => {
  let own: Integrator

  beforeEach(async () => {
    own = await createIntegrator(get(), `shop-${++integrators}`)
  })

  const me = (token: string) => get().client({ token }).me.read({})

  it('an assertion becomes an access token that is a credential everywhere', async () => {
    const answer = await own.exchange()
    expect(answer).toMatchObject({ token_type: 'Bearer', expires_in: 900, scope: 'content.*:*' })
    expect(answer.access_token).toMatch(/^shopat_[0-9A-Za-z]{49}$/)
    expect(answer.refresh_token).toMatch(/^shoprt_[0-9A-Za-z]{49}$/)
    expect(await me(answer.access_token)).toMatchObject({
      credential: { kind: 'access-token', keyId: own.made.key.id },
      key: { id: own.made.key.id, name: 'Robot' },
      domain: { slug: own.params.domain },
      permissions: ['content.*:*'],
    })
  })

  it('the answer is kept by no cache, and neither token is stored or logged', async () => {
    const response = await own.post(exchangeRequest(await own.sign()))
    const { access_token, refresh_token } = await readTokens(response)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.get('pragma')).toBe('no-cache')
    const { db } = get().server.foundation.database
    const rows = JSON.stringify(await db.selectFrom('secrets').selectAll().execute())
    const logs = get().logs.join()
    for (const token of [access_token, refresh_token, own.secret]) {
      expect(rows).not.toContain(token)
      expect(logs).not.toContain(token)
    }
  })

  it('an exchange is the last log-in of the key, with its address', async () => {
    get().clock.advance(HOUR)
    await own.post(exchangeRequest(await own.sign()), '192.0.2.9')
    await get().server.services.usageRecorder.flush()
    const key = await own.admin.keys.read({ params: own.keyParams() })
    expect(key).toMatchObject({
      lastUsedAt: new Date(get().clock.now()).toISOString(),
      lastUsedIp: '192.0.2.9',
    })
    expect(key.secrets[0]?.lastUsedAt).toBe(key.lastUsedAt)
    const { sharedSecret } = await own.admin.sharedSecret.read({ params: own.params })
    expect(sharedSecret?.lastUsedAt).toBe(key.lastUsedAt)
  })

  it('the uses of an access token count for the secret it was exchanged for', async () => {
    const { access_token } = await own.exchange()
    get().clock.advance(MINUTE)
    await me(access_token)
    await get().server.services.usageRecorder.flush()
    const usage = await own.admin.usage.ofKey({ params: own.keyParams(), query: { bucket: 'day' } })
    expect(usage.items).toMatchObject([{ count: 2, secretId: own.made.key.secrets[0]?.id }])
  })

  it('only a key is exchanged, not what was exchanged for one', async () => {
    const { access_token, refresh_token } = await own.exchange()
    await expectInvalidGrant(own.post(exchangeRequest(await own.sign({ token: access_token }))))
    await expectInvalidGrant(own.post(exchangeRequest(await own.sign({ token: refresh_token }))))
    await expectInvalidGrant(own.post(refreshRequest(access_token)))
    await expectInvalidGrant(own.post(refreshRequest(own.made.token)))
    expect(await own.status(refresh_token)).toBe(401)
  })

  it('an address list binds the own.exchange, the refresh and the access token', async () => {
    own.made = await own.create({ ipAllow: ['192.0.2.0/24'] })
    await expectInvalidGrant(own.post(exchangeRequest(await own.sign()), '198.51.100.1'))
    const answer = await readTokens(await own.post(exchangeRequest(await own.sign()), '192.0.2.1'))
    expect(await own.status(answer.access_token)).toBe(401)
    await expectInvalidGrant(own.post(refreshRequest(answer.refresh_token), '198.51.100.1'))
    // Refused for its address it was not used up.
    expect((await own.post(refreshRequest(answer.refresh_token), '192.0.2.1')).status).toBe(200)
  })

  it.each<[string, () => Promise<unknown>]>([
    ['is revoked', () => own.admin.keys.revoke({ params: own.keyParams(), body: {} })],
    ['is disabled', () => own.admin.keys.disable({ params: own.keyParams() })],
    ['is regenerated', () => own.admin.keys.rotate({ params: own.keyParams(), body: {} })],
  ])('when the key %s, its tokens are refused at the very next request', async (_, end) => {
    const { access_token, refresh_token } = await own.exchange()
    expect(await own.status(access_token)).toBe(200)
    await end()
    expect(await own.status(access_token)).toBe(401)
    await expectInvalidGrant(own.post(refreshRequest(refresh_token)))
    await expectInvalidGrant(own.post(exchangeRequest(await own.sign())))
  })

  it('an access token ends after 15 minutes, a refresh token after 30 days', async () => {
    const { clock } = get()
    const { access_token, refresh_token } = await own.exchange()
    clock.advance(15 * MINUTE - 1)
    expect(await own.status(access_token)).toBe(200)
    clock.advance(1)
    expect(await own.status(access_token)).toBe(401)
    clock.advance(30 * DAY - 15 * MINUTE)
    await expectInvalidGrant(own.post(refreshRequest(refresh_token)))
  })

  it('refreshing does not make an exchange last longer than 30 days', async () => {
    const { clock } = get()
    let answer = await own.exchange()
    for (let day = 0; day < 29; day++) {
      clock.advance(DAY)
      answer = await own.refresh(answer.refresh_token)
    }
    expect(answer.expires_in).toBe(900)
    clock.advance(DAY - 10 * MINUTE)
    answer = await own.refresh(answer.refresh_token)
    expect(answer.expires_in).toBe(600)
    expect(await own.status(answer.access_token)).toBe(200)
    clock.advance(10 * MINUTE)
    expect(await own.status(answer.access_token)).toBe(401)
    await expectInvalidGrant(own.post(refreshRequest(answer.refresh_token)))
  })

  it('no token outlives its key, nor a secret that is being rotated out', async () => {
    const { clock } = get()
    own.made = await own.create({ expiresAt: new Date(clock.now() + 10 * MINUTE).toISOString() })
    const answer = await own.exchange()
    expect(answer.expires_in).toBe(600)
    clock.advance(10 * MINUTE)
    await expectInvalidGrant(own.post(refreshRequest(answer.refresh_token)))

    // By now the session of before is idle.
    own = await createIntegrator(get(), `turned-${integrators}`)
    const before = await own.exchange()
    await own.admin.keys.rotate({ params: own.keyParams(), body: { overlapSeconds: 120 } })
    expect(await own.status(before.access_token)).toBe(200)
    expect((await own.refresh(before.refresh_token)).expires_in).toBe(120)
    clock.advance(120 * SECOND)
    expect(await own.status(before.access_token)).toBe(401)
  })

  it('a narrower scope narrows the token, and only ever narrows', async () => {
    const answer = await own.exchange({}, `${NARROW} ${NARROW}`)
    expect(answer.scope).toBe(NARROW)
    expect((await me(answer.access_token)).permissions).toEqual([NARROW])
    const { server } = get()
    const allows = async (permission: string) =>
      (
        await server.services.verifier.verify(own.domainId, {
          token: answer.access_token,
          permissions: [permission],
          origin: { ip: null, userAgent: null },
        })
      ).outcome
    expect(await allows(NARROW)).toBe('VALID')
    expect(await allows('content.article:update')).toBe('FORBIDDEN')
  })

  it.each([
    ['more than the key holds', 'content.article:read backoffice.keys:read'],
    ['everything', '*:*'],
    ['what is no permission', 'content article'],
  ])('a scope that asks for %s is refused, and uses nothing up', async (_, scope) => {
    const assertion = await own.sign()
    const response = await own.post(exchangeRequest(assertion, scope))
    expect(await response.json()).toMatchObject({
      code: 'OAUTH_INVALID_SCOPE',
      error: 'invalid_scope',
      status: 400,
    })
    expect((await own.post(exchangeRequest(assertion, NARROW))).status).toBe(200)
  })

  it('a refresh keeps the scope, may narrow one access token, and never widens', async () => {
    const first = await own.exchange({}, 'content.article:*')
    const narrowed = await own.refresh(first.refresh_token, NARROW)
    expect(narrowed.scope).toBe(NARROW)
    const second = await own.refresh(narrowed.refresh_token)
    expect(second.scope).toBe('content.article:*')
    const wider = await own.post(refreshRequest(second.refresh_token, 'content.page:read'))
    expect(await wider.json()).toMatchObject({ error: 'invalid_scope' })
    expect((await own.refresh(second.refresh_token)).scope).toBe('content.article:*')
  })

  it('a refresh answers a new pair, and the token it took is used up', async () => {
    const first = await own.exchange()
    const second = await own.refresh(first.refresh_token)
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect(await own.status(second.access_token)).toBe(200)
    expect(await own.status(first.access_token)).toBe(200)
    await expectInvalidGrant(own.post(refreshRequest(first.refresh_token)))
  })

  it('a refresh token used twice ends everything that came of its exchange, at once', async () => {
    const other = await own.exchange()
    const first = await own.exchange()
    const second = await own.refresh(first.refresh_token)
    const third = await own.refresh(second.refresh_token)
    for (const { access_token } of [first, second, third]) {
      expect(await own.status(access_token)).toBe(200)
    }
    const heard: unknown[] = []
    get().server.foundation.database.subscribe({ onChange: change => heard.push(change) })
    await expectInvalidGrant(own.post(refreshRequest(first.refresh_token)))
    for (const { access_token } of [first, second, third]) {
      expect(await own.status(access_token)).toBe(401)
    }
    await expectInvalidGrant(own.post(refreshRequest(third.refresh_token)))
    expect(heard).toContainEqual(expect.objectContaining({ kind: 'key', id: own.made.key.id }))
    // Another exchange of the same key, and the key itself, have nothing to do with it.
    expect(await own.status(other.access_token)).toBe(200)
    expect(await own.status(own.made.token)).toBe(200)
    const { db } = get().server.foundation.database
    const events = db
      .selectFrom('audit_events')
      .select(['target_id', 'after'])
      .where('chain', '=', own.domainId)
      .where('action', '=', 'refreshToken.reused')
    expect(await events.execute()).toEqual([
      { target_id: own.made.key.id, after: JSON.stringify({ revokedTokens: 6 }) },
    ])
  })

  it('a refresh token used many times at once succeeds exactly once', async () => {
    const { refresh_token } = await own.exchange()
    const request = refreshRequest(refresh_token)
    const answers = await Promise.all(Array.from({ length: 12 }, () => own.post({ ...request })))
    expect(answers.filter(answer => answer.status === 200)).toHaveLength(1)
    const [winner] = answers.filter(answer => answer.status === 200)
    if (!winner) throw new Error('nobody won')
    // Who of them was the thief, nobody can say.
    expect(await own.status((await readTokens(winner)).access_token)).toBe(401)
  })

  it('tokens are forgotten a day after their end, assertions when they are too old', async () => {
    const { server, clock } = get()
    const { db } = server.foundation.database
    await own.exchange()
    const kinds = async () => {
      const query = db.selectFrom('secrets').select('kind').where('key_id', '=', own.made.key.id)
      return (await query.execute()).map(row => row.kind).sort()
    }
    const ids = async () =>
      (
        await db
          .selectFrom('assertion_ids')
          .selectAll()
          .where('domain_id', '=', own.domainId)
          .execute()
      ).length
    const end = clock.now() + 15 * MINUTE
    await server.services.tokenExchange.prune(clock.now() + 5 * MINUTE)
    expect(await ids()).toBe(1)
    await server.services.tokenExchange.prune(end + DAY)
    expect(await kinds()).toEqual(['access', 'key', 'refresh'])
    expect(await ids()).toBe(0)
    await server.services.tokenExchange.prune(end + DAY + 1)
    expect(await kinds()).toEqual(['key', 'refresh'])
    await server.services.tokenExchange.prune(clock.now() + 31 * DAY + 1)
    expect(await kinds()).toEqual(['key'])
  })
})
