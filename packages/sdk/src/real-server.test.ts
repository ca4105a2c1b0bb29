import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestServer, type TestServer } from '../../server/src/testing/create-test-server.ts'
import { requireKey } from './express.ts'
import { createVerifier } from './index.ts'

describe('an API with the SDK before it and a real Keywright behind it', () => {
  let keywright: TestServer
  let api: { url: string; close(): Promise<void> }
  let domainId: string
  let editor: ReturnType<TestServer['client']>

  beforeAll(async () => {
    keywright = await createTestServer({ engine: 'sqlite' })
    const domain = await keywright.seed.domain('shop')
    domainId = domain.id
    const { cookie } = await keywright.seed.user('ada', { roles: { [domainId]: 'ADMIN' } })
    editor = keywright.client({ cookie })
    const caller = await issue(['backoffice.keys:verify'])
    api = await startApi(verifierOf(caller.token))
  })
  afterAll(async () => {
    await api?.close()
    await keywright?.close()
  })

  it('lets a key in that holds the permission, and tells the API who it is', async () => {
    const { key, token } = await issue(['articles.article:read'])
    const response = await get(token)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      key: { id: key.id, name: key.name, domainId },
      subject: null,
      permissions: ['articles.article:read'],
    })
  })

  it('refuses one that does not hold it, and names what is missing', async () => {
    const { token } = await issue(['articles.article:create'])
    const response = await get(token)
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ missing: ['articles.article:read'] })
  })

  it('refuses a key as soon as it is revoked, where nothing is cached', async () => {
    const { key, token } = await issue(['articles.article:read'])
    expect((await get(token)).status).toBe(200)
    await editor.keys.revoke({ params: { domain: domainId, id: key.id }, body: undefined })
    const response = await get(token)
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ detail: 'The key is revoked.' })
  })

  it('refuses a key from an address that is not on its list', async () => {
    const { token } = await issue(['articles.article:read'], { ipAllow: ['192.0.2.0/24'] })
    expect((await get(token)).status).toBe(403)
    const near = await issue(['articles.article:read'], { ipAllow: ['127.0.0.0/8'] })
    expect((await get(near.token)).status).toBe(200)
  })

  it('does not find the key of another domain', async () => {
    const other = await keywright.seed.domain('other')
    const { cookie } = await keywright.seed.user('eve', { roles: { [other.id]: 'ADMIN' } })
    const { token } = await keywright.client({ cookie }).keys.create({
      params: { domain: other.id },
      body: { name: 'foreign', scopes: ['articles.article:read'] },
    })
    const result = await verifierOf((await issue(['backoffice.keys:verify'])).token).verify(token)
    expect(result).toEqual({ valid: false, code: 'NOT_FOUND' })
  })

  it('is told when its own token may not verify, or is none', async () => {
    const { token } = await issue(['articles.article:read'])
    const weak = verifierOf(token)
    await expect(weak.verify(token)).rejects.toMatchObject({ code: 'MISCONFIGURED', status: 403 })
    const none = verifierOf('none')
    await expect(none.verify(token)).rejects.toMatchObject({ code: 'MISCONFIGURED', status: 401 })
  })

  it('is told when it asks for something that is no permission', async () => {
    const { token } = await issue(['backoffice.keys:verify'])
    await expect(
      verifierOf(token).verify(token, { permissions: ['read articles'] }),
    ).rejects.toMatchObject({ code: 'MISCONFIGURED', status: 400 })
  })

  function issue(scopes: string[], more: { ipAllow?: string[] } = {}) {
    const body = { name: scopes.join(' '), scopes, ...more }
    return editor.keys.create({ params: { domain: domainId }, body })
  }

  function get(token: string): Promise<Response> {
    return fetch(api.url, { headers: { authorization: `Bearer ${token}` } })
  }

  function verifierOf(token: string) {
    return createVerifier({
      url: 'http://localhost:4747',
      token,
      domain: domainId,
      cacheSeconds: 0,
      fetch: (url, init) => keywright.request(url, init),
    })
  }
})

async function startApi(verifier: ReturnType<typeof createVerifier>) {
  const app = express()
  app.get(
    '/',
    requireKey(verifier, { permission: 'articles.article:read' }),
    (request, response) => void response.json(request.keywright),
  )
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on TCP has an address of this kind.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
