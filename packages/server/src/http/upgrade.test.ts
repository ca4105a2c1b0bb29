import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestServer, type TestServer } from '../testing/create-test-server.ts'
import { openRealtime } from '../testing/realtime-socket.ts'
import { type Listening, listen } from './listen.ts'

describe('a request that asks for another protocol', () => {
  let test: TestServer
  let listening: Listening
  let token: string

  beforeEach(async () => {
    test = await createTestServer({ engine: 'sqlite' })
    listening = await listen(test.server, { host: '127.0.0.1', port: 0 })
    const { id } = await test.seed.domain('acme')
    const admin = test.client(await test.seed.user('ana', { roles: { [id]: 'ADMIN' } }))
    const body = { name: 'Key', scopes: ['backoffice.keys:verify', 'content.*:read'] }
    token = (await admin.keys.create({ params: { domain: 'acme' }, body })).token
  })
  afterEach(async () => {
    await listening.close()
    await test.close()
  })

  async function send(lines: string[], body = ''): Promise<string> {
    const socket = connect(Number(new URL(listening.url).port), '127.0.0.1')
    socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`)
    const chunks: Buffer[] = []
    for await (const chunk of socket) chunks.push(chunk)
    return Buffer.concat(chunks).toString()
  }

  it('is answered as if it had not asked, with its body, where that is not spoken here', async () => {
    const body = JSON.stringify({ token })
    const answer = await send(
      [
        'POST /v1/verify HTTP/1.1',
        'Host: x',
        'Connection: Upgrade, HTTP2-Settings, close',
        'Upgrade: h2c',
        'HTTP2-Settings: AAEAAEAAAAIAAAAAAAMAAAAAAAQBAAAAAAUAAEAAAAYABgAA',
        `Authorization: Bearer ${token}`,
        'Content-Type: application/json',
        `Content-Length: ${body.length}`,
      ],
      body,
    )
    expect(answer).toMatch(/^HTTP\/1.1 200 /)
    expect(answer).toContain('"valid":true')
  })

  it('may ask for it on any path, and goes on with the same connection', async () => {
    const ask = (path: string, last: string) =>
      [
        `GET ${path} HTTP/1.1`,
        'Host: x',
        `Connection: Upgrade${last}`,
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      ].join('\r\n')
    const socket = connect(Number(new URL(listening.url).port), '127.0.0.1')
    socket.write(`${ask('/livez', '')}\r\n\r\n`)
    const [first] = await once(socket, 'data')
    expect(String(first)).toMatch(/^HTTP\/1.1 200 /)
    socket.write(`${ask('/nowhere', ', close')}\r\n\r\n`)
    const [second] = await once(socket, 'data')
    expect(String(second)).toMatch(/^HTTP\/1.1 404 /)
    await once(socket, 'close')
  })

  it('is cut where it does not wait for the answer before', async () => {
    const ask = 'GET /livez HTTP/1.1\r\nHost: x\r\n'
    const upgrade = `${ask}Connection: Upgrade\r\nUpgrade: websocket`
    await send([`${ask}\r\n${upgrade}`])
    expect(await send(['GET /livez HTTP/1.1', 'Host: x', 'Connection: close'])).toContain(' 200 ')
  })

  it.each([
    ['without a key of the handshake', ['Sec-WebSocket-Version: 13']],
    [
      'of another version',
      ['Sec-WebSocket-Version: 7', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='],
    ],
    ['that is broken', ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: x']],
  ])('for a websocket %s is refused, and takes no place', async (_, more) => {
    const answer = await send([
      'GET /v1/domains/acme/realtime HTTP/1.1',
      'Host: x',
      'Connection: Upgrade',
      'Upgrade: websocket',
      `Api-Key: ${token}`,
      ...more,
    ])
    expect(answer).toMatch(/^HTTP\/1.1 4\d\d /)
    expect(test.server.services.realtime.count()).toBe(0)
  })

  it('is told with 1001 that the server goes away, which does not wait for it', async () => {
    const headers = { 'api-key': token }
    const socket = await openRealtime(listening.url, 'acme', { headers })
    const since = performance.now()
    await listening.close()
    expect(await socket.closed).toEqual({ code: 1001, reason: 'SHUTTING_DOWN' })
    expect(performance.now() - since).toBeLessThan(5000)
  })
})
