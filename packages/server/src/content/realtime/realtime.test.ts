import type { Client } from '@keywright/contract'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Listening, listen } from '../../http/listen.ts'
import { DAY, HOUR, SECOND } from '../../lib/clock.ts'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { openRealtime, type RealtimeSocket } from '../../testing/realtime-socket.ts'
import { pruneEvents } from './event-log.ts'

const fields = { headline: { type: 'string' }, price: { type: 'number' } }

describeEachEngine('realtime', get => {
  let listening: Listening
  let admin: Client
  let domainId: string
  let slug: string
  let cookie: string
  let count = 0
  const open: RealtimeSocket[] = []

  beforeAll(async () => {
    listening = await listen(get().server, { host: '127.0.0.1', port: 0 })
  })
  afterAll(() => listening.close())

  beforeEach(async () => {
    slug = `news${++count}`
    domainId = (await get().seed.domain(slug)).id
    const user = await get().seed.user(`ana${count}`, { roles: { [domainId]: 'ADMIN' } })
    cookie = user.cookie
    admin = get().client(user)
    for (const name of ['article', 'author']) {
      await get().seed.contentType(domainId, name, fields, { titleField: 'headline' })
    }
  })
  afterEach(async () => {
    for (const socket of open.splice(0)) socket.socket.terminate()
  })

  async function connect(options: Parameters<typeof openRealtime>[2] = {}, domain = slug) {
    const socket = await openRealtime(listening.url, domain, options)
    open.push(socket)
    return socket
  }

  async function issue(scopes: string[], more: Record<string, unknown> = {}) {
    const body = { name: 'Listener', scopes, ...more }
    return admin.keys.create({ params: { domain: slug }, body })
  }

  async function withKey(scopes: string[], more: Record<string, unknown> = {}) {
    const { key, token } = await issue(scopes, more)
    const socket = await connect({ headers: { 'api-key': token } })
    return { key, token, socket, params: { domain: slug, id: key.id } }
  }

  const create = async (type = 'article', values: Record<string, unknown> = {}) =>
    (
      await admin.objects.create({
        params: { domain: slug, type },
        body: { fields: { headline: 'One', ...values } },
      })
    ).id
  const at = (id: string, type = 'article') => ({ params: { domain: slug, type, id } })
  const patch = (id: string, values: Record<string, unknown>) =>
    admin.objects.patch({ ...at(id), body: { fields: values } })
  /** So many events at once, as after a large import. */
  async function happen(events: number) {
    const { database } = get().server.foundation
    const { db } = database
    const at = get().clock.now()
    const rows = Array.from({ length: events }, (_, index) => ({
      domain_id: domainId,
      seq: index + 1,
      type: 'article',
      object_id: `obj${index}`,
      kind: 'created',
      published: 0,
      version: 1,
      at,
    }))
    for (let from = 0; from < events; from += 500) {
      await db
        .insertInto('content_events')
        .values(rows.slice(from, from + 500))
        .execute()
    }
    await database.write(async tx => {
      await tx.insertInto('content_heads').values({ domain_id: domainId, seq: events }).execute()
      database.announce(tx, { kind: 'content', domainId, id: 'obj', at })
    })
  }

  const logged = (text: string) =>
    expect.poll(() => get().logs.some(line => line.includes(text)), { timeout: 10_000 }).toBe(true)

  const refusalOf = async (promise: Promise<unknown>) =>
    promise.then(
      () => 'opened',
      error => error.message,
    )

  describe('tells', () => {
    it('editors of every change, in order and with its version', async () => {
      const { socket } = await withKey(['content.*:read'])
      const start = await socket.subscribe({ id: 'all', view: 'draft' })
      const id = await create()
      await patch(id, { price: 3 })
      await admin.objects.publish(at(id))
      await admin.objects.unpublish(at(id))
      await admin.objects.delete({ ...at(id), body: undefined })
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
      await admin.objects.delete({ ...at(draft), body: undefined })
      const id = await create()
      await admin.objects.publish(at(id))
      await patch(id, { price: 3 })
      await admin.objects.publish(at(id))
      await admin.objects.unpublish(at(id))
      await admin.objects.publish(at(id))
      await admin.objects.delete({ ...at(id), body: undefined })
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
      await admin.objects.publish(at(id))
      expect((await socket.take('event')).event.kind).toBe('published')
      await patch(id, { price: 50 })
      await admin.objects.publish(at(id))
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
      expect(logs).toContain(`"path":"/v1/domains/${slug}/realtime"`)
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
      const origin = (value: string) => connect({ headers: { cookie, origin: value } })
      const socket = await origin(listening.url)
      await socket.subscribe({ id: 'a', view: 'draft' })
      for (const foreign of ['https://evil.example', 'null', `${listening.url}.evil.example`]) {
        expect(await refusalOf(origin(foreign))).toContain('403')
      }
    })

    it('nobody with two different credentials, a wrong one, or one of another domain', async () => {
      const { token } = await issue(['content.*:read'])
      const headers = { 'api-key': token }
      expect(await refusalOf(connect({ headers, query: '?api-key=other' }))).toContain('400')
      expect(await refusalOf(connect({ headers: { ...headers, cookie } }))).toContain('400')
      expect(await refusalOf(connect({ headers: { 'api-key': 'wrong' } }))).toContain('401')
      const other = await get().seed.domain(`other${count}`)
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
      const params = { domain: slug }
      await admin.domains.update({ params, body: { settings: { deliveryProtected: true } } })
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
      await admin.keys.update({ params, body: { scopes: ['content.author:read'] } })
      const { id, problem } = await socket.take('refused')
      expect([id, problem.missing]).toEqual(['named', ['content.article:read']])
      await create('article')
      await create('author')
      await socket.take('event')
      expect((await socket.events('all')).map(event => event.objectType)).toEqual([
        'article',
        'author',
      ])
      await admin.keys.update({ params, body: { scopes: ['backoffice.keys:read'] } })
      expect((await socket.take('refused')).id).toBe('all')
    })

    it('that are given follow as well', async () => {
      const { socket, params } = await withKey(['content.author:read'])
      await socket.subscribe({ id: 'all', view: 'draft' })
      await admin.keys.update({ params, body: { scopes: ['content.*:read'] } })
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
      const type = { params: { domain: slug, type: 'author' } }
      await admin.contentTypes.delete({ ...type, body: { force: true } })
      expect((await socket.take('refused')).problem.code).toBe('CONTENT_TYPE_NOT_FOUND')
    })
  })

  describe('ends with 4401 when', () => {
    const ended = { code: 4401, reason: 'CREDENTIAL_INVALID' }

    it('the key is revoked', async () => {
      const { socket, params } = await withKey(['content.*:read'])
      await admin.keys.revoke({ params, body: {} })
      expect(await socket.closed).toEqual(ended)
    })

    it('the key is disabled', async () => {
      const { socket, params } = await withKey(['content.*:read'])
      await admin.keys.disable({ params })
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
      await admin.keys.rotate({ params, body: { overlapSeconds: 0 } })
      expect(await socket.closed).toEqual(ended)
    })

    it('the user whom it acts as is taken out of the domain', async () => {
      const bea = await get().seed.user(`bea${count}`, { roles: { [domainId]: 'EDITOR' } })
      const { socket } = await withKey(['content.*:read'], { actsAs: bea.id })
      await socket.subscribe({ id: 'a', view: 'draft' })
      await admin.users.remove({ params: { domain: slug, id: bea.id } })
      expect(await socket.closed).toEqual(ended)
    })

    it('the session ends, and not that of another', async () => {
      const bea = await get().seed.user(`bea${count}`, { roles: { [domainId]: 'EDITOR' } })
      const hers = await connect({ headers: { cookie: bea.cookie } })
      const mine = await connect({ headers: { cookie } })
      await get().client(bea).session.signOut({})
      expect(await hers.closed).toEqual(ended)
      await mine.subscribe({ id: 'a', view: 'draft' })
    })

    it('the session goes idle, which listening does not prevent', async () => {
      const socket = await connect({ headers: { cookie } })
      await socket.subscribe({ id: 'a', view: 'draft' })
      get().clock.advance(11 * HOUR)
      await admin.me.read({})
      get().clock.advance(11 * HOUR)
      await socket.events('a')
      get().clock.advance(HOUR)
      expect(await socket.closed).toEqual(ended)
    })

    it('the member loses the membership', async () => {
      const bea = await get().seed.user(`bea${count}`, { roles: { [domainId]: 'EDITOR' } })
      const socket = await connect({ headers: { cookie: bea.cookie } })
      await admin.users.remove({ params: { domain: slug, id: bea.id } })
      expect((await socket.closed).code).toBe(4401)
    })
  })

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

    it('what waits for a client that does not read', async () => {
      const { socket } = await withKey(['content.*:read'])
      for (let index = 0; index < 50; index++) {
        await socket.subscribe({ id: `${index}`.padEnd(64, 'x'), view: 'draft' })
      }
      const { token } = await issue(['content.*:read'])
      const keen = await connect({ headers: { 'api-key': token } })
      await keen.subscribe({ id: 'a', view: 'draft' })
      socket.socket.pause()
      await happen(4000)
      await keen.take('event', ({ event }) => event.id === 4000)
      get().clock.advance(10 * SECOND)
      await logged('"code":4408,"reason":"SLOW_CLIENT"')
      socket.socket.resume()
      expect((await socket.closed).code).toBeOneOf([4408, 1006])
      expect((await keen.events('a')).map(event => event.id)).toHaveLength(4000)
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

  it('answers whoever asks for a page that this is a websocket', async () => {
    const response = await fetch(`${listening.url}/v1/domains/${slug}/realtime`)
    expect([response.status, response.headers.get('upgrade')]).toEqual([426, 'websocket'])
    expect(await response.json()).toMatchObject({ code: 'UPGRADE_REQUIRED' })
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
