import { once } from 'node:events'
import { Agent, request as httpRequest } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ConfigError } from '../config.ts'
import { createTestServer, type TestServer } from '../testing/create-test-server.ts'
import { type Listening, listen } from './listen.ts'

describe('a server on a socket', () => {
  let test: TestServer
  let listening: Listening
  let token: string

  beforeAll(async () => {
    test = await createTestServer({ engine: 'sqlite' })
    listening = await listen(test.server, { host: '127.0.0.1', port: 0 })
    const { id } = await test.seed.domain('acme')
    const admin = test.client(await test.seed.user('ana', { roles: { [id]: 'ADMIN' } }))
    const scopes = ['backoffice.keys:verify']
    const params = { domain: 'acme' }
    token = (await admin.keys.create({ params, body: { name: 'Key', scopes } })).token
  })
  afterAll(async () => {
    await listening.close()
    await test.close()
  })

  it('two credentials in two headers of the same name are two, and the same one twice is one', async () => {
    const answer = await raw(
      `POST /v1/verify HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n` +
        'Authorization: Bearer other\r\nContent-Type: application/json\r\nContent-Length: 13\r\n' +
        'Connection: close\r\n\r\n{"token":"x"}',
    )
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toContain('CREDENTIAL_CONFLICT')
    const twice = await raw(
      `GET /v1/me HTTP/1.1\r\nHost: x\r\nX-API-Key: ${token}\r\nX-API-Key: ${token}\r\n` +
        'Connection: close\r\n\r\n',
    )
    expect(twice).toMatch(/^HTTP\/1\.1 200 /)
  })

  it.each([
    ['noise', 'hello\r\n\r\n', 400, 'BAD_REQUEST'],
    ['an unknown version', 'GET / HTTP/9.9\r\n\r\n', 400, 'BAD_REQUEST'],
    ['a header without a name', 'GET / HTTP/1.1\r\n: x\r\n\r\n', 400, 'BAD_REQUEST'],
    [
      'headers that are too large',
      `GET / HTTP/1.1\r\nHost: x\r\nx: ${'y'.repeat(17_000)}\r\n\r\n`,
      431,
      'HEADERS_TOO_LARGE',
    ],
    [
      'an address that is too long',
      `GET /${'y'.repeat(8_200)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
      414,
      'URI_TOO_LONG',
    ],
    [
      'a host that is none',
      'GET /livez HTTP/1.1\r\nHost: a b/c\r\nConnection: close\r\n\r\n',
      400,
      'BAD_REQUEST',
    ],
    [
      'an address that is none',
      'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
      400,
      'BAD_REQUEST',
    ],
    [
      'two lengths',
      'POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx',
      400,
      'BAD_REQUEST',
    ],
    [
      'a length beside chunks',
      'POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
      'BAD_REQUEST',
    ],
    [
      'an unknown expectation',
      'GET /nowhere HTTP/1.1\r\nHost: x\r\nExpect: magic\r\nConnection: close\r\n\r\n',
      404,
      'NOT_FOUND',
    ],
    [
      'an upgrade',
      'GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n\r\n',
      404,
      'NOT_FOUND',
    ],
  ])('%s is answered with problem details', async (_, text, status, code) => {
    const answer = await raw(text)
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(answer.toLowerCase()).toContain('content-type: application/problem+json')
    const body = answer
      .slice(answer.indexOf('\r\n\r\n') + 4)
      .replace(/^[0-9a-f]+\r\n|\r\n0\r\n\r\n$/g, '')
    expect(JSON.parse(body)).toMatchObject({ status, code })
  })

  it('a request of HTTP/1.0 needs no host', async () => {
    expect(await raw('GET /livez HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('a port that is taken is a setting that cannot be used', async () => {
    const port = Number(new URL(listening.url).port)
    await expect(listen(test.server, { host: '127.0.0.1', port })).rejects.toThrow(ConfigError)
  })

  async function raw(text: string): Promise<string> {
    const socket = connect(Number(new URL(listening.url).port), '127.0.0.1')
    socket.write(text)
    return readAll(socket)
  }
})

describe('a server that is told to stop', () => {
  it('answers what is under way, takes nothing new, and then lets go of the database', async () => {
    const test = await createTestServer({ engine: 'sqlite' })
    const listening = await listen(test.server, { host: '127.0.0.1', port: 0 })
    const port = Number(new URL(listening.url).port)
    const idle = connect(port, '127.0.0.1')
    await once(idle, 'connect')
    const agent = new Agent({ keepAlive: true })
    const sent = httpRequest({
      agent,
      port,
      host: '127.0.0.1',
      method: 'POST',
      path: '/v1/verify',
      headers: {
        'content-type': 'application/json',
        'content-length': '2',
        expect: '100-continue',
      },
    })
    sent.flushHeaders()
    // The server has the headers and waits for the body.
    await once(sent, 'continue')

    const closed = listening.close()
    await once(idle, 'close')
    await expect(roundTrip(port)).rejects.toThrow()
    const answered = once(sent, 'response')
    sent.end('{}')
    const [answer] = await answered
    expect(answer.statusCode).toBe(401)
    answer.resume()
    await once(answer, 'end')
    await closed
    agent.destroy()
    await expect(test.server.foundation.database.ping()).rejects.toThrow()
    await test.close()
  })
})

/** A whole request and answer: what was sent before it has arrived. */
function roundTrip(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write('GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
  return readAll(socket)
}

async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk)
  return Buffer.concat(chunks).toString('latin1')
}
