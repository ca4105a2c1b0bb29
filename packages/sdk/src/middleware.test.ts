import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import createFastify from 'fastify'
import { Hono } from 'hono'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as forExpress from './express.ts'
import * as forFastify from './fastify.ts'
import type { RequireKeyOptions } from './guard.ts'
import * as forHono from './hono.ts'
import { createVerifier, type Verifier } from './index.ts'
import {
  type FakeKeywright,
  GOOD_TOKEN,
  READER,
  startFakeKeywright,
} from './testing/fake-keywright.ts'
import type { VerifyResult } from './verify-result.ts'

/** What a framework knows of a request that these tests decide by. */
interface AnyRequest {
  method?: string | undefined
}

/**
 * An API of one route that answers who called: `{ key, subject, permissions }`. What is thrown at
 * the framework is answered with 500 and the name of the error.
 */
interface Api {
  send(init?: RequestInit): Promise<Response>
  close(): Promise<void>
}

/** `reached` is called for every request that gets through. */
type Framework = (
  verifier: Verifier,
  options: RequireKeyOptions<AnyRequest>,
  reached: () => void,
) => Promise<Api>

const frameworks: Record<string, Framework> = {
  async express(verifier, options, reached) {
    const app = express()
    app.use(forExpress.requireKey(verifier, options))
    app.all('/articles', (request, response) => {
      reached()
      response.json(request.keywright)
    })
    const onError: express.ErrorRequestHandler = (error: Error, _, response, _next) =>
      void response.status(500).json({ error: error.name })
    app.use(onError)
    return listen(app)
  },

  'node:http': async (verifier, options, reached) => {
    const middleware = forExpress.requireKey(verifier, options)
    return listen((request: forExpress.KeyedRequest, response) =>
      middleware(request, response, error => {
        if (!error) reached()
        const body = error instanceof Error ? { error: error.name } : request.keywright
        response.writeHead(error ? 500 : 200, { 'content-type': 'application/json' })
        response.end(JSON.stringify(body))
      }),
    )
  },

  async fastify(verifier, options, reached) {
    const app = createFastify()
    app.addHook('onRequest', forFastify.requireKey(verifier, options))
    app.all('/articles', async request => {
      reached()
      return request.keywright
    })
    app.setErrorHandler<Error>((error, _, reply) => reply.code(500).send({ error: error.name }))
    const url = await app.listen({ port: 0, host: '127.0.0.1' })
    return { send: init => fetch(`${url}/articles`, init), close: () => app.close() }
  },

  async hono(verifier, { permission, ip, ...options }, reached) {
    const app = new Hono<{ Variables: forHono.KeywrightVariables }>()
    const middleware = forHono.requireKey(verifier, {
      ...options,
      ip: c => (ip ? ip(c.req) : '127.0.0.1'),
      ...(permission !== undefined && {
        permission: typeof permission === 'string' ? permission : c => permission(c.req),
      }),
    })
    app.use(middleware)
    app.all('/articles', c => {
      reached()
      return c.json(c.var.keywright)
    })
    app.onError((error, c) => c.json({ error: error.name }, 500))
    return {
      send: async init => app.request('http://127.0.0.1/articles', init),
      close: async () => {},
    }
  },
}

let fake: FakeKeywright
beforeAll(async () => {
  fake = await startFakeKeywright()
})
afterAll(() => fake.close())
beforeEach(() => {
  fake.asked.length = 0
  fake.keys.clear()
  fake.keys.set(GOOD_TOKEN, READER)
  fake.instead = undefined
})

/** How many requests got through. */
let reached = 0
const count = () => {
  reached++
}
beforeEach(() => {
  reached = 0
})

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })

