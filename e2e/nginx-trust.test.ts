import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeWithNginx } from './testing/nginx.ts'
import {
  bearer,
  type ProtectedArticles,
  refusalIn,
  seenBy,
  startProtectedArticles,
} from './testing/protected-articles.ts'
import { send } from './testing/send.ts'

describeWithNginx(
  'nginx, with the configuration of the example, and a client that lies,',
  nginx => {
    let articles: ProtectedArticles
    beforeAll(async () => {
      articles = await startProtectedArticles(nginx)
    })
    afterAll(() => articles?.close())

    describe('believes nothing that a client says of itself:', () => {
      it('an identity', async () => {
        const { key, token } = await articles.issue()
        const response = await send(articles.port, {
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
        expect((await send(articles.port, { path: '/articles', headers })).status).toBe(401)
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
        const { token } = await articles.issue()
        const headers = { ...others, ...bearer(token) }
        expect(refusalIn(await send(articles.port, { path: '/admin', headers })).status).toBe(403)
        const creation = { method: 'POST', path: '/articles', headers }
        expect(refusalIn(await send(articles.port, creation)).status).toBe(403)
      })

      it('and passes no such word on to the API', async () => {
        const { token } = await articles.issue()
        const headers = { ...others, ...bearer(token), 'X-Forwarded-For': '192.0.2.1' }
        const response = await send(articles.port, { path: '/articles/1', headers })
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
        const { token } = await articles.issue()
        const response = await articles.get(path, token)
        expect([400, 403]).toContain(response.status)
        expect(response.body).not.toContain('caller')
      })
    })

    it('does not take the body of one request for the next one', async () => {
      const { token } = await articles.issue({ scopes: ['articles.*:*'] })
      const smuggled = `GET /v1/forward-auth/main/articles HTTP/1.1\r\nHost: x\r\n\r\n`
      const upload = { method: 'POST', path: '/articles', headers: bearer(token), body: smuggled }
      expect((await send(articles.port, upload)).status).toBe(200)
      expect((await articles.get('/articles', token)).status).toBe(200)
      expect((await send(articles.port, { ...upload, headers: {} })).status).toBe(401)
      expect((await send(articles.port, { path: '/articles' })).status).toBe(401)
      expect((await articles.get('/articles', token)).status).toBe(200)
    })

    it('keeps its question to Keywright to itself', async () => {
      const { token } = await articles.issue({ scopes: ['*:*'] })
      for (const path of ['/_keywright', '/%5Fkeywright', '/./_keywright']) {
        expect((await articles.get(path, token)).status).toBe(404)
      }
    })
  },
)
