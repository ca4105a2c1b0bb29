import { describe, expect, it } from 'vitest'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { useRealtimeScene } from '../../testing/realtime-scene.ts'
import type { Wish } from './subscription.ts'

describeEachEngine('realtime', get => {
  const { scene, connect, withKey, create, at, patch } = useRealtimeScene(get)
  const dropType = (type: string, force = false) =>
    scene.admin.contentTypes.delete({ params: { domain: scene.slug, type }, body: { force } })

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

    it.each<[string, Omit<Wish, 'type' | 'id'>]>([
      ['of everything', { view: 'draft' }],
      ['of what is published', { view: 'published' }],
      ['of objects', { view: 'draft', objects: ['one', 'another'] }],
    ])('listeners %s that a type was dropped, once for all its objects', async (_, wish) => {
      const { socket } = await withKey(['content.*:read'])
      await create()
      await create()
      const start = await socket.subscribe({ id: 'a', ...wish })
      await dropType('article')
      expect(await socket.take('reset')).toMatchObject({ eventId: start + 1, dropped: 'article' })
      const late = await withKey(['content.*:read'])
      await late.socket.subscribe({ id: 'a', after: start, ...wish })
      expect(await late.socket.take('reset')).toMatchObject({ dropped: 'article' })
      expect(await socket.events('a')).toEqual([])
      expect(socket.messages.filter(({ type }) => type === 'reset')).toHaveLength(1)
    })

    it('listeners to a type that it was dropped, with what they asked for refused', async () => {
      const { socket } = await withKey(['content.*:read'])
      const filter = { price: { lt: 10 } }
      const article: Omit<Wish, 'type' | 'id'> = { view: 'draft', types: ['article'] }
      await socket.subscribe({ id: 'type', ...article })
      await socket.subscribe({ id: 'filter', ...article, filter })
      await socket.subscribe({ id: 'other', view: 'draft', types: ['author'] })
      await dropType('article')
      for (const id of ['type', 'filter']) {
        const { problem } = await socket.take('refused', message => message.id === id)
        expect(problem.code).toBe('CONTENT_TYPE_NOT_FOUND')
      }
      const author = await create('author')
      expect((await socket.take('event')).event.objectId).toBe(author)
      socket.say({ type: 'ping' })
      await socket.take('pong')
      const told = socket.messages.flatMap(message => ('id' in message ? [message.id] : []))
      expect(told.filter(id => id === 'other')).toHaveLength(1)
    })

    it('nobody the name of a dropped type that they may not read', async () => {
      const { socket } = await withKey(['content.author:read'])
      await socket.subscribe({ id: 'a', view: 'draft' })
      await dropType('article')
      expect(await socket.take('reset')).not.toHaveProperty('dropped')
    })

    it('whose rule for a type went with it that something is gone', async () => {
      const { socket } = await withKey(['content.article:read', 'content.author:read'])
      await socket.subscribe({ id: 'a', view: 'draft' })
      await dropType('article', true)
      expect((await socket.take('reset')).id).toBe('a')
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
