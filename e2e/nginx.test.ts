import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listen } from '../packages/server/src/http/listen.ts'
import {
  createTestServer,
  type TestServer,
} from '../packages/server/src/testing/create-test-server.ts'
import { describeWithNginx, startNginx, startUpstream } from './testing/nginx.ts'
import { type RawRequest, type RawResponse, send } from './testing/send.ts'

describeWithNginx('nginx, with the configuration of the example,', nginx => {
  let keywright: TestServer
  const running: { close(): Promise<void> }[] = []
  let port: number
  let main: string
  let admin: ReturnType<TestServer['client']>

  beforeAll(async () => {
    keywright = await createTestServer({ engine: 'sqlite', config: { trustedProxies: 1 } })
    const listening = await listen(keywright.server, { host: '127.0.0.1', port: 0 })
    running.push(listening)
    const upstream = await startUpstream()
    running.push(upstream)
    const ports = { keywright: Number(new URL(listening.url).port), articles: upstream.port }
    const proxy = await startNginx(nginx, ports)
    running.push(proxy)
    port = proxy.port
    main = (await keywright.seed.domain('main')).id
    admin = await adminOf(main)
    await admin.apis.create({
      params: { domain: 'main' },
      body: {
        slug: 'articles',
        name: 'Articles',
        resources: [{ name: 'article', actions: ['read', 'create'] }],
        routes: [
          { method: 'GET', path: '/articles', permission: 'articles.article:read' },
          { method: 'GET', path: '/articles/:id', permission: 'articles.article:read' },
          { method: 'POST', path: '/articles', permission: 'articles.article:create' },
          { method: 'GET', path: '/admin', permission: 'articles.admin:read' },
          { method: 'GET', path: '/whoami', permission: null },
        ],
      },
    })
  })
  afterAll(async () => {
    for (const part of running.reverse()) await part.close()
    await keywright?.close()
  })

  describe('lets a request with a good key through', () => {
    it('and the API learns who makes it', async () => {
      const { key, token } = await issue()
      const response = await get('/articles', token)
      expect(response.status).toBe(200)
      expect(seenBy(response)).toMatchObject({
        method: 'GET',
        url: '/articles',
        caller: {
          keyId: key.id,
          subject: null,
          domain: 'main',
          permissions: ['articles.article:read'],
        },
      })
    })

    it('and the API learns as whom the key acts', async () => {
      const user = await keywright.seed.user('grace', { roles: { [main]: 'ADMIN' } })
      const { token } = await issue({ actsAs: user.id })
      expect(seenBy(await get('/articles', token)).caller).toMatchObject({ subject: user.id })
    })

    it('whichever header brings the key, which the API does not get to see', async () => {
      const { token } = await issue()
      const carriers: NonNullable<RawRequest['headers']>[] = [
        { Authorization: `Bearer ${token}` },
        { Authorization: `Basic ${btoa(`${token}:`)}` },
        { 'X-API-Key': token },
        { 'Api-Key': token },
        { 'X-Auth-Token': token },
      ]
      for (const headers of carriers) {
        const response = await send(port, { path: '/articles', headers })
        expect(response.status).toBe(200)
        expect(response.body).not.toContain(token)
        expect(response.body).not.toContain(btoa(`${token}:`))
      }
    })

    it('with its query, its body and its host as they were', async () => {
      const { token } = await issue({ scopes: ['articles.article:create'] })
      const path = '/articles?title=a%2Fb&x=/../admin&token='
      const body = 'x'.repeat(100_000)
      const headers = { ...bearer(token), Host: 'articles.example' }
      const response = await send(port, { method: 'POST', path, body, headers })
      expect(response.status).toBe(200)
      expect(seenBy(response)).toMatchObject({
        url: path,
        headers: {
          host: 'articles.example',
          'x-forwarded-host': 'articles.example',
          'content-length': '100000',
        },
      })
    })

    it('for HEAD as for GET', async () => {
      const { token } = await issue()
      const head = { method: 'HEAD', path: '/articles' }
      const allowed = await send(port, { ...head, headers: bearer(token) })
      expect([allowed.status, allowed.body]).toEqual([200, ''])
      const refused = await send(port, head)
      expect([refused.status, refused.body]).toEqual([401, ''])
      const { token: weak } = await issue({ scopes: ['articles.article:create'] })
      expect((await send(port, { ...head, headers: bearer(weak) })).status).toBe(403)
    })

    it('where any valid key will do', async () => {
      const { token } = await issue({ scopes: [] })
      expect((await get('/whoami', token)).status).toBe(200)
      expect((await send(port, { path: '/whoami' })).status).toBe(401)
    })
  })

  describe('refuses a request', () => {
    it('without a key, in the words of Keywright', async () => {
      const response = await send(port, { path: '/articles' })
      expect(refusalIn(response)).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' })
      expect(response.headers['www-authenticate']).toEqual(['Bearer realm="keywright"'])
    })

    it('with a key that does not exist', async () => {
      const response = await get('/articles', 'kw_garbage')
      expect(refusalIn(response)).toMatchObject({ status: 401, code: 'CREDENTIAL_INVALID' })
      expect(response.headers['www-authenticate']).toEqual([
        'Bearer realm="keywright", error="invalid_token"',
      ])
    })

    it('with a key that lacks the permission, and names it', async () => {
      const { token } = await issue()
      const response = await send(port, {
        method: 'POST',
        path: '/articles',
        headers: bearer(token),
      })
      expect(refusalIn(response)).toMatchObject({
        status: 403,
        code: 'FORBIDDEN',
        missing: ['articles.article:create'],
      })
      expect(response.headers['www-authenticate']).toEqual([
        'Bearer realm="keywright", error="insufficient_scope", scope="articles.article:create"',
      ])
    })

    it('that no route of the API matches', async () => {
      const { token } = await issue({ scopes: ['articles.*:*'] })
      expect((await get('/articles', token)).status).toBe(200)
      expect(refusalIn(await get('/elsewhere', token))).toMatchObject({ status: 403 })
      const deletion = { method: 'DELETE', path: '/articles', headers: bearer(token) }
      expect(refusalIn(await send(port, deletion))).toMatchObject({ status: 403 })
    })

    it('with two different keys', async () => {
      const { token } = await issue()
      const headers = { ...bearer(token), 'X-API-Key': 'other' }
      const response = await send(port, { path: '/articles', headers })
      expect(refusalIn(response)).toMatchObject({ status: 400, code: 'CREDENTIAL_CONFLICT' })
    })

    it('within a second of the revocation of its key', async () => {
      const { key, token } = await issue()
      expect((await get('/articles', token)).status).toBe(200)
      const revokedAt = performance.now()
      await admin.keys.revoke({ params: { domain: 'main', id: key.id }, body: undefined })
      const response = await get('/articles', token)
      expect(performance.now() - revokedAt).toBeLessThan(1000)
      expect(refusalIn(response)).toMatchObject({ status: 401, detail: 'The key is revoked.' })
    })

    it('while its key is disabled, and no longer', async () => {
      const { key, token } = await issue()
      const params = { domain: 'main', id: key.id }
      await admin.keys.disable({ params })
      expect(refusalIn(await get('/articles', token))).toMatchObject({
        status: 401,
        detail: 'The key is disabled.',
      })
      await admin.keys.enable({ params })
      expect((await get('/articles', token)).status).toBe(200)
    })

    it('from the moment that its key expires', async () => {
      const expiresAt = new Date(keywright.clock.now() + 60_000).toISOString()
      const { token } = await issue({ expiresAt })
      expect((await get('/articles', token)).status).toBe(200)
      keywright.clock.advance(60_000)
      expect(refusalIn(await get('/articles', token))).toMatchObject({
        status: 401,
        detail: 'The key has expired.',
      })
    })

    it('with a key of another domain, just as with one that does not exist', async () => {
      const { id } = await keywright.seed.domain('other')
      const stranger = await adminOf(id)
      const { token } = await stranger.keys.create({
        params: { domain: id },
        body: { name: 'foreign', scopes: ['*:*'] },
      })
      const [foreign, unknown] = [
        await get('/articles', token),
        await get('/articles', 'kw_garbage'),
      ].map(response => ({ ...refusalIn(response), requestId: '' }))
      expect(foreign).toMatchObject({ status: 401, code: 'CREDENTIAL_INVALID' })
      expect(foreign).toEqual(unknown)
    })

    it('from an address that is not on the list of its key, whatever it says of itself', async () => {
      const { token } = await issue({ ipAllow: ['127.0.0.7/32'] })
      const request = { path: '/articles', headers: bearer(token) }
      expect((await send(port, { ...request, from: '127.0.0.7' })).status).toBe(200)
      for (const header of ['X-Forwarded-For', 'X-Real-IP', 'Forwarded', 'True-Client-IP']) {
        const value = header === 'Forwarded' ? 'for=127.0.0.7' : '127.0.0.7'
        const headers = { ...request.headers, [header]: value }
        expect(refusalIn(await send(port, { ...request, headers }))).toMatchObject({
          status: 403,
          detail: 'The key is not accepted from this address.',
        })
      }
    })
  })

  describe('believes nothing that a client says of itself:', () => {
    it('an identity', async () => {
      const { key, token } = await issue()
      const response = await send(port, {
        path: '/articles',
        headers: {
          ...bearer(token),
          'X-Keywright-Key-Id': ['key_forged', 'key_forged'],
          'x-keywright-subject': 'usr_forged',
          'X-KEYWRIGHT-DOMAIN': 'forged',
          'X-Keywright-Permissions': 'forged:*',
          X_Keywright_Subject: 'usr_forged',
          'X-Keywright_Subject': 'usr_forged',
        },
      })
      expect(response.status).toBe(200)
      expect(seenBy(response).caller).toMatchObject({ keyId: key.id, subject: null })
      expect(response.body).not.toContain('forged')
    })

    it('an identity without a key', async () => {
      const headers = { 'X-Keywright-Key-Id': 'key_forged', 'X-Keywright-Permissions': '*:*' }
      expect((await send(port, { path: '/articles', headers })).status).toBe(401)
    })

    const others = {
      'X-Original-URI': '/articles',
      'X-Original-URL': '/articles',
      'X-Original-Method': 'GET',
      'X-Rewrite-URL': '/articles',
      'X-Forwarded-Uri': '/articles',
      'X-Forwarded-Method': 'GET',
      'X-Forwarded-Prefix': '/articles',
      'X-HTTP-Method': 'GET',
      'X-HTTP-Method-Override': 'GET',
      'X-Method-Override': 'GET',
    }

    it('another path or method than the one it asks for', async () => {
      const { token } = await issue()
      const headers = { ...others, ...bearer(token) }
      expect(refusalIn(await send(port, { path: '/admin', headers })).status).toBe(403)
      const creation = { method: 'POST', path: '/articles', headers }
      expect(refusalIn(await send(port, creation)).status).toBe(403)
    })

    it('and passes no such word on to the API', async () => {
      const { token } = await issue()
      const headers = { ...others, ...bearer(token), 'X-Forwarded-For': '192.0.2.1' }
      const response = await send(port, { path: '/articles/1', headers })
      expect(response.status).toBe(200)
      const seen = seenBy(response).headers
      for (const name of Object.keys(others)) expect(seen).not.toHaveProperty(name.toLowerCase())
      expect(seen).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' })
    })

    it.each([
      '/articles/../admin',
      '/articles/%2e%2e/admin',
      '/articles/.%2E/admin',
      '/articles/..%2fadmin',
      '/articles%2f..%2fadmin',
      '/articles/%252e%252e/admin',
      '/articles/..\\admin',
      '/articles/%5c..%5cadmin',
      '/articles/..;/admin',
      '/articles/1;x=/../admin',
      '//articles',
      '/articles//1',
      '/./articles',
      '/articles/%00',
      '/articles/%zz',
      '/articles#/admin',
      'http://127.0.0.1/admin',
      'http://127.0.0.1/articles/../admin',
      '/admin?/articles',
      '/admin',
    ])('that %s is a path it may read', async path => {
      const { token } = await issue()
      const response = await get(path, token)
      expect([400, 403]).toContain(response.status)
      expect(response.body).not.toContain('caller')
    })
  })

  it('does not take the body of one request for the next one', async () => {
    const { token } = await issue({ scopes: ['articles.*:*'] })
    const smuggled = `GET /v1/forward-auth/main/articles HTTP/1.1\r\nHost: x\r\n\r\n`
    const upload = { method: 'POST', path: '/articles', headers: bearer(token), body: smuggled }
    expect((await send(port, upload)).status).toBe(200)
    expect((await get('/articles', token)).status).toBe(200)
    expect((await send(port, { ...upload, headers: {} })).status).toBe(401)
    expect((await send(port, { path: '/articles' })).status).toBe(401)
    expect((await get('/articles', token)).status).toBe(200)
  })

  it('keeps its question to Keywright to itself', async () => {
    const { token } = await issue({ scopes: ['*:*'] })
    for (const path of ['/_keywright', '/%5Fkeywright', '/./_keywright']) {
      expect((await get(path, token)).status).toBe(404)
    }
  })

  it('refuses everything, once the API is no longer registered', async () => {
    const { token } = await issue({ scopes: ['*:*'] })
    const api = await admin.apis.read({ params: { domain: 'main', api: 'articles' } })
    await admin.apis.delete({ params: { domain: 'main', api: 'articles' } })
    const response = await get('/articles', token)
    const { slug, name, resources, routes } = api
    await admin.apis.create({ params: { domain: 'main' }, body: { slug, name, resources, routes } })
    expect(refusalIn(response)).toMatchObject({ status: 403, code: 'FORBIDDEN' })
    expect((await get('/articles', token)).status).toBe(200)
  })

  type KeyFields = Parameters<typeof admin.keys.create>[0]['body']

  function issue(fields: Partial<KeyFields> = {}) {
    const body = { name: 'A key', scopes: ['articles.article:read'], ...fields }
    return admin.keys.create({ params: { domain: 'main' }, body })
  }

  async function adminOf(domainId: string) {
    const name = `admin-of-${domainId}`
    const { cookie } = await keywright.seed.user(name, { roles: { [domainId]: 'ADMIN' } })
    return keywright.client({ cookie })
  }

  function get(path: string, token: string): Promise<RawResponse> {
    return send(port, { path, headers: bearer(token) })
  }
})

function bearer(token: string): NonNullable<RawRequest['headers']> {
  return { Authorization: `Bearer ${token}` }
}

interface Seen {
  method: string
  url: string
  caller: Record<string, unknown>
  headers: Record<string, string>
}

/** What the API of the example saw of a request. */
function seenBy({ body }: RawResponse): Seen {
  return JSON.parse(body)
}

/** The problem that a refusal is; fails for anything that the API wrote. */
function refusalIn({ status, headers, body }: RawResponse): Record<string, unknown> {
  expect(headers['content-type']).toEqual(['application/problem+json'])
  const problem: Record<string, unknown> = JSON.parse(body)
  expect(problem).not.toHaveProperty('caller')
  expect(problem.status).toBe(status)
  return problem
}