describe.each(Object.entries(frameworks))('with %s', (_, start) => {
  let api: Api
  beforeAll(async () => {
    const verifier = createVerifier({ url: fake.url, token: 'caller', cacheSeconds: 0 })
    api = await start(verifier, { permission: 'articles.article:read', realm: 'articles' }, count)
  })
  afterAll(() => api.close())

  it('a request with a good key goes through, and the API knows who makes it', async () => {
    const response = await api.send(bearer(GOOD_TOKEN))
    expect(response.status).toBe(200)
    expect(reached).toBe(1)
    const { key, subject, permissions } = READER
    expect(await response.json()).toEqual({ key, subject, permissions })
    expect(fake.asked[0]?.body).toEqual({
      token: GOOD_TOKEN,
      permissions: ['articles.article:read'],
      ip: '127.0.0.1',
    })
  })

  it.each([
    ['authorization', `bearer ${GOOD_TOKEN}`],
    ['authorization', `Basic ${btoa(`${GOOD_TOKEN}:`)}`],
    ['x-api-key', GOOD_TOKEN],
    ['api-key', GOOD_TOKEN],
    ['x-auth-token', GOOD_TOKEN],
  ])('a key is read from %s: %s', async (name, value) => {
    const response = await api.send({ headers: { [name]: value } })
    expect(response.status).toBe(200)
  })

  it('a request without a key is told to bring one', async () => {
    const response = await api.send()
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="articles"')
    expect(await problemOf(response)).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' })
    expect(fake.asked).toEqual([])
  })

  it('two different keys are one too many', async () => {
    const { headers } = bearer(GOOD_TOKEN)
    const response = await api.send({ headers: { ...headers, 'x-api-key': 'other' } })
    expect(response.status).toBe(400)
    expect(await problemOf(response)).toMatchObject({ code: 'CREDENTIAL_CONFLICT' })
    expect(fake.asked).toEqual([])
  })

  it('another way to authenticate is refused without asking', async () => {
    const response = await api.send({ headers: { authorization: 'Digest username="x"' } })
    expect(response.status).toBe(401)
    expect(await problemOf(response)).toMatchObject({ code: 'CREDENTIAL_INVALID' })
    expect(fake.asked).toEqual([])
  })

  it.each<[VerifyResult['code'], number, string]>([
    ['NOT_FOUND', 401, 'CREDENTIAL_INVALID'],
    ['EXPIRED', 401, 'CREDENTIAL_INVALID'],
    ['DISABLED', 401, 'CREDENTIAL_INVALID'],
    ['REVOKED', 401, 'CREDENTIAL_INVALID'],
    ['SUBJECT_INACTIVE', 401, 'CREDENTIAL_INVALID'],
    ['IP_DENIED', 403, 'FORBIDDEN'],
    ['RATE_LIMITED', 429, 'RATE_LIMITED'],
    ['QUOTA_EXCEEDED', 429, 'RATE_LIMITED'],
  ])('a key that is %s is refused with %s', async (code, status, refusedAs) => {
    fake.keys.set(GOOD_TOKEN, { valid: false, code })
    const response = await api.send(bearer(GOOD_TOKEN))
    expect(response.status).toBe(status)
    const problem = await problemOf(response)
    expect(problem).toMatchObject({ status, code: refusedAs, detail: expect.any(String) })
    expect(response.headers.get('www-authenticate')).toBe(
      {
        401: 'Bearer realm="articles", error="invalid_token"',
        403: 'Bearer realm="articles", error="insufficient_scope"',
      }[status] ?? null,
    )
  })

  it('a key without the permission is told which one', async () => {
    fake.keys.set(GOOD_TOKEN, { ...READER, permissions: [] })
    const response = await api.send(bearer(GOOD_TOKEN))
    expect(response.status).toBe(403)
    expect(response.headers.get('www-authenticate')).toBe(
      'Bearer realm="articles", error="insufficient_scope", scope="articles.article:read"',
    )
    expect(await problemOf(response)).toMatchObject({
      code: 'FORBIDDEN',
      missing: ['articles.article:read'],
    })
  })

  it('an outage of Keywright refuses everybody, and says when to come again', async () => {
    fake.instead = (_, response) => void response.writeHead(503).end()
    const response = await api.send(bearer(GOOD_TOKEN))
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('2')
    expect(await problemOf(response)).toMatchObject({ code: 'UNAVAILABLE' })
  })

  it('a misconfiguration is reported to the framework, and nobody is let in', async () => {
    fake.instead = (_, response) => void response.writeHead(403).end()
    const response = await api.send(bearer(GOOD_TOKEN))
    expect(response.status).toBe(500)
    expect(await response.json()).toEqual({ error: 'KeywrightError' })
    expect(reached).toBe(0)
  })

  it('a HEAD request is refused without a body', async () => {
    const response = await api.send({ method: 'HEAD' })
    expect(response.status).toBe(401)
    expect(await response.text()).toBe('')
  })
})

describe.each(Object.entries(frameworks))('with %s, the options', (_, start) => {
  it('decide the permission and the address by the request, and are not changed', async () => {
    const options: RequireKeyOptions<AnyRequest> = Object.freeze({
      permission: (request: AnyRequest) =>
        request.method === 'POST' ? 'articles.article:create' : 'articles.article:read',
      ip: () => '192.0.2.7',
    })
    const verifier = createVerifier({ url: fake.url, token: 'caller' })
    const api = await start(verifier, options, count)
    expect((await api.send(bearer(GOOD_TOKEN))).status).toBe(200)
    expect((await api.send({ method: 'POST', ...bearer(GOOD_TOKEN) })).status).toBe(403)
    expect(fake.asked.map(({ body }) => [body.permissions, body.ip])).toEqual([
      [['articles.article:read'], '192.0.2.7'],
      [['articles.article:create'], '192.0.2.7'],
    ])
    await api.close()
  })

  it('may be left out: any valid key will do', async () => {
    fake.keys.set(GOOD_TOKEN, { ...READER, permissions: [] })
    const verifier = createVerifier({ url: fake.url, token: 'caller' })
    const api = await start(verifier, {}, count)
    expect((await api.send(bearer(GOOD_TOKEN))).status).toBe(200)
    expect((await api.send()).headers.get('www-authenticate')).toBe('Bearer realm="api"')
    await api.close()
  })

  it('may not break out of the header with the realm', async () => {
    const verifier = createVerifier({ url: fake.url, token: 'caller' })
    await expect(start(verifier, { realm: 'a", error="' }, count)).rejects.toThrow('realm')
  })
})

/** The body of a refusal, behind which the API was not reached. */
async function problemOf(response: Response): Promise<unknown> {
  expect(reached).toBe(0)
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  expect(response.headers.get('cache-control')).toBe('no-store')
  return response.json()
}

async function listen(listener: RequestListener): Promise<Api> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on TCP has an address of this kind.
  const { port } = server.address() as AddressInfo
  return {
    send: init => fetch(`http://127.0.0.1:${port}/articles`, init),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
