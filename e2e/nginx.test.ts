import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeWithNginx } from './testing/nginx.ts'
import {
  bearer,
  type ProtectedArticles,
  refusalIn,
  seenBy,
  startProtectedArticles,
} from './testing/protected-articles.ts'
import { type RawRequest, send } from './testing/send.ts'

describeWithNginx('nginx, with the configuration of the example,', nginx => {
  let articles: ProtectedArticles
  beforeAll(async () => {
    articles = await startProtectedArticles(nginx)
  })
  afterAll(() => articles?.close())

  describe('lets a request with a good key through', () => {
    it('and the API learns who makes it', async () => {
      const { key, token } = await articles.issue()
      const response = await articles.get('/articles', token)
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
      const user = await articles.keywright.seed.user('grace', {
        roles: { [articles.domainId]: 'ADMIN' },
      })
      const { token } = await articles.issue({ actsAs: user.id })
      expect(seenBy(await articles.get('/articles', token)).caller).toMatchObject({
        subject: user.id,
      })
    })

    it('whichever header brings the key, which the API does not get to see', async () => {
      const { token } = await articles.issue()
      const carriers: NonNullable<RawRequest['headers']>[] = [
        { Authorization: `Bearer ${token}` },
        { Authorization: `Basic ${btoa(`${token}:`)}` },
        { 'X-API-Key': token },
        { 'Api-Key': token },
        { 'X-Auth-Token': token },
      ]
      for (const headers of carriers) {
        const response = await send(articles.port, { path: '/articles', headers })
        expect(response.status).toBe(200)
        expect(response.body).not.toContain(token)
        expect(response.body).not.toContain(btoa(`${token}:`))
      }
    })

    it('with its query, its body and its host as they were', async () => {
      const { token } = await articles.issue({ scopes: ['articles.article:create'] })
      const path = '/articles?title=a%2Fb&x=/../admin&token='
      const body = 'x'.repeat(100_000)
      const headers = { ...bearer(token), Host: 'articles.example' }
      const response = await send(articles.port, { method: 'POST', path, body, headers })
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
      const { token } = await articles.issue()
      const head = { method: 'HEAD', path: '/articles' }
      const allowed = await send(articles.port, { ...head, headers: bearer(token) })
      expect([allowed.status, allowed.body]).toEqual([200, ''])
      const refused = await send(articles.port, head)
      expect([refused.status, refused.body]).toEqual([401, ''])
      const { token: weak } = await articles.issue({ scopes: ['articles.article:create'] })
      expect((await send(articles.port, { ...head, headers: bearer(weak) })).status).toBe(403)
    })

    it('where any valid key will do', async () => {
      const { token } = await articles.issue({ scopes: [] })
      expect((await articles.get('/whoami', token)).status).toBe(200)
      expect((await send(articles.port, { path: '/whoami' })).status).toBe(401)
    })
  })

  describe('refuses a request', () => {
    it('without a key, in the words of Keywright', async () => {
      const response = await send(articles.port, { path: '/articles' })
      expect(refusalIn(response)).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' })
      expect(response.headers['www-authenticate']).toEqual(['Bearer realm="keywright"'])
    })

    it('with a key that does not exist', async () => {
      const response = await articles.get('/articles', 'kw_garbage')
      expect(refusalIn(response)).toMatchObject({ status: 401, code: 'CREDENTIAL_INVALID' })
      expect(response.headers['www-authenticate']).toEqual([
        'Bearer realm="keywright", error="invalid_token"',
      ])
    })

    it('with a key that lacks the permission, and names it', async () => {
      const { token } = await articles.issue()
      const response = await send(articles.port, {
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
      const { token } = await articles.issue({ scopes: ['articles.*:*'] })
      expect((await articles.get('/articles', token)).status).toBe(200)
      expect(refusalIn(await articles.get('/elsewhere', token))).toMatchObject({ status: 403 })
      const deletion = { method: 'DELETE', path: '/articles', headers: bearer(token) }
      expect(refusalIn(await send(articles.port, deletion))).toMatchObject({ status: 403 })
    })

    it('with two different keys', async () => {
      const { token } = await articles.issue()
      const headers = { ...bearer(token), 'X-API-Key': 'other' }
      const response = await send(articles.port, { path: '/articles', headers })
      expect(refusalIn(response)).toMatchObject({ status: 400, code: 'CREDENTIAL_CONFLICT' })
    })

    it('within a second of the revocation of its key', async () => {
      const { key, token } = await articles.issue()
      expect((await articles.get('/articles', token)).status).toBe(200)
      const revokedAt = performance.now()
      await articles.admin.keys.revoke({ params: { domain: 'main', id: key.id }, body: undefined })
      const response = await articles.get('/articles', token)
      expect(performance.now() - revokedAt).toBeLessThan(1000)
      expect(refusalIn(response)).toMatchObject({ status: 401, detail: 'The key is revoked.' })
    })

    it('while its key is disabled, and no longer', async () => {
      const { key, token } = await articles.issue()
      const params = { domain: 'main', id: key.id }
      await articles.admin.keys.disable({ params })
      expect(refusalIn(await articles.get('/articles', token))).toMatchObject({
        status: 401,
        detail: 'The key is disabled.',
      })
      await articles.admin.keys.enable({ params })
      expect((await articles.get('/articles', token)).status).toBe(200)
    })

    it('from the moment that its key expires', async () => {
      const expiresAt = new Date(articles.keywright.clock.now() + 60_000).toISOString()
      const { token } = await articles.issue({ expiresAt })
      expect((await articles.get('/articles', token)).status).toBe(200)
      articles.keywright.clock.advance(60_000)
      expect(refusalIn(await articles.get('/articles', token))).toMatchObject({
        status: 401,
        detail: 'The key has expired.',
      })
    })

    it('with a key of another domain, just as with one that does not exist', async () => {
      const { id } = await articles.keywright.seed.domain('other')
      const stranger = await articles.adminOf(id)
      const { token } = await stranger.keys.create({
        params: { domain: id },
        body: { name: 'foreign', scopes: ['*:*'] },
      })
      const [foreign, unknown] = [
        await articles.get('/articles', token),
        await articles.get('/articles', 'kw_garbage'),
      ].map(response => ({ ...refusalIn(response), requestId: '' }))
      expect(foreign).toMatchObject({ status: 401, code: 'CREDENTIAL_INVALID' })
      expect(foreign).toEqual(unknown)
    })

    it('from an address that is not on the list of its key, whatever it says of itself', async () => {
      const { token } = await articles.issue({ ipAllow: ['127.0.0.7/32'] })
      const request = { path: '/articles', headers: bearer(token) }
      expect((await send(articles.port, { ...request, from: '127.0.0.7' })).status).toBe(200)
      for (const header of ['X-Forwarded-For', 'X-Real-IP', 'Forwarded', 'True-Client-IP']) {
        const value = header === 'Forwarded' ? 'for=127.0.0.7' : '127.0.0.7'
        const headers = { ...request.headers, [header]: value }
        expect(refusalIn(await send(articles.port, { ...request, headers }))).toMatchObject({
          status: 403,
          detail: 'The key is not accepted from this address.',
        })
      }
    })
  })

  it('refuses everything, once the API is no longer registered', async () => {
    const { token } = await articles.issue({ scopes: ['*:*'] })
    const api = await articles.admin.apis.read({ params: { domain: 'main', api: 'articles' } })
    await articles.admin.apis.delete({ params: { domain: 'main', api: 'articles' } })
    const response = await articles.get('/articles', token)
    const { slug, name, resources, routes } = api
    await articles.admin.apis.create({
      params: { domain: 'main' },
      body: { slug, name, resources, routes },
    })
    expect(refusalIn(response)).toMatchObject({ status: 403, code: 'FORBIDDEN' })
    expect((await articles.get('/articles', token)).status).toBe(200)
  })
})
