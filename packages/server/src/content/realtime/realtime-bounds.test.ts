import { describe, expect, it } from 'vitest'
import { listen } from '../../http/listen.ts'
import { SECOND } from '../../lib/clock.ts'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { useRealtimeScene } from '../../testing/realtime-scene.ts'
import { openRealtime } from '../../testing/realtime-socket.ts'

describeEachEngine('realtime', get => {
  const { connect, issue, withKey, happen, logged } = useRealtimeScene(get)

  describe('bounds', () => {
    it('subscriptions of a websocket', async () => {
      const { socket } = await withKey(['content.*:read'])
      for (let index = 0; index < 50; index++) {
        await socket.subscribe({ id: `s${index}`, view: 'draft' })
      }
      socket.say({ type: 'subscribe', id: 'more', view: 'draft' })
      expect((await socket.take('refused')).problem.code).toBe('SUBSCRIPTION_LIMIT')
      socket.say({ type: 'unsubscribe', id: 's1' })
      await socket.subscribe({ id: 'more', view: 'draft' })
    })

    it('messages', async () => {
      const { socket } = await withKey(['content.*:read'])
      for (let index = 0; index < 100; index++) socket.say({ type: 'ping' })
      for (let index = 0; index < 100; index++) await socket.take('pong')
      get().clock.advance(SECOND)
      for (let index = 0; index < 20; index++) socket.say({ type: 'ping' })
      for (let index = 0; index < 20; index++) await socket.take('pong')
      socket.say({ type: 'ping' })
      expect(await socket.closed).toEqual({ code: 4429, reason: 'MESSAGE_RATE' })
    })

    /** A websocket that stops to read just before far more happens than may wait for it, and one that reads. */
    async function pausedAmong(events: number) {
      const { socket } = await withKey(['content.*:read'])
      for (let index = 0; index < 50; index++) {
        await socket.subscribe({ id: `${index}`.padEnd(64, 'x'), view: 'draft' })
      }
      const { token } = await issue(['content.*:read'])
      const keen = await connect({ headers: { 'api-key': token } })
      await keen.subscribe({ id: 'a', view: 'draft' })
      socket.socket.pause()
      await happen(events)
      await keen.take('event', ({ event }) => event.id === events)
      return { socket, keen }
    }

    it('what waits for a client, who is told all of it when it reads again in time', async () => {
      const { socket } = await pausedAmong(1000)
      get().clock.advance(9 * SECOND)
      socket.socket.resume()
      const told = () => socket.messages.filter(({ type }) => type === 'event').length
      await expect.poll(told, { timeout: 10_000 }).toBe(50 * 1000)
    })

    it('what waits for a client that does not read', async () => {
      const { socket, keen } = await pausedAmong(4000)
      get().clock.advance(10 * SECOND)
      await logged('"code":4408,"reason":"SLOW_CLIENT"')
      socket.socket.resume()
      expect((await socket.closed).code).toBeOneOf([4408, 1006])
      expect((await keen.events('a')).map(event => event.id)).toHaveLength(4000)
    })

    it('answers that wait for a client that asks on and does not read, who is cut at once', async () => {
      const { socket } = await pausedAmong(1000)
      const before = get().logs.length
      // Each is refused with more than sixty thousand characters.
      const unknown = Array.from({ length: 1000 }, (_, index) => [`f${index}`, { eq: 1 }])
      const question = subscribeWith(Object.fromEntries(unknown))
      socket.say({ type: 'unsubscribe', id: '0'.padEnd(64, 'x') })
      for (let count = 0; count < 40; count++) socket.socket.send(question)
      const cut = (line: string) => line.includes('"code":4408,"reason":"SLOW_CLIENT"')
      const isCut = () => get().logs.slice(before).some(cut)
      await expect.poll(isCut, { timeout: 10_000 }).toBe(true)
      socket.socket.resume()
      expect((await socket.closed).code).toBeOneOf([4408, 1006])
    })

    it('silence: a peer that answers no ping is cut', async () => {
      const { socket, token } = await withKey(['content.*:read'])
      const deaf = await connect({ headers: { 'api-key': token }, autoPong: false })
      const pinged = () => new Promise(resolve => deaf.socket.once('ping', resolve))
      for (const next of [pinged(), undefined]) {
        get().clock.advance(20 * SECOND)
        await next
      }
      expect(await deaf.closed).toMatchObject({ code: 1006 })
      await socket.subscribe({ id: 'a', view: 'draft' })
    })
  })

  describe('closes politely on', () => {
    const deep = `{"type":"subscribe","id":"a","view":"draft","types":["article"],"filter":${'{"not":'.repeat(1500)}{}${'}'.repeat(1500)}}`
    it.each<[string, string | Buffer, number]>([
      ['bytes', Buffer.from('{"type":"ping"}'), 1003],
      ['what is not JSON', '{"type":', 4400],
      ['nothing', '', 4400],
      ['null', 'null', 4400],
      ['an unknown message', '{"type":"shout"}', 4400],
      ['a field too many', '{"type":"ping","more":1}', 4400],
      ['arrays without an end', '['.repeat(8000), 4400],
      ['deep arrays', `${'['.repeat(8000)}${']'.repeat(8000)}`, 4400],
      ['a message that is too large', 'x'.repeat(17_000), 1009],
    ])('%s', async (_, message, code) => {
      const { socket } = await withKey(['content.*:read'])
      socket.socket.send(message)
      expect(await socket.closed).toMatchObject({ code })
    })

    it('text that is not UTF-8', async () => {
      const { socket } = await withKey(['content.*:read'])
      socket.socket.send(Buffer.from([0xc3, 0x28]), { binary: false })
      expect(await socket.closed).toMatchObject({ code: 1007 })
    })

    it.each<[string, string]>([
      ['a deep filter', deep],
      ['an operator that is none', subscribeWith({ price: { near: 1 } })],
      ['a field of no type', subscribeWith({ weight: { eq: 1 } })],
      ['an operand of another type', subscribeWith({ price: { eq: 'x' } })],
      ['a prototype', subscribeWith({}).replace('"filter":{}', '"filter":{"__proto__":{"eq":1}}')],
      ['a filter over two types', subscribeWith({}, ['article', 'author'])],
      ['a type that is no name', subscribeWith({}, ['a b'])],
      ['U+0000', subscribeWith({ headline: { eq: '\u0000' } })],
    ])('nothing, and refuses, %s', async (_, message) => {
      const { socket } = await withKey(['content.*:read'])
      socket.socket.send(message)
      const { id, problem } = await socket.take('refused')
      expect([id, problem.code]).toEqual(['a', 'VALIDATION_FAILED'])
      expect(problem.errors?.[0]?.pointer).toMatch(/^(\/filter|\/types|$)/)
      await socket.subscribe({ id: 'b', view: 'draft' })
    })
  })
})

function subscribeWith(filter: Record<string, unknown>, types = ['article']): string {
  return JSON.stringify({ type: 'subscribe', id: 'a', view: 'draft', types, filter })
}

describeEachEngine(
  'the number of websockets',
  get => {
    it('is bounded for each key and for each domain, and freed when they close', async () => {
      const listening = await listen(get().server, { host: '127.0.0.1', port: 0 })
      const { id } = await get().seed.domain('acme')
      const admin = get().client(await get().seed.user('ana', { roles: { [id]: 'ADMIN' } }))
      const make = async () => {
        const body = { name: 'x', scopes: ['content.*:read'] }
        const { token } = await admin.keys.create({ params: { domain: 'acme' }, body })
        return () => openRealtime(listening.url, 'acme', { headers: { 'api-key': token } })
      }
      const [one, two] = [await make(), await make()]
      const first = await one()
      await one()
      await expect(one()).rejects.toThrow('429')
      await first.close()
      await one()
      await two()
      await expect(two()).rejects.toThrow('429')
      await listening.close()
    })
  },
  { realtimeSocketsPerKey: 2, realtimeSocketsPerDomain: 3 },
)
