import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { type Listening, listen } from '../http/listen.ts'
import { createTestServer, type TestServer } from '../testing/create-test-server.ts'
import { createDatabase, dropDatabase } from '../testing/postgres-database.ts'
import { openRealtime } from '../testing/realtime-socket.ts'

const key = () => `1:${randomBytes(32).toString('base64')}`
const params = { domain: 'acme' }

describe('panels across two nodes on one database', () => {
  let databaseUrl: string
  let here: TestServer
  let there: TestServer
  let listening: Listening
  let admin: ReturnType<TestServer['client']>

  beforeAll(async () => {
    databaseUrl = await createDatabase(inject('postgresUrl'))
    const config = { masterKeys: key(), peppers: key() }
    here = await createTestServer({ engine: 'postgres', databaseUrl, config })
    there = await createTestServer({ engine: 'postgres', databaseUrl, config })
    listening = await listen(there.server, { host: '127.0.0.1', port: 0 })
    const { id } = await here.seed.domain('acme')
    await here.seed.contentType(id, 'article', { title: { type: 'string' } })
    admin = here.client(await here.seed.user('ana', { roles: { [id]: 'ADMIN' } }))
    const { engine } = there.server.foundation.database
    await vi.waitFor(() => expect(engine.channel()).toBe('up'), 10_000)
  })
  afterAll(async () => {
    await listening?.close()
    await here?.close()
    await there?.close()
    await dropDatabase(databaseUrl)
  })

  /** A panel made here, and a device that opened it there and listens there. */
  async function open(type = 'article') {
    const { panel, link } = await admin.panels.create({
      params,
      body: {
        name: 'Lobby',
        shows: { kind: 'list', type, view: 'draft' },
        scopes: ['content.*:read'],
      },
    })
    const { pathname, search } = new URL(link)
    const opened = await there.request(pathname + search)
    const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? ''
    const socket = await openRealtime(listening.url, 'acme', {
      path: `${pathname}/realtime`,
      headers: { cookie },
    })
    await socket.subscribe({ id: 'a', view: 'draft' })
    const content = () => there.request(`${pathname}/content`, { headers: { cookie } })
    const status = async () => (await content()).status
    return { at: { params: { ...params, id: panel.id } }, panel, socket, content, status }
  }

  it.each<[string, (opened: Awaited<ReturnType<typeof open>>) => Promise<unknown>]>([
    ['the end of a panel', ({ at }) => admin.panels.end(at)],
    [
      'the end of its key',
      ({ panel }) => admin.keys.delete({ params: { ...params, id: panel.key.id } }),
    ],
    [
      'the end of a device',
      async ({ at }) => {
        const { devices } = await admin.panels.read(at)
        await admin.panels.endDevice({
          params: { ...at.params, device: devices[0]?.id ?? '' },
        })
      },
    ],
  ])('%s reaches devices of the other node within a second', async (_, end) => {
    const opened = await open()
    expect(await opened.status()).toBe(200)
    await end(opened)
    const since = performance.now()
    expect(await opened.socket.closed).toEqual({ code: 4401, reason: 'CREDENTIAL_INVALID' })
    expect(performance.now() - since).toBeLessThan(1000)
    expect(await opened.status()).toBe(401)
  })

  it('a type that is dropped on one is gone from devices of the other within a second', async () => {
    const name = 'passing'
    const schema = { type: 'object', properties: { title: { type: 'string' } } }
    await admin.contentTypes.create({ params, body: { name, schema } })
    const { socket, content } = await open(name)
    const since = performance.now()
    await admin.contentTypes.delete({ params: { ...params, type: name }, body: {} })
    expect((await socket.take('refused')).problem.code).toBe('CONTENT_TYPE_NOT_FOUND')
    expect(performance.now() - since).toBeLessThan(1000)
    expect(await (await content()).json()).toMatchObject({ state: 'gone', items: [] })
    await socket.close()
  })

  it('what is written on one node is told to devices of the other', async () => {
    const { socket } = await open()
    const { id } = await admin.objects.create({
      params: { ...params, type: 'article' },
      body: { fields: { title: 'One' } },
    })
    expect((await socket.take('event')).event.objectId).toBe(id)
    await socket.close()
  })

  it('what a panel shows from now on is asked for anew on the other node', async () => {
    const { at, socket } = await open()
    await admin.panels.update({ ...at, body: { name: 'Hall' } })
    expect((await socket.closed).code).toBe(1012)
  })
})
