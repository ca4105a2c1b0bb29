import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { describeWithNginx, freePort, type Running, startNginx } from './testing/nginx.ts'
import { send } from './testing/send.ts'

const IDENTITY = {
  'x-keywright-key-id': 'key_1',
  'x-keywright-subject': '',
  'x-keywright-domain': 'main',
  'x-keywright-permissions': 'articles.article:read',
}

describeWithNginx('nginx, with the configuration of the example, and a Keywright', nginx => {
  let keywright: Stub
  let articles: Stub
  let proxy: Running

  beforeAll(async () => {
    keywright = await startStub()
    articles = await startStub()
    proxy = await startNginx(nginx, { keywright: keywright.port, articles: articles.port })
  })
  beforeEach(() => {
    keywright.reset((_, response) => response.writeHead(200, IDENTITY).end())
    articles.reset((_, response) => response.end('the API'))
  })
  afterAll(async () => {
    await proxy?.close()
    await keywright?.close()
    await articles?.close()
  })

  it('that says yes: asks it once, and tells it nothing that the client made up', async () => {
    const response = await send(proxy.port, {
      method: 'POST',
      path: '/articles?x=%2F..',
      body: 'secret',
      headers: {
        Host: 'evil.example',
        Authorization: 'Bearer t',
        'X-API-Key': 't',
        'Api-Key': 't',
        'X-Auth-Token': 't',
        'User-Agent': 'client/1',
        Cookie: 'keywright=session',
        Origin: 'http://evil.example',
        'X-Original-URI': '/forged',
        'X-Original-URL': '/forged',
        'X-Original-Method': 'GET',
        'X-Forwarded-Uri': '/forged',
        'X-Forwarded-Method': 'GET',
        'X-Forwarded-For': '192.0.2.1',
        'X-Keywright-Domain': 'forged',
        'X-Anything': 'else',
      },
    })
    expect(response.body).toBe('the API')
    expect(
      keywright.received.map(({ method, url, headers }) => ({ method, url, headers })),
    ).toEqual([
      {
        method: 'HEAD',
        url: '/v1/forward-auth/main/articles',
        headers: {
          host: 'keywright',
          authorization: 'Bearer t',
          'x-api-key': 't',
          'api-key': 't',
          'x-auth-token': 't',
          'user-agent': 'client/1',
          'x-forwarded-for': '127.0.0.1',
          'x-forwarded-method': 'POST',
          'x-forwarded-uri': '/articles?x=%2F..',
        },
      },
    ])
  })

  it.each([200, 401, 403])(
    'that answers %s: keeps the connections to it, and to the API, alive',
    async status => {
      const body = JSON.stringify({ status })
      const headers = { ...IDENTITY, 'content-length': body.length }
      keywright.reset((_, response) => response.writeHead(status, headers).end(body))
      await send(proxy.port)
      const before = [keywright.connections(), articles.connections()]
      for (let turn = 0; turn < 20; turn++) await send(proxy.port)
      expect([keywright.connections(), articles.connections()]).toEqual(before)
    },
  )

  it('that says yes: leaves refusals and failures of the API itself as they are', async () => {
    for (const status of [401, 403, 429, 500, 503]) {
      articles.reset((_, response) => response.writeHead(status, { 'x-own': '1' }).end('its own'))
      const response = await send(proxy.port)
      expect([response.status, response.body]).toEqual([status, 'its own'])
      expect(response.headers['x-own']).toEqual(['1'])
    }
  })

  it.each([
    [400, 400],
    [401, 401],
    [403, 403],
    [429, 429],
    [503, 503],
  ])(
    'that refuses with %s: answers %s with the very problem, and asks once',
    async (status, answered) => {
      const problem = JSON.stringify({
        status,
        code: 'CODE',
        detail: 'Because "it" is $so; \\u00e9',
      })
      keywright.reset((_, response) =>
        response
          .writeHead(status, {
            'content-type': 'application/problem+json',
            'www-authenticate': 'Bearer realm="keywright"',
            'retry-after': '7',
            'x-keywright-problem': problem,
          })
          .end(problem),
      )
      const response = await send(proxy.port)
      expect([response.status, response.body]).toEqual([answered, problem])
      expect(response.headers['content-type']).toEqual(['application/problem+json'])
      expect(response.headers['cache-control']).toEqual(['no-store'])
      if (status === 401 || status === 403) {
        expect(response.headers['www-authenticate']).toEqual(['Bearer realm="keywright"'])
      }
      if (status === 429 || status === 503) expect(response.headers['retry-after']).toEqual(['7'])
      expect(keywright.received).toHaveLength(1)
      expect(articles.received).toEqual([])
    },
  )

  it.each<[string, RequestListener]>([
    ['that fails', (_, response) => void response.writeHead(500).end('oops')],
    ['that is behind something that fails', (_, response) => void response.writeHead(502).end()],
    ['that has moved', (_, response) => void response.writeHead(302, { location: '/' }).end()],
    ['that is not there', (_, response) => void response.writeHead(404).end()],
    ['that hangs up', request => void request.socket.destroy()],
    ['that speaks another language', request => void request.socket.end('SSH-2.0\r\n')],
    [
      'that says too much',
      (_, response) =>
        void response.writeHead(200, { 'x-keywright-permissions': 'x'.repeat(100_000) }).end(),
    ],
  ])('%s: answers 503, and the API hears nothing', async (_, listener) => {
    keywright.reset(listener)
    await expectOutage(proxy.port)
    expect(articles.received).toEqual([])
  })

  it('that is down: answers 503 until it is back', async () => {
    const port = await freePort()
    const other = await startNginx(nginx, { keywright: port, articles: articles.port })
    try {
      await expectOutage(other.port)
      expect(articles.received).toEqual([])
      const back = await startStub(port)
      back.reset((_, response) => response.writeHead(200, IDENTITY).end())
      expect((await send(other.port)).body).toBe('the API')
      await back.close()
      await expectOutage(other.port)
    } finally {
      await other.close()
    }
  })
})

async function expectOutage(port: number): Promise<void> {
  const response = await send(port, { headers: { Authorization: 'Bearer t' } })
  expect(response.status).toBe(503)
  expect(response.headers['content-type']).toEqual(['application/problem+json'])
  expect(JSON.parse(response.body)).toMatchObject({ status: 503, code: 'UNAVAILABLE' })
}

/** A server that does what it is told, and remembers what it got. */
interface Stub extends Running {
  readonly received: IncomingMessage[]
  connections(): number
  reset(listener: RequestListener): void
}

async function startStub(port = 0): Promise<Stub> {
  let listener: RequestListener = (_, response) => void response.end()
  let connections = 0
  const received: IncomingMessage[] = []
  const server: Server = createServer((request, response) => {
    received.push(request)
    listener(request, response)
  })
  server.on('connection', () => connections++)
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on TCP has an address of this kind.
  const address = server.address() as AddressInfo
  return {
    port: address.port,
    received,
    connections: () => connections,
    reset(next) {
      listener = next
      received.length = 0
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
