import { describe, expect, it } from 'vitest'
import { DAY, HOUR, SECOND } from '../../lib/clock.ts'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { useRealtimeScene } from '../../testing/realtime-scene.ts'

describeEachEngine('realtime', get => {
  const { scene, connect, issue, withKey, create, refusalOf } = useRealtimeScene(get)

  describe('lets in', () => {
    it.each([
      ['Authorization: Bearer', (token: string) => ({ authorization: `Bearer ${token}` })],
      [
        'Authorization: Basic',
        (token: string) => ({ authorization: `Basic ${btoa(`${token}:`)}` }),
      ],
      ['X-API-Key', (token: string) => ({ 'x-api-key': token })],
      ['X-Auth-Token', (token: string) => ({ 'x-auth-token': token })],
    ])('a key in %s', async (_, headers) => {
      const { token } = await issue(['content.*:read'])
      const socket = await connect({ headers: headers(token) })
      await socket.subscribe({ id: 'a', view: 'draft' })
    })

    it('a key in the address, which no log line has', async () => {
      const { token } = await issue(['content.*:read'])
      const socket = await connect({ query: `?api-key=${token}` })
      await socket.subscribe({ id: 'a', view: 'draft' })
      await socket.close()
      const logs = get().logs.join('')
      expect(logs).toContain(`"path":"/v1/domains/${scene.slug}/realtime"`)
      expect(logs).not.toContain(token.slice(8, 40))
    })

    it('a key in the first message, and no other in a later one', async () => {
      const { token } = await issue(['content.*:read'])
      const socket = await connect()
      socket.say({ type: 'authenticate', token })
      await socket.take('authenticated')
      await socket.subscribe({ id: 'a', view: 'draft' })
      socket.say({ type: 'authenticate', token })
      expect(await socket.closed).toMatchObject({ code: 4400, reason: 'BAD_REQUEST' })
    })

    it('a person by the cookie, from the own pages only', async () => {
      const origin = (value: string) =>
        connect({ headers: { cookie: scene.cookie, origin: value } })
      const socket = await origin(scene.listening.url)
      await socket.subscribe({ id: 'a', view: 'draft' })
      for (const foreign of [
        'https://evil.example',
        'null',
        `${scene.listening.url}.evil.example`,
      ]) {
        expect(await refusalOf(origin(foreign))).toContain('403')
      }
    })

    it('nobody with two different credentials, a wrong one, or one of another domain', async () => {
      const { token } = await issue(['content.*:read'])
      const headers = { 'api-key': token }
      expect(await refusalOf(connect({ headers, query: '?api-key=other' }))).toContain('400')
      expect(await refusalOf(connect({ headers: { ...headers, cookie: scene.cookie } }))).toContain(
        '400',
      )
      expect(await refusalOf(connect({ headers: { 'api-key': 'wrong' } }))).toContain('401')
      const other = await get().seed.domain(`other${scene.count}`)
      expect(await refusalOf(connect({ headers }, other.slug))).toContain('404')
      expect(await refusalOf(connect({ headers }, '%ff'))).toContain('400')
    })

    it('browsers only to tell them why not, by a close code', async () => {
      const socket = await connect({ headers: { 'api-key': 'wrong', origin: 'https://a.example' } })
      expect(await socket.closed).toEqual({ code: 4401, reason: 'CREDENTIAL_INVALID' })
      const first = await connect()
      first.say({ type: 'authenticate', token: 'wrong' })
      expect(await first.closed).toEqual({ code: 4401, reason: 'CREDENTIAL_INVALID' })
      const nowhere = await connect({}, 'nowhere')
      nowhere.say({ type: 'ping' })
      expect(await nowhere.closed).toMatchObject({ code: 4401 })
    })

    it('nobody who says nothing for five seconds', async () => {
      const silent = await connect()
      const talker = await connect()
      talker.say({ type: 'ping' })
      await talker.take('pong')
      get().clock.advance(5 * SECOND)
      expect(await silent.closed).toEqual({ code: 4401, reason: 'UNAUTHENTICATED' })
      talker.say({ type: 'ping' })
      await talker.take('pong')
    })

    it('everybody to what is published only, and nobody where delivery is protected', async () => {
      const socket = await connect()
      await socket.subscribe({ id: 'a', view: 'published' })
      socket.say({ type: 'subscribe', id: 'b', view: 'draft' })
      expect((await socket.take('refused')).problem.code).toBe('UNAUTHENTICATED')
      const params = { domain: scene.slug }
      await scene.admin.domains.update({ params, body: { settings: { deliveryProtected: true } } })
      expect(await socket.closed).toMatchObject({ code: 4401 })
      const later = await connect()
      later.say({ type: 'subscribe', id: 'a', view: 'published' })
      expect(await later.closed).toMatchObject({ code: 4401 })
    })
  })

  describe('permissions', () => {
    it('events of types that the key may not read are not told', async () => {
      const { socket } = await withKey(['content.author:read'])
      await socket.subscribe({ id: 'all', view: 'draft' })
      await create('article')
      await create('author')
      await socket.take('event')
      expect((await socket.events('all')).map(event => event.objectType)).toEqual(['author'])
    })

    it('a subscription to a type that the key may not read is refused, whether there is one or not', async () => {
      const { socket } = await withKey(['content.author:read'])
      for (const type of ['article', 'nothing']) {
        socket.say({ type: 'subscribe', id: 'a', view: 'published', types: [type] })
        const { problem } = await socket.take('refused')
        expect(problem).toMatchObject({ code: 'FORBIDDEN', missing: [`content.${type}:read`] })
      }
      const nothing = await withKey(['backoffice.keys:read'])
      nothing.socket.say({ type: 'subscribe', id: 'a', view: 'published' })
      expect((await nothing.socket.take('refused')).problem.code).toBe('FORBIDDEN')
    })

    it('that are taken away end subscriptions to those types and silence the others', async () => {
      const { socket, params } = await withKey(['content.*:read'])
      await socket.subscribe({ id: 'named', view: 'draft', types: ['article', 'author'] })
      await socket.subscribe({ id: 'all', view: 'draft' })
      await create('article')
      await socket.take('event', ({ subscription }) => subscription === 'named')
      await socket.take('event', ({ subscription }) => subscription === 'all')
      await scene.admin.keys.update({ params, body: { scopes: ['content.author:read'] } })
      const { id, problem } = await socket.take('refused')
      expect([id, problem.missing]).toEqual(['named', ['content.article:read']])
      await create('article')
      await create('author')
      await socket.take('event')
      expect((await socket.events('all')).map(event => event.objectType)).toEqual([
        'article',
        'author',
      ])
      await scene.admin.keys.update({ params, body: { scopes: ['backoffice.keys:read'] } })
      expect((await socket.take('refused')).id).toBe('all')
    })

    it('that are given follow as well', async () => {
      const { socket, params } = await withKey(['content.author:read'])
      await socket.subscribe({ id: 'all', view: 'draft' })
      await scene.admin.keys.update({ params, body: { scopes: ['content.*:read'] } })
      const renewed = await socket.subscribe({ id: 'named', view: 'draft', types: ['article'] })
      await create('article')
      await socket.take(
        'event',
        ({ event, subscription }) => subscription === 'named' && event.id === renewed + 1,
      )
      await socket.take('event', ({ subscription }) => subscription === 'all')
    })

    it('a type that is dropped ends the subscriptions that name it', async () => {
      const { socket } = await withKey(['content.*:read'])
      await socket.subscribe({ id: 'a', view: 'draft', types: ['author'] })
      const type = { params: { domain: scene.slug, type: 'author' } }
      await scene.admin.contentTypes.delete({ ...type, body: { force: true } })
      expect((await socket.take('refused')).problem.code).toBe('CONTENT_TYPE_NOT_FOUND')
    })
  })

  describe('ends with 4401 when', () => {
    const ended = { code: 4401, reason: 'CREDENTIAL_INVALID' }

    it('the key is revoked', async () => {
      const { socket, params } = await withKey(['content.*:read'])
      await scene.admin.keys.revoke({ params, body: {} })
      expect(await socket.closed).toEqual(ended)
    })

    it('the key is disabled', async () => {
      const { socket, params } = await withKey(['content.*:read'])
      await scene.admin.keys.disable({ params })
      expect(await socket.closed).toEqual(ended)
    })

    it('the key expires', async () => {
      const { socket } = await withKey(['content.*:read'], { expiresInDays: 1 })
      get().clock.advance(DAY)
      // Long enough for the session of who issues keys to have gone idle.
      expect(await socket.closed).toEqual(ended)
    })

    it('its secret is rotated without overlap', async () => {
      const { socket, params } = await withKey(['content.*:read'])
      await scene.admin.keys.rotate({ params, body: { overlapSeconds: 0 } })
      expect(await socket.closed).toEqual(ended)
    })

    it('the user whom it acts as is taken out of the domain', async () => {
      const bea = await get().seed.user(`bea${scene.count}`, {
        roles: { [scene.domainId]: 'EDITOR' },
      })
      const { socket } = await withKey(['content.*:read'], { actsAs: bea.id })
      await socket.subscribe({ id: 'a', view: 'draft' })
      await scene.admin.users.remove({ params: { domain: scene.slug, id: bea.id } })
      expect(await socket.closed).toEqual(ended)
    })

    it('the session ends, and not that of another', async () => {
      const bea = await get().seed.user(`bea${scene.count}`, {
        roles: { [scene.domainId]: 'EDITOR' },
      })
      const hers = await connect({ headers: { cookie: bea.cookie } })
      const mine = await connect({ headers: { cookie: scene.cookie } })
      await get().client(bea).session.signOut({})
      expect(await hers.closed).toEqual(ended)
      await mine.subscribe({ id: 'a', view: 'draft' })
    })

    it('the session goes idle, which listening does not prevent', async () => {
      const socket = await connect({ headers: { cookie: scene.cookie } })
      await socket.subscribe({ id: 'a', view: 'draft' })
      get().clock.advance(11 * HOUR)
      await scene.admin.me.read({})
      get().clock.advance(11 * HOUR)
      await socket.events('a')
      get().clock.advance(HOUR)
      expect(await socket.closed).toEqual(ended)
    })

    it('the member loses the membership', async () => {
      const bea = await get().seed.user(`bea${scene.count}`, {
        roles: { [scene.domainId]: 'EDITOR' },
      })
      const socket = await connect({ headers: { cookie: bea.cookie } })
      await scene.admin.users.remove({ params: { domain: scene.slug, id: bea.id } })
      expect((await socket.closed).code).toBe(4401)
    })
  })
})
