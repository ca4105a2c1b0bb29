import { describe, expect, it } from 'vitest'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { useRealtimeScene } from '../../testing/realtime-scene.ts'

describeEachEngine('realtime', get => {
  const { scene, connect, withKey, create, at, patch } = useRealtimeScene(get)

  describe('tells', () => {
    it('editors of every change, in order and with its version', async () => {
      const { socket } = await withKey(['content.*:read'])
      const start = await socket.subscribe({ id: 'all', view: 'draft' })
      const id = await create()
      await patch(id, { price: 3 })
      await scene.admin.objects.publish(at(id))
      await scene.admin.objects.unpublish(at(id))
      await scene.admin.objects.delete({ ...at(id), body: undefined })
      const events = await socket.take('event', ({ event }) => event.kind === 'deleted')
      expect(events.event).toMatchObject({ objectId: id, objectType: 'article', version: 5 })
      const told = await socket.events('all')
      expect(told.map(({ id, kind, version }) => [id - start, kind, version])).toEqual([
        [1, 'created', 1],
        [2, 'updated', 2],
        [3, 'published', 3],
        [4, 'unpublished', 4],
        [5, 'deleted', 5],
      ])
      expect(told[0]?.at).toBe(new Date(get().clock.now()).toISOString())
    })

    it('everybody what is published, published again, taken back or deleted, and nothing of drafts', async () => {
      const socket = await connect()
      await socket.subscribe({ id: 'site', view: 'published' })
      const draft = await create()
      await scene.admin.objects.delete({ ...at(draft), body: undefined })
      const id = await create()
      await scene.admin.objects.publish(at(id))
      await patch(id, { price: 3 })
      await scene.admin.objects.publish(at(id))
      await scene.admin.objects.unpublish(at(id))
      await scene.admin.objects.publish(at(id))
      await scene.admin.objects.delete({ ...at(id), body: undefined })
      await socket.take('event', ({ event }) => event.kind === 'deleted')
      const told = await socket.events('site')
      expect(told.every(event => event.objectId === id)).toBe(true)
      expect(told.map(event => event.kind)).toEqual([
        'published',
        'published',
        'unpublished',
        'published',
        'deleted',
      ])
    })

    it('only of the types and objects that were asked for', async () => {
      const { socket } = await withKey(['content.*:read'])
      const first = await create()
      await socket.subscribe({ id: 'types', view: 'draft', types: ['author'] })
      await socket.subscribe({ id: 'objects', view: 'draft', objects: [first] })
      await create()
      await create('author')
      await patch(first, { price: 1 })
      await socket.take('event', ({ subscription }) => subscription === 'objects')
      expect((await socket.events('types')).map(event => event.objectType)).toEqual(['author'])
      expect((await socket.events('objects')).map(event => event.objectId)).toEqual([first])
    })

    it('what a filter selects, and what leaves it', async () => {
      const { socket } = await withKey(['content.article:read'])
      await socket.subscribe({
        id: 'cheap',
        view: 'draft',
        types: ['article'],
        filter: { price: { lt: 10 } },
      })
      const dear = await create('article', { price: 20 })
      const cheap = await create('article', { price: 5 })
      await patch(cheap, { price: 15 })
      await socket.take('event', ({ event }) => event.kind === 'left')
      await patch(dear, { price: 1 })
      await socket.take('event', ({ event }) => event.objectId === dear)
      expect((await socket.events('cheap')).map(({ kind, objectId }) => [kind, objectId])).toEqual(
        expect.arrayContaining([
          ['left', cheap],
          ['updated', dear],
        ]),
      )
    })

    it('a filter of published objects of what is published, whatever the draft says', async () => {
      const socket = await connect()
      await socket.subscribe({
        id: 'site',
        view: 'published',
        types: ['article'],
        filter: { price: { lt: 10 } },
      })
      const id = await create('article', { price: 5 })
      await scene.admin.objects.publish(at(id))
      expect((await socket.take('event')).event.kind).toBe('published')
      await patch(id, { price: 50 })
      await scene.admin.objects.publish(at(id))
      expect((await socket.take('event')).event.kind).toBe('left')
    })

    it('nothing more after an unsubscribe', async () => {
      const { socket } = await withKey(['content.*:read'])
      await socket.subscribe({ id: 'all', view: 'draft' })
      socket.say({ type: 'unsubscribe', id: 'all' })
      await socket.take('unsubscribed')
      await socket.subscribe({ id: 'again', view: 'draft' })
      await create()
      await socket.take('event')
      expect(await socket.events('all')).toEqual([])
    })
  })

  it('answers whoever asks for a page that this is a websocket', async () => {
    const response = await fetch(`${scene.listening.url}/v1/domains/${scene.slug}/realtime`)
    expect([response.status, response.headers.get('upgrade')]).toEqual([426, 'websocket'])
    expect(await response.json()).toMatchObject({ code: 'UPGRADE_REQUIRED' })
  })
})
