import type { Client, VerifyResult } from '@keywright/contract'
import { beforeAll, describe, expect, it } from 'vitest'
import { DAY, HOUR } from '../lib/clock.ts'
import { describeEachEngine } from '../testing/create-test-server.ts'
import { refusal } from '../testing/refusal.ts'

type CreateBody = Parameters<Client['keys']['create']>[0]['body']

describeEachEngine('verification', get => {
  let domainId: string
  let otherId: string
  let admin: Client
  /** A key that may verify others, as an API owner's server holds one. */
  let owner: Client
  let otherOwner: Client
  const params = { domain: 'acme' }

  beforeAll(async () => {
    const { seed, client } = get()
    domainId = (await seed.domain('acme')).id
    otherId = (await seed.domain('other')).id
    const roles = { [domainId]: 'ADMIN', [otherId]: 'ADMIN' }
    admin = client(await seed.user('ana', { roles }))
    owner = client({ token: await tokenIn('acme', { scopes: ['backoffice.keys:verify'] }) })
    otherOwner = client({ token: await tokenIn('other', { scopes: ['backoffice.keys:verify'] }) })
  })

  async function issue(body: Partial<CreateBody> = {}, domain = 'acme') {
    const access = body.role === undefined && body.scopes === undefined ? { scopes: [] } : {}
    return admin.keys.create({ params: { domain }, body: { name: 'Key', ...access, ...body } })
  }
  const tokenIn = async (domain: string, body: Partial<CreateBody>) =>
    (await issue(body, domain)).token
  const verify = (token: string, body: { permissions?: string[]; ip?: string } = {}) =>
    owner.verify.verify({ body: { token, ...body } })
  const codeOf = async (token: string, body?: { permissions?: string[]; ip?: string }) =>
    (await verify(token, body)).code

  /** As somebody with a fresh session: time moves in these tests. */
  async function renewSession() {
    const { seed, client } = get()
    const roles = { [domainId]: 'ADMIN', [otherId]: 'ADMIN' }
    admin = client(await seed.user(`ana${get().clock.now()}`, { roles }))
  }

  it('a valid key is answered with itself, its subject and what it may do', async () => {
    const { seed } = get()
    const bob = await seed.user('bob', { roles: { [domainId]: 'READONLY' } })
    const { token, key } = await issue({
      name: 'Shop',
      scopes: ['shop.order:*', 'shop.stock:read'],
      actsAs: bob.id,
      metadata: { plan: 'gold' },
      expiresInDays: 3,
    })
    expect(await verify(token, { permissions: ['shop.order:read'] })).toEqual({
      valid: true,
      code: 'VALID',
      key: {
        id: key.id,
        name: 'Shop',
        kind: 'custom',
        domainId,
        expiresAt: key.expiresAt,
        metadata: { plan: 'gold' },
      },
      subject: bob.id,
      permissions: ['shop.order:read', 'shop.stock:read'],
    })
  })

  it('what is missing is named, with the layer that refused', async () => {
    const { token } = await issue({ role: 'READONLY', scopes: ['shop.order:*'] })
    const permissions = ['shop.order:read', 'shop.order:create', 'shop.stock:read']
    expect(await verify(token, { permissions })).toMatchObject({
      valid: false,
      code: 'FORBIDDEN',
      missing: ['shop.order:create', 'shop.stock:read'],
      layer: 'role',
    })
    expect(await verify(token, { permissions: ['shop.stock:read'] })).toMatchObject({
      layer: 'scopes',
    })
  })

  it('a key of another domain is answered in every byte like one that does not exist', async () => {
    const { request } = get()
    const { token } = await issue({ name: 'Foreign' }, 'other')
    expect((await otherOwner.verify.verify({ body: { token } })).code).toBe('VALID')
    const unknown = `${token.slice(0, -6)}AAAAAA`
    const answers = []
    const verifier = await tokenIn('acme', { scopes: ['backoffice.keys:verify'] })
    for (const asked of [token, unknown, 'nonsense', '']) {
      const response = await request('/v1/verify', {
        method: 'POST',
        headers: { authorization: `Bearer ${verifier}`, 'content-type': 'application/json' },
        body: JSON.stringify({ token: asked }),
      })
      const headers = [...response.headers].filter(([name]) => name !== 'x-request-id')
      answers.push({ status: response.status, headers, body: await response.text() })
    }
    expect(answers[0]?.body).toBe('{"valid":false,"code":"NOT_FOUND"}')
    for (const answer of answers) expect(answer).toEqual(answers[0])
  })

  it('a change takes effect at the very next verification', async () => {
    const { token, key } = await issue({ scopes: ['shop.order:read'] })
    const at = { ...params, id: key.id }
    const wanted = { permissions: ['shop.order:read'] }
    expect(await codeOf(token, wanted)).toBe('VALID')
    await admin.keys.disable({ params: at })
    expect(await codeOf(token, wanted)).toBe('DISABLED')
    await admin.keys.enable({ params: at })
    expect(await codeOf(token, wanted)).toBe('VALID')
    await admin.keys.update({ params: at, body: { scopes: [] } })
    expect(await codeOf(token, wanted)).toBe('FORBIDDEN')
    await admin.keys.revoke({ params: at, body: {} })
    expect(await codeOf(token, wanted)).toBe('REVOKED')
  })

  it('a key expires to the millisecond, also while it is warm', async () => {
    const { clock } = get()
    const { token } = await issue({ expiresInDays: 1 })
    expect(await codeOf(token)).toBe('VALID')
    clock.advance(DAY - 1)
    expect(await codeOf(token)).toBe('VALID')
    clock.advance(1)
    expect(await codeOf(token)).toBe('EXPIRED')
    await renewSession()
  })

  it('after a rotation both secrets verify until the overlap is over', async () => {
    const { clock } = get()
    const { token: old, key } = await issue()
    const rotated = await admin.keys.rotate({
      params: { ...params, id: key.id },
      body: { overlapSeconds: 3600 },
    })
    expect([await codeOf(old), await codeOf(rotated.token)]).toEqual(['VALID', 'VALID'])
    clock.advance(HOUR - 1)
    expect([await codeOf(old), await codeOf(rotated.token)]).toEqual(['VALID', 'VALID'])
    clock.advance(1)
    expect([await codeOf(old), await codeOf(rotated.token)]).toEqual(['EXPIRED', 'VALID'])
  })

  it('regenerating a key ends its old token at once', async () => {
    const { token: old, key } = await issue()
    expect(await codeOf(old)).toBe('VALID')
    const made = await admin.keys.rotate({
      params: { ...params, id: key.id },
      body: { overlapSeconds: 0 },
    })
    expect(['EXPIRED', 'REVOKED']).toContain(await codeOf(old))
    expect(await codeOf(made.token)).toBe('VALID')
  })

  describe('a list of addresses', () => {
    it.each([
      ['10.1.2.3', 'VALID'],
      ['2001:db8::17', 'VALID'],
      ['::ffff:10.1.2.3', 'VALID'],
      ['11.0.0.1', 'IP_DENIED'],
      [undefined, 'IP_DENIED'],
    ])('%s: %s', async (ip, code) => {
      const { token } = await issue({ ipAllow: ['10.0.0.0/8', '2001:db8::/32'] })
      expect(await codeOf(token, ip === undefined ? {} : { ip })).toBe(code)
    })

    it('binds the caller of this server too', async () => {
      const { request } = get()
      const { token } = await issue({ role: 'ADMIN', ipAllow: ['10.0.0.0/8'] })
      const call = (from: string) =>
        request('/v1/verify', {
          method: 'POST',
          headers: { 'api-key': token, 'content-type': 'application/json' },
          body: JSON.stringify({ token }),
          from,
        })
      expect((await call('10.9.9.9')).status).toBe(200)
      expect((await call('127.0.0.1')).status).toBe(401)
    })
  })

  describe('rights that come from elsewhere', () => {
    const wanted = { permissions: ['shop.order:read'] }

    it('follow the role of the key at once', async () => {
      await admin.roles.create({
        params,
        body: { name: 'SHOP', permissions: ['shop.order:read'] },
      })
      const { token } = await issue({ role: 'SHOP' })
      expect(await codeOf(token, wanted)).toBe('VALID')
      await admin.roles.update({
        params: { ...params, name: 'SHOP' },
        body: { permissions: ['shop.stock:read'] },
      })
      expect(await codeOf(token, wanted)).toBe('FORBIDDEN')
    })

    it('follow the user whom the key acts as: role, membership and account', async () => {
      const { seed } = get()
      const cy = await seed.user('cy', { roles: { [domainId]: 'ADMIN' } })
      const { token } = await issue({ role: 'ADMIN', actsAs: cy.id })
      const { database, clock } = get().server.foundation
      expect(await codeOf(token, wanted)).toBe('VALID')

      const member = { ...params, id: cy.id }
      await admin.users.update({ params: member, body: { role: 'READONLY' } })
      expect(await codeOf(token, { permissions: ['shop.order:create'] })).toBe('FORBIDDEN')
      expect(await codeOf(token, wanted)).toBe('VALID')

      await database.write(async tx => {
        await tx.updateTable('users').set({ disabled_at: 1 }).where('id', '=', cy.id).execute()
        database.announce(tx, { kind: 'user', domainId: null, id: cy.id, at: clock.now() })
      })
      expect(await codeOf(token, wanted)).toBe('SUBJECT_INACTIVE')
      await database.write(async tx => {
        await tx.updateTable('users').set({ disabled_at: null }).where('id', '=', cy.id).execute()
        database.announce(tx, { kind: 'user', domainId: null, id: cy.id, at: clock.now() })
      })
      expect(await codeOf(token, wanted)).toBe('VALID')

      await admin.users.remove({ params: member })
      expect(await codeOf(token, wanted)).toBe('SUBJECT_INACTIVE')
    })

    it('end with the domain', async () => {
      const { seed, client } = get()
      const made = await seed.domain('doomed')
      const root = await seed.user('root', {
        roles: { [made.id]: 'ADMIN' },
        instanceAdmin: true,
      })
      const { token } = await client(root).keys.create({
        params: { domain: 'doomed' },
        body: { name: 'Key', role: 'ADMIN' },
      })
      const alive = client({ token })
      expect((await alive.verify.verify({ body: { token } })).code).toBe('VALID')
      await client(root).domains.delete({
        params: { domain: 'doomed' },
        body: { slug: 'doomed' },
      })
      const problem = await refusal(alive.verify.verify({ body: { token } }))
      expect(problem).toMatchObject({ code: 'CREDENTIAL_INVALID' })
    })
  })

  it('a batch is answered in order, each item on its own', async () => {
    const [first, second] = [await issue({ name: 'One' }), await issue({ name: 'Two' })]
    const { items } = await owner.verify.batch({
      body: {
        items: [
          { token: first.token },
          { token: 'nonsense' },
          { token: second.token, permissions: ['shop.order:read'] },
          { token: first.token },
        ],
      },
    })
    const seen = items.map((item: VerifyResult) => [item.code, item.key?.name])
    expect(seen).toEqual([
      ['VALID', 'One'],
      ['NOT_FOUND', undefined],
      ['FORBIDDEN', 'Two'],
      ['VALID', 'One'],
    ])
  })

  describe('who may verify', () => {
    it('a key with backoffice.keys:verify, and no other', async () => {
      const plain = get().client({ token: await tokenIn('acme', { scopes: ['shop.order:read'] }) })
      expect(await refusal(plain.verify.verify({ body: { token: 'x' } }))).toMatchObject({
        code: 'FORBIDDEN',
        missing: ['backoffice.keys:verify'],
        layer: 'scopes',
      })
      const nobody = get().client()
      expect(await refusal(nobody.verify.verify({ body: { token: 'x' } }))).toMatchObject({
        code: 'UNAUTHENTICATED',
      })
      const ended = get().client({ token: `${'kw_'}${'0'.repeat(49)}` })
      expect(await refusal(ended.verify.verify({ body: { token: 'x' } }))).toMatchObject({
        code: 'CREDENTIAL_INVALID',
      })
    })

    it('a person says for which domain, unless there is only one', async () => {
      const { seed, request } = get()
      const both = await seed.user('both', {
        roles: { [domainId]: 'ADMIN', [otherId]: 'READONLY' },
      })
      const single = await seed.user('single', { roles: { [domainId]: 'ADMIN' } })
      const { token } = await issue()
      const call = async (cookie: string, headers: Record<string, string> = {}) => {
        const response = await request('/v1/verify', {
          method: 'POST',
          headers: { cookie, 'content-type': 'application/json', ...headers },
          body: JSON.stringify({ token }),
        })
        return { status: response.status, code: JSON.parse(await response.text()).code }
      }
      expect(await call(single.cookie)).toEqual({ status: 200, code: 'VALID' })
      expect(await call(both.cookie)).toEqual({ status: 400, code: 'BAD_REQUEST' })
      const at = (domain: string) => ({ 'x-keywright-domain': domain })
      expect(await call(both.cookie, at('acme'))).toEqual({ status: 200, code: 'VALID' })
      expect(await call(both.cookie, at('other'))).toEqual({ status: 403, code: 'FORBIDDEN' })
      expect(await call(single.cookie, at('other'))).toEqual({
        status: 404,
        code: 'DOMAIN_NOT_FOUND',
      })
      const foreign = { ...at('acme'), origin: 'https://evil.example' }
      expect(await call(both.cookie, foreign)).toEqual({ status: 403, code: 'CROSS_SITE_REQUEST' })
    })
  })

  describe('introspection', () => {
    it('tells what RFC 7662 asks for', async () => {
      const { clock } = get()
      const { token, key } = await issue({ scopes: ['shop.order:read'], expiresInDays: 1 })
      expect(await owner.oauth.introspect({ body: { token } })).toEqual({
        active: true,
        scope: 'shop.order:read',
        client_id: key.id,
        token_type: 'Bearer',
        exp: Math.floor((clock.now() + DAY) / 1000),
        iat: Math.floor(clock.now() / 1000),
        sub: key.id,
        iss: 'http://127.0.0.1:4747',
        domain: domainId,
      })
    })

    it('tells nothing of what is not active', async () => {
      const revoked = await issue()
      await admin.keys.revoke({ params: { ...params, id: revoked.key.id }, body: {} })
      const foreign = await issue({}, 'other')
      const bound = await issue({ ipAllow: ['10.0.0.0/8'] })
      for (const token of [revoked.token, foreign.token, bound.token, 'nonsense']) {
        expect(await owner.oauth.introspect({ body: { token } })).toEqual({ active: false })
      }
      expect(
        await owner.oauth.introspect({ body: { token: bound.token, ip: '10.0.0.1' } }),
      ).toMatchObject({ active: true })
    })
  })
})
