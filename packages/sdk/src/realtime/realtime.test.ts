import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type Listening, listen } from '../../../server/src/http/listen.ts'
import {
  createTestServer,
  type TestServer,
} from '../../../server/src/testing/create-test-server.ts'
import { createRealtime, type RealtimeClient, type RealtimeEvent } from '../realtime.ts'

/** A wire that can be cut between client and server. */
interface Wire {
  url: string
  /** Breaks all connections, and takes no new ones until `mend`. */
  cut(): void
  mend(): void
  /** Nothing more arrives over the connections that are open, and nothing closes them. */
  freeze(): void
  close(): Promise<void>
}

describe('the realtime client with a real server', () => {
  let server: TestServer
  let listening: Listening
  let wire: Wire
  let admin: ReturnType<TestServer['client']>
  const clients: RealtimeClient[] = []
  const params = { domain: 'shop' }

  beforeAll(async () => {
    server = await createTestServer({ engine: 'sqlite' })
    listening = await listen(server.server, { host: '127.0.0.1', port: 0 })
    wire = await startWire(listening.url)
    const { id } = await server.seed.domain('shop')
    admin = server.client(await server.seed.user('ada', { roles: { [id]: 'ADMIN' } }))
    await server.seed.contentType(id, 'article', { title: { type: 'string' } })
  })
  afterAll(async () => {
    await wire.close()
    await listening.close()
    await server.close()
  })
  afterEach(() => {
    for (const client of clients.splice(0)) client.close()
    wire.mend()
  })

  const issue = (scopes = ['content.*:read']) =>
    admin.keys.create({ params, body: { name: 'Panel', scopes } })
  const write = () =>
    admin.objects.create({
      params: { ...params, type: 'article' },
      body: { fields: { title: 'One' } },
    })

  function listenAs(token?: string, more: Partial<Parameters<typeof createRealtime>[0]> = {}) {
    const states: string[] = []
    const client = createRealtime({
      url: wire.url,
      domain: 'shop',
      ...(token !== undefined && { token }),
      WebSocket,
      minDelayMilliseconds: 10,
      maxDelayMilliseconds: 40,
      onState: state => states.push(state),
      ...more,
    })
    clients.push(client)
    return { client, states }
  }

  function follow(client: RealtimeClient, wish: Parameters<RealtimeClient['subscribe']>[0]) {
    const events: RealtimeEvent[] = []
    const heard: string[] = []
    const subscription = client.subscribe(wish, {
      onEvent: event => events.push(event),
      onSubscribed: () => heard.push('subscribed'),
      onReset: () => heard.push('reset'),
      onRefused: problem => heard.push(problem.code),
    })
    return { events, heard, subscription }
  }

  it('hears what happens, with a key', async () => {
    const { client, states } = listenAs((await issue()).token)
    const { events, heard } = follow(client, { view: 'draft', types: ['article'] })
    await expect.poll(() => heard).toEqual(['subscribed'])
    const { id } = await write()
    await expect.poll(() => events).toMatchObject([{ kind: 'created', objectId: id }])
    expect(states).toEqual(['connecting', 'open'])
  })

  it('goes on after a cut of the wire with what happened meanwhile, once and in order', async () => {
    const { client, states } = listenAs((await issue()).token)
    const { events, heard, subscription } = follow(client, { view: 'draft' })
    await expect.poll(() => heard).toEqual(['subscribed'])
    await write()
    await expect.poll(() => events).toHaveLength(1)
    wire.cut()
    await expect.poll(() => client.state).toBe('waiting')
    await write()
    await write()
    await expect
      .poll(() => states.filter(state => state === 'connecting').length)
      .toBeGreaterThan(2)
    wire.mend()
    await expect.poll(() => events).toHaveLength(3)
    await write()
    await expect.poll(() => events).toHaveLength(4)
    const first = events[0]?.id ?? 0
    expect(events.map(event => event.id - first)).toEqual([0, 1, 2, 3])
    expect(subscription.lastEventId).toBe(first + 3)
    expect(heard).toEqual(['subscribed', 'subscribed'])
  })

  it('ends for good when its key does', async () => {
    const { key, token } = await issue()
    const ends: unknown[] = []
    const { client, states } = listenAs(token, { onEnd: end => ends.push(end) })
    const { heard } = follow(client, { view: 'draft' })
    await expect.poll(() => heard).toEqual(['subscribed'])
    await admin.keys.revoke({ params: { ...params, id: key.id }, body: {} })
    await expect.poll(() => ends).toEqual([{ closeCode: 4401, code: 'CREDENTIAL_INVALID' }])
    expect(states).toEqual(['connecting', 'open', 'ended'])
    expect(() => client.subscribe({ view: 'draft' }, { onEvent() {} })).toThrow('ended')
  })

  it('notices a wire that is silent without breaking, and connects again', async () => {
    const { client, states } = listenAs((await issue()).token, { pingMilliseconds: 100 })
    const { events, heard } = follow(client, { view: 'draft' })
    await expect.poll(() => heard).toEqual(['subscribed'])
    wire.freeze()
    await write()
    await expect.poll(() => heard).toEqual(['subscribed', 'subscribed'])
    await expect.poll(() => events).toHaveLength(1)
    expect(states).toEqual(['connecting', 'open', 'waiting', 'connecting', 'open'])
  })

  it('moves on with the pings where nothing is told, so that it need not go back so far', async () => {
    const { client } = listenAs((await issue()).token, { pingMilliseconds: 100 })
    const { heard, subscription, events } = follow(client, { view: 'published' })
    await expect.poll(() => heard).toEqual(['subscribed'])
    const before = subscription.lastEventId ?? 0
    await write()
    await expect.poll(() => subscription.lastEventId).toBe(before + 1)
    expect(events).toEqual([])
  })

  it('tells why a subscription is refused, and keeps the others', async () => {
    const { client } = listenAs((await issue(['content.other:read'])).token)
    const refused = follow(client, { view: 'draft', types: ['article'] })
    const malformed = follow(client, { view: 'draft', types: ['article'], filter: { a: { b: 1 } } })
    await expect.poll(() => refused.heard).toEqual(['FORBIDDEN'])
    await expect.poll(() => malformed.heard).toEqual(['VALIDATION_FAILED'])
    expect(client.state).toBe('idle')
  })

  it('needs no credential for what is published, and connects only while somebody listens', async () => {
    const { client, states } = listenAs()
    const { events, heard, subscription } = follow(client, { view: 'published' })
    await expect.poll(() => heard).toEqual(['subscribed'])
    const { id } = await write()
    await admin.objects.publish({ params: { ...params, type: 'article', id } })
    await expect.poll(() => events.map(event => event.kind)).toEqual(['published'])
    subscription.unsubscribe()
    expect(states).toEqual(['connecting', 'open', 'idle'])
  })

  it('opens one connection, however late the tokens come that were asked for before', async () => {
    const { token } = await issue()
    const asked: { give: (token: string) => void; fail: (error: Error) => void }[] = []
    const opened: WebSocket[] = []
    class Counted extends WebSocket {
      constructor(url: string) {
        super(url)
        opened.push(this)
      }
    }
    const { client, states } = listenAs(undefined, {
      WebSocket: Counted,
      token: () => new Promise<string>((give, fail) => asked.push({ give, fail })),
    })
    for (let round = 0; round < 2; round++) {
      follow(client, { view: 'draft' }).subscription.unsubscribe()
    }
    const { heard, subscription } = follow(client, { view: 'draft' })
    const [late, failed, now] = asked
    now?.give(token)
    await expect.poll(() => heard).toEqual(['subscribed'])
    late?.give(token)
    failed?.fail(new Error('no token'))
    await new Promise(setImmediate)
    expect([opened.length, client.state]).toEqual([1, 'open'])
    subscription.unsubscribe()
    expect(states.slice(-2)).toEqual(['open', 'idle'])
    await expect.poll(() => opened.map(socket => socket.readyState)).toEqual([WebSocket.CLOSED])
  })

  it('begins anew and says so where the server has forgotten', async () => {
    const { client } = listenAs((await issue()).token)
    const { heard } = follow(client, { view: 'draft', after: 1_000_000 })
    await expect.poll(() => heard).toEqual(['subscribed', 'reset'])
  })

  it.each([
    ['url', { url: 'ftp://x' }],
    ['domain', { domain: '' }],
    ['pingMilliseconds', { pingMilliseconds: 1 }],
  ])('refuses a wrong %s at once', (name, wrong) => {
    expect(() => listenAs('x', wrong)).toThrow(name)
  })
})

async function startWire(target: string): Promise<Wire> {
  const { port, hostname } = new URL(target)
  const open = new Set<Socket>()
  let isCut = false
  const server: Server = createServer(near => {
    if (isCut) return void near.destroy()
    const far = connect(Number(port), hostname)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    cut() {
      isCut = true
      for (const socket of open) socket.resetAndDestroy()
    },
    mend() {
      isCut = false
    },
    freeze() {
      for (const socket of open) socket.unpipe().pause()
    },
    close: () =>
      new Promise(resolve => {
        for (const socket of open) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
