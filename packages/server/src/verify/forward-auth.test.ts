import type { Client } from '@keywright/contract'
import { beforeAll, describe, expect, it } from 'vitest'
import { describeEachEngine } from '../testing/create-test-server.ts'

type CreateBody = Parameters<Client['keys']['create']>[0]['body']

interface Asked {
  method?: string
  uri?: string
  token?: string
  headers?: Record<string, string>
  path?: string
  from?: string
}

const IDENTITY = ['key-id', 'subject', 'domain', 'permissions'].map(name => `x-keywright-${name}`)

describeEachEngine(
  'forward-auth',
  get => {
    let admin: Client
    let domainId: string
    const params = { domain: 'acme' }

    beforeAll(async () => {
      const { seed, client } = get()
      domainId = (await seed.domain('acme')).id
      const other = await seed.domain('other')
      admin = client(
        await seed.user('ana', { roles: { [domainId]: 'ADMIN', [other.id]: 'ADMIN' } }),
      )
      await admin.apis.create({
        params,
        body: {
          slug: 'shop',
          name: 'Shop',
          routes: [
            { method: 'GET', path: '/orders/:id', permission: 'shop.order:read' },
            { method: 'DELETE', path: '/orders/:id', permission: 'shop.order:delete' },
            { method: '*', path: '/open', permission: null },
          ],
        },
      })
    })

    async function issue(body: Partial<CreateBody> = {}, domain = 'acme') {
      const scopes = body.role === undefined ? { scopes: ['shop.order:read'] } : {}
      const all = { name: 'Key', ...scopes, ...body }
      return admin.keys.create({ params: { domain }, body: all })
    }

    async function ask(asked: Asked) {
      const { method = 'GET', uri = '/orders/7', token, path = 'acme/shop', from } = asked
      const response = await get().request(`/v1/forward-auth/${path}`, {
        headers: {
          'x-forwarded-method': method,
          'x-forwarded-uri': uri,
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...asked.headers,
        },
        ...(from !== undefined && { from }),
      })
      const text = await response.text()
      const identity = IDENTITY.map(name => response.headers.get(name))
      return {
        status: response.status,
        problem: text === '' ? undefined : JSON.parse(text),
        identity,
        headers: response.headers,
      }
    }

    it('lets a request through and says whose it is', async () => {
      const bob = await get().seed.user('bob', { roles: { [domainId]: 'ADMIN' } })
      const { token, key } = await issue({ actsAs: bob.id })
      const { status, identity, problem } = await ask({ token })
      expect(status).toBe(200)
      expect(problem).toBeUndefined()
      expect(identity).toEqual([key.id, bob.id, 'acme', 'shop.order:read'])
    })

    it('always answers every identity header, so that none of the client can pass', async () => {
      const { token, key } = await issue({ scopes: [] })
      const headers = Object.fromEntries(IDENTITY.map(name => [name, 'forged']))
      const { status, identity } = await ask({ token, uri: '/open', headers })
      expect(status).toBe(200)
      expect(identity).toEqual([key.id, '', 'acme', ''])
    })

    it('cuts the permissions at a whole one when they are too many for a header', async () => {
      const scopes = Array.from(
        { length: 100 },
        (_, index) => `shop.${'thing'.repeat(10)}-${index}:read`,
      )
      const { token } = await issue({ scopes })
      const [, , , permissions = ''] = (await ask({ token, uri: '/open' })).identity
      const sent = (permissions ?? '').split(' ')
      expect(permissions?.length).toBeLessThanOrEqual(4096)
      expect(sent.length).toBeGreaterThan(50)
      expect(scopes).toEqual(expect.arrayContaining(sent))
    })

    it('names the permission and the layer that were in the way', async () => {
      const { token } = await issue()
      const { status, problem, headers } = await ask({ token, method: 'DELETE' })
      expect(status).toBe(403)
      expect(problem).toMatchObject({
        code: 'FORBIDDEN',
        missing: ['shop.order:delete'],
        layer: 'scopes',
        detail: expect.stringContaining('shop.order:delete'),
      })
      expect(headers.get('www-authenticate')).toBe(
        'Bearer realm="keywright", error="insufficient_scope", scope="shop.order:delete"',
      )
      expect(headers.get('x-keywright-key-id')).toBeNull()
    })

    it('asks for a credential where there is none', async () => {
      const { status, problem, headers } = await ask({})
      expect([status, problem.code]).toEqual([401, 'UNAUTHENTICATED'])
      expect(headers.get('www-authenticate')).toBe('Bearer realm="keywright"')
    })

    it('takes the token from every header that this server takes', async () => {
      const { token } = await issue()
      const basic = `Basic ${Buffer.from(`${token}:`).toString('base64')}`
      const carriers = [
        ['authorization', basic],
        ['x-api-key', token],
        ['api-key', token],
        ['x-auth-token', token],
      ] as const
      for (const [name, value] of carriers) {
        expect((await ask({ headers: { [name]: value } })).status).toBe(200)
      }
      const other = await issue()
      const both = await ask({ token, headers: { 'api-key': other.token } })
      expect([both.status, both.problem.code]).toEqual([400, 'CREDENTIAL_CONFLICT'])
    })

    it('refuses a key that ended, with the reason for its holder', async () => {
      const revoked = await issue()
      await admin.keys.revoke({ params: { ...params, id: revoked.key.id }, body: {} })
      const disabled = await issue()
      await admin.keys.disable({ params: { ...params, id: disabled.key.id } })
      for (const [{ token }, detail] of [
        [revoked, 'The key is revoked.'],
        [disabled, 'The key is disabled.'],
      ] as const) {
        const { status, problem, headers } = await ask({ token })
        expect(status).toBe(401)
        expect(problem).toMatchObject({ code: 'CREDENTIAL_INVALID', detail })
        expect(headers.get('www-authenticate')).toContain('error="invalid_token"')
      }
    })

    it('tells nobody what other domains have', async () => {
      const { token } = await issue({ role: 'ADMIN' }, 'other')
      const garbage = `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`
      const answers = []
      for (const [path, credential] of [
        ['acme/shop', token],
        ['acme/nothing', token],
        ['nowhere/shop', token],
        ['acme/shop', garbage],
        ['nowhere/shop', garbage],
      ] as const) {
        const { status, problem } = await ask({ token: credential, path })
        answers.push({ status, problem: { ...problem, requestId: '' } })
      }
      expect(answers[0]).toMatchObject({ status: 401, problem: { code: 'CREDENTIAL_INVALID' } })
      for (const answer of answers) expect(answer).toEqual(answers[0])
    })

    it.each([
      ['an API that its own domain does not have', { path: 'acme/nothing' }, /no such API/],
      ['a request that no route matches', { uri: '/nowhere' }, /No route/],
      ['a method that no route has', { method: 'PUT' }, /No route/],
      ['a path that others may read otherwise', { uri: '/orders/../admin' }, /more than one way/],
    ])('refuses %s with 403, since proxies take nothing else', async (_, asked, detail) => {
      const { token } = await issue({ role: 'ADMIN' })
      const { status, problem } = await ask({ token, ...asked })
      expect(status).toBe(403)
      expect(problem).toMatchObject({ code: 'FORBIDDEN', detail: expect.stringMatching(detail) })
    })

    it('follows a change of the routes at once', async () => {
      await admin.apis.create({
        params,
        body: {
          slug: 'moving',
          name: 'Moving',
          routes: [{ method: 'GET', path: '/a', permission: null }],
        },
      })
      const at = { ...params, api: 'moving' }
      const { token } = await issue({ scopes: ['moving.rest:read'] })
      const statusOf = async () => (await ask({ token, uri: '/a', path: 'acme/moving' })).status
      expect(await statusOf()).toBe(200)
      await admin.apis.update({ params: at, body: { routes: [] } })
      expect(await statusOf()).toBe(403)
      await admin.apis.update({ params: at, body: { unmatched: 'moving.rest:read' } })
      expect(await statusOf()).toBe(200)
      await admin.apis.delete({ params: at })
      expect(await statusOf()).toBe(403)
    })

    it('finds the API also by the id of its domain, and ignores its own query', async () => {
      const { token } = await issue()
      const path = `${domainId}/shop?x-forwarded-uri=/open&anything`
      expect((await ask({ token, path })).status).toBe(200)
    })

    it('answers every method, as proxies ask with that of their client', async () => {
      const { token } = await issue()
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        const response = await get().request('/v1/forward-auth/acme/shop', {
          method,
          headers: {
            authorization: `Bearer ${token}`,
            'x-original-method': 'GET',
            'x-original-uri': '/orders/7',
          },
        })
        expect(response.status).toBe(200)
      }
    })

    describe('a list of addresses', () => {
      it('binds the client that the trusted proxy names, not what the client says', async () => {
        const { token } = await issue({ ipAllow: ['10.0.0.0/8'] })
        const through = (chain: string) =>
          ask({ token, from: '192.0.2.1', headers: { 'x-forwarded-for': chain } })
        expect((await through('10.1.2.3')).status).toBe(200)
        expect((await through('11.0.0.1')).status).toBe(403)
        expect((await through('10.1.2.3, 11.0.0.1')).status).toBe(403)
        expect((await through('11.0.0.1, 10.1.2.3')).status).toBe(200)
      })
    })

    it('needs no body, and reads none', async () => {
      const { token } = await issue()
      const response = await get().request('/v1/forward-auth/acme/shop', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'x-forwarded-method': 'GET',
          'x-forwarded-uri': '/orders/7',
        },
        body: 'x'.repeat(2_000_000),
      })
      expect(response.status).toBe(200)
    })
  },
  { trustedProxies: 1 },
)
