import { request as httpRequest, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestServer, type TestServer } from '../testing/create-test-server.ts'
import { type Listening, listen } from './listen.ts'

interface Answer {
  status: number
  headers: Record<string, string>
  body: string
}

/** Headers that the transport adds, or that are new for every answer. */
const OF_TRANSPORT = new Set(['date', 'connection', 'keep-alive', 'content-length', 'x-request-id'])

describe('an answer over a socket', () => {
  let test: TestServer
  let listening: Listening
  let token: string
  let cookie: string

  beforeAll(async () => {
    test = await createTestServer({ engine: 'sqlite' })
    listening = await listen(test.server, { host: '127.0.0.1', port: 0 })
    const { id } = await test.seed.domain('acme')
    const ana = await test.seed.user('ana', { roles: { [id]: 'ADMIN' } })
    cookie = ana.cookie
    const admin = test.client(ana)
    const params = { domain: 'acme' }
    const scopes = ['shop.order:read', 'backoffice.keys:verify']
    token = (await admin.keys.create({ params, body: { name: 'Key', scopes } })).token
    const routes = [{ method: 'GET', path: '/orders', permission: 'shop.order:read' } as const]
    await admin.apis.create({ params, body: { slug: 'shop', name: 'Shop', routes } })
  })
  afterAll(async () => {
    await listening.close()
    await test.close()
  })

  interface Sent {
    method?: string
    path: string
    headers?: Record<string, string>
    body?: string
  }

  function overSocket({ method = 'POST', path, headers = {}, body }: Sent): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { port } = new URL(listening.url)
      const sent = httpRequest(
        { host: '127.0.0.1', port, method, path, headers, agent: false },
        (answer: IncomingMessage) => {
          const chunks: Buffer[] = []
          answer.on('data', chunk => chunks.push(chunk))
          answer.on('end', () =>
            resolve({
              status: answer.statusCode ?? 0,
              headers: ownHeaders(Object.entries(answer.headers) as [string, string][]),
              body: withoutRequestId(Buffer.concat(chunks).toString()),
            }),
          )
        },
      )
      sent.on('error', reject)
      sent.end(body)
    })
  }

  async function inMemory({ method = 'POST', path, headers = {}, body }: Sent): Promise<Answer> {
    const response = await test.request(path, {
      method,
      headers,
      ...(body !== undefined && { body }),
    })
    return {
      status: response.status,
      headers: ownHeaders([...response.headers]),
      body: withoutRequestId(await response.text()),
    }
  }

  const json = { 'content-type': 'application/json' }
  const bearer = () => ({ authorization: `Bearer ${token}` })
  const verify = (body: string, headers = {}): Sent => ({
    path: '/v1/verify',
    headers: { ...bearer(), ...json, ...headers },
    body,
  })
  const forward = (headers: Record<string, string>, method = 'GET'): Sent => ({
    method,
    path: '/v1/forward-auth/acme/shop',
    headers: { ...bearer(), ...headers },
  })
  const original = { 'x-forwarded-method': 'GET', 'x-forwarded-uri': '/orders' }

  const cases: [string, () => Sent, number][] = [
    ['a valid key', () => verify(JSON.stringify({ token })), 200],
    ['a permission', () => verify(JSON.stringify({ token, permissions: ['a.b:c'] })), 200],
    ['an unknown token', () => verify(JSON.stringify({ token: 'x' })), 200],
    ['white space in the JSON', () => verify(` { "token" : ${JSON.stringify(token)} } `), 200],
    ['an escaped letter', () => verify(`{"tok\\u0065n":${JSON.stringify(token)}}`), 200],
    [
      'a content type with a charset',
      () => verify('{"token":"x"}', { 'content-type': 'Application/JSON; charset=utf-8' }),
      200,
    ],
    ['no body', () => verify(''), 400],
    ['broken JSON', () => verify('{"token":'), 400],
    ['JSON that is no object', () => verify('[]'), 400],
    ['null', () => verify('null'), 400],
    ['a missing token', () => verify('{}'), 400],
    ['a token that is no text', () => verify('{"token":1}'), 400],
    ['a token that is too long', () => verify(JSON.stringify({ token: 'x'.repeat(513) })), 400],
    ['an unknown field', () => verify('{"token":"x","admin":true}'), 400],
    ['a field of the prototype', () => verify('{"token":"x","__proto__":{}}'), 400],
    ['NUL in a token', () => verify('{"token":"a\\u0000b"}'), 400],
    ['a short permission', () => verify('{"token":"x","permissions":["a"]}'), 400],
    ['a permission that is none', () => verify('{"token":"x","permissions":["a b c"]}'), 400],
    [
      'too many permissions',
      () => verify(JSON.stringify({ token: 'x', permissions: new Array(51).fill('a.b:c') })),
      400,
    ],
    ['an address that is none', () => verify('{"token":"x","ip":"300.1.1.1"}'), 400],
    ['another content type', () => verify('{}', { 'content-type': 'text/plain' }), 415],
    ['no credential', () => ({ path: '/v1/verify', headers: json, body: '{}' }), 401],
    ['a credential of nobody', () => verify('{}', { authorization: 'Bearer x' }), 401],
    ['an unknown scheme', () => verify('{}', { authorization: 'Digest x' }), 401],
    ['two credentials', () => verify('{}', { 'api-key': 'x' }), 400],
    ['a key beside a session', () => verify('{}', { cookie }), 400],
    [
      'a session',
      () => ({ path: '/v1/verify', headers: { cookie, ...json }, body: JSON.stringify({ token }) }),
      200,
    ],
    [
      'a body that is too large',
      () => verify(JSON.stringify({ token: 'x'.repeat(1_100_000) })),
      413,
    ],
    [
      'a query of no use',
      () => ({ ...verify(JSON.stringify({ token })), path: '/v1/verify?x' }),
      200,
    ],
    ['another method', () => ({ method: 'GET', path: '/v1/verify' }), 405],
    [
      'a batch',
      () => ({
        ...verify(JSON.stringify({ items: [{ token }, { token: 'x' }] })),
        path: '/v1/verify/batch',
      }),
      200,
    ],
    ['an empty batch', () => ({ ...verify('{"items":[]}'), path: '/v1/verify/batch' }), 400],
    [
      'an item that is wrong',
      () => ({ ...verify('{"items":[{"token":"x"},{"token":1}]}'), path: '/v1/verify/batch' }),
      400,
    ],
    [
      'a permission of an item',
      () => ({
        ...verify('{"items":[{"token":"x","permissions":["wrong"]}]}'),
        path: '/v1/verify/batch',
      }),
      400,
    ],
    [
      'an introspection',
      () => ({
        path: '/v1/oauth/introspect',
        headers: { ...bearer(), 'content-type': 'application/x-www-form-urlencoded' },
        body: `token=${token}&token_type_hint=x&more=1`,
      }),
      200,
    ],
    [
      'a parameter twice',
      () => ({
        path: '/v1/oauth/introspect',
        headers: { ...bearer(), 'content-type': 'application/x-www-form-urlencoded' },
        body: 'token=a&token=b',
      }),
      400,
    ],
    [
      'an introspection in JSON',
      () => ({ ...verify('{"token":"x"}'), path: '/v1/oauth/introspect' }),
      415,
    ],
    ['a request that may pass', () => forward(original), 200],
    ['a request that may pass, asked by HEAD', () => forward(original, 'HEAD'), 200],
    ['a request that may not', () => forward({ ...original, 'x-forwarded-method': 'POST' }), 403],
    ['a request that nobody describes', () => forward({}), 400],
    [
      'a credential of nobody at an API',
      () => forward({ ...original, authorization: 'Bearer x' }),
      401,
    ],
    [
      'an unknown domain',
      () => ({ ...forward(original), path: '/v1/forward-auth/nowhere/shop' }),
      401,
    ],
    [
      'a path too many',
      () => ({ ...forward(original), path: '/v1/forward-auth/acme/shop/x' }),
      404,
    ],
  ]

  it.each(cases)('%s is answered as in memory, byte for byte', async (_, make, status) => {
    const sent = make()
    const [socket, memory] = [await overSocket(sent), await inMemory(sent)]
    expect(socket.status).toBe(status)
    expect(socket).toEqual(memory)
  })
})

function ownHeaders(headers: [string, string][]): Record<string, string> {
  const own = headers.filter(([name]) => !OF_TRANSPORT.has(name))
  return Object.fromEntries(own.map(([name, value]) => [name, withoutRequestId(value)]))
}

function withoutRequestId(body: string): string {
  return body.replace(/"requestId":"req_[0-7][0-9a-z]{25}"/, '"requestId":""')
}
