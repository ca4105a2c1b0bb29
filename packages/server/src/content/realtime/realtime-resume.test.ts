import { describe, expect, it } from 'vitest'
import { DAY } from '../../lib/clock.ts'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { useRealtimeScene } from '../../testing/realtime-scene.ts'
import type { RealtimeSocket } from '../../testing/realtime-socket.ts'
import { pruneEvents } from './event-log.ts'

describeEachEngine('realtime', get => {
  const { connect, issue, withKey, create } = useRealtimeScene(get)

  describe('going on', () => {
    it('tells what happened meanwhile, once and in order', async () => {
      const { socket } = await withKey(['content.*:read'])
      const start = await socket.subscribe({ id: 'a', view: 'draft' })
      await create()
      await create()
      await socket.take('event', ({ event }) => event.id === start + 2)
      socket.say({ type: 'ping' })
      expect((await socket.take('pong')).eventId).toBe(start + 2)
      await socket.close()
      await create()
      await create()
      const again = (await withKey(['content.*:read'])).socket
      expect(await again.subscribe({ id: 'b', view: 'draft', after: start + 1 })).toBe(start + 1)
      await create()
      await again.take('event', ({ event }) => event.id === start + 5)
      const ids = (await again.events('b')).map(event => event.id - start)
      expect(ids).toEqual([2, 3, 4, 5])
    })

    it('has no gap and nothing twice while others write, whatever the pages', async () => {
      const writes = 60
      const written: Promise<unknown>[] = []
      const { token } = await issue(['content.*:read'])
      for (let index = 0; index < writes / 2; index++) await create()
      const sockets: RealtimeSocket[] = []
      for (let index = 0; index < writes / 2; index++) {
        written.push(create())
        if (index % 3 > 0) continue
        const socket = await connect({ headers: { 'api-key': token } })
        void socket.subscribe({ id: 'a', view: 'draft', after: index })
        sockets.push(socket)
      }
      await Promise.all(written)
      for (const [index, socket] of sockets.entries()) {
        await socket.take('event', ({ event }) => event.id === writes)
        const ids = (await socket.events('a')).map(event => event.id)
        const first = 3 * index + 1
        expect(ids).toEqual(Array.from({ length: writes - first + 1 }, (_, at) => first + at))
      }
    })

    it('from what was forgotten, or never was, begins anew and says so', async () => {
      const { socket } = await withKey(['content.*:read'])
      for (let index = 0; index < 6; index++) await create()
      const { db } = get().server.foundation.database
      await pruneEvents(db, get().clock.now() + DAY - 1, 2)
      expect(await socket.subscribe({ id: 'kept', view: 'draft', after: 0 })).toBe(0)
      await pruneEvents(db, get().clock.now() + DAY + 1, 2)
      for (const [id, after] of [
        ['old', 3],
        ['future', 100],
      ] as const) {
        expect(await socket.subscribe({ id, view: 'draft', after })).toBe(6)
        expect((await socket.take('reset', message => message.id === id)).eventId).toBe(6)
      }
      expect(await socket.subscribe({ id: 'known', view: 'draft', after: 4 })).toBe(4)
      await socket.take(
        'event',
        message => message.subscription === 'known' && message.event.id === 6,
      )
      expect((await socket.events('known')).map(event => event.id)).toEqual([5, 6])
    })
  })
})
