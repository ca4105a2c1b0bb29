import type { Client } from '@keywright/contract'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { type Listening, listen } from '../http/listen.ts'
import type { TestServer } from './create-test-server.ts'
import { openRealtime, type RealtimeSocket } from './realtime-socket.ts'

/** What each test finds; new for each, but for the socket that the server listens on. */
interface Found {
  listening: Listening
  /** An ADMIN of the domain, and the cookie of the same person. */
  admin: Client
  cookie: string
  domainId: string
  slug: string
  /** For names that no other test of the block has. */
  count: number
}

const fields = { headline: { type: 'string' }, price: { type: 'number' } }

/** Gives each test of a block a domain with the types `article` and `author`, and websockets to it. */
export function useRealtimeScene(get: () => TestServer) {
  // Filled before each test.
  const scene = { count: 0 } as Found
  const open: RealtimeSocket[] = []

  beforeAll(async () => {
    scene.listening = await listen(get().server, { host: '127.0.0.1', port: 0 })
  })
  afterAll(() => scene.listening.close())

  beforeEach(async () => {
    const { seed } = get()
    scene.slug = `news${++scene.count}`
    scene.domainId = (await seed.domain(scene.slug)).id
    const user = await seed.user(`ana${scene.count}`, { roles: { [scene.domainId]: 'ADMIN' } })
    scene.cookie = user.cookie
    scene.admin = get().client(user)
    for (const name of ['article', 'author']) {
      await seed.contentType(scene.domainId, name, fields, { titleField: 'headline' })
    }
  })
  afterEach(() => {
    for (const socket of open.splice(0)) socket.socket.terminate()
  })

  async function connect(options: Parameters<typeof openRealtime>[2] = {}, domain = scene.slug) {
    const socket = await openRealtime(scene.listening.url, domain, options)
    open.push(socket)
    return socket
  }

  async function issue(scopes: string[], more: Record<string, unknown> = {}) {
    const body = { name: 'Listener', scopes, ...more }
    return scene.admin.keys.create({ params: { domain: scene.slug }, body })
  }

  async function withKey(scopes: string[], more: Record<string, unknown> = {}) {
    const { key, token } = await issue(scopes, more)
    const socket = await connect({ headers: { 'api-key': token } })
    return { key, token, socket, params: { domain: scene.slug, id: key.id } }
  }

  const create = async (type = 'article', values: Record<string, unknown> = {}) =>
    (
      await scene.admin.objects.create({
        params: { domain: scene.slug, type },
        body: { fields: { headline: 'One', ...values } },
      })
    ).id
  const at = (id: string, type = 'article') => ({ params: { domain: scene.slug, type, id } })
  const patch = (id: string, values: Record<string, unknown>) =>
    scene.admin.objects.patch({ ...at(id), body: { fields: values } })
  /** So many events at once, as after a large import. */
  async function happen(events: number) {
    const { database } = get().server.foundation
    const { db } = database
    const at = get().clock.now()
    const rows = Array.from({ length: events }, (_, index) => ({
      domain_id: scene.domainId,
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
      await tx
        .insertInto('content_heads')
        .values({ domain_id: scene.domainId, seq: events })
        .execute()
      database.announce(tx, { kind: 'content', domainId: scene.domainId, id: 'obj', at })
    })
  }

  const logged = (text: string) =>
    expect.poll(() => get().logs.some(line => line.includes(text)), { timeout: 10_000 }).toBe(true)

  const refusalOf = async (promise: Promise<unknown>) =>
    promise.then(
      () => 'opened',
      error => error.message,
    )

  return { scene, connect, issue, withKey, create, at, patch, happen, logged, refusalOf }
}
