import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import { type Listening, listen } from '../../http/listen.ts'
import { SECOND } from '../../lib/clock.ts'
import { createTestServer, type TestServer } from '../../testing/create-test-server.ts'
import { type PostgresCluster, startPostgresCluster } from '../../testing/postgres-cluster.ts'
import { createDatabase, dropDatabase } from '../../testing/postgres-database.ts'
import { openRealtime, type RealtimeSocket } from '../../testing/realtime-socket.ts'

const key = () => `1:${randomBytes(32).toString('base64')}`
const params = { domain: 'acme' }

interface Nodes {
  here: TestServer
  there: TestServer
  listening: Listening
  admin: ReturnType<TestServer['client']>
  close(): Promise<void>
}

/** Two nodes on one database: changes are made here, and heard by whoever listens there. */
async function startNodes(databaseUrl: string): Promise<Nodes> {
  const config = { masterKeys: key(), peppers: key() }
  const here = await createTestServer({ engine: 'postgres', databaseUrl, config })
  const there = await createTestServer({ engine: 'postgres', databaseUrl, config })
  const listening = await listen(there.server, { host: '127.0.0.1', port: 0 })
  const { id } = await here.seed.domain('acme')
  await here.seed.contentType(id, 'article', { title: { type: 'string' } })
  const admin = here.client(await here.seed.user('ana', { roles: { [id]: 'ADMIN' } }))
  await channelTurns(there, 'up')
  return {
    here,
    there,
    listening,
    admin,
    async close() {
      await listening.close()
      await here.close()
      await there.close()
    },
  }
}

function channelTurns({ server }: TestServer, to: 'up' | 'down') {
  const { database } = server.foundation
  return new Promise<void>(resolve => {
    if (database.engine.channel() === to) return resolve()
    database.subscribe({
      onChange() {},
      ...(to === 'up' ? { onChannelUp: resolve } : { onChannelDown: resolve }),
    })
  })
}

async function endListeners({ server }: TestServer) {
  const { db } = server.foundation.database
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'keywright listen' and datname = current_database()`.execute(db)
}

function helpers(get: () => Nodes) {
  const open: RealtimeSocket[] = []
  return {
    async listener(scopes = ['content.*:read']) {
      const body = { name: 'Listener', scopes }
      const { key, token } = await get().admin.keys.create({ params, body })
      const headers = { 'api-key': token }
      const socket = await openRealtime(get().listening.url, 'acme', { headers })
      open.push(socket)
      await socket.subscribe({ id: 'a', view: 'draft' })
      return { socket, key: { params: { ...params, id: key.id } } }
    },
    write: () =>
      get().admin.objects.create({
        params: { ...params, type: 'article' },
        body: { fields: { title: 'One' } },
      }),
    end() {
      for (const socket of open.splice(0)) socket.socket.terminate()
    },
  }
}

describe('realtime across two nodes on one database', () => {
  let databaseUrl: string
  let nodes: Nodes
  const { listener, write, end } = helpers(() => nodes)

  beforeAll(async () => {
    databaseUrl = await createDatabase(inject('postgresUrl'))
    nodes = await startNodes(databaseUrl)
  })
  afterEach(end)
  afterAll(async () => {
    await nodes.close()
    await dropDatabase(databaseUrl)
  })

  it('what is written on one is told on the other, in its order', async () => {
    const { socket } = await listener()
    const ids: string[] = []
    for (const one of await Promise.all(Array.from({ length: 20 }, write))) ids.push(one.id)
    await expect.poll(() => socket.messages.filter(({ type }) => type === 'event').length).toBe(20)
    const events = await socket.events('a')
    const first = events[0]?.id ?? 0
    expect(events.map(event => event.id - first)).toEqual(ids.map((_, index) => index))
    expect(new Set(events.map(event => event.objectId))).toEqual(new Set(ids))
  })

  it('a type that is dropped on one is gone for listeners of the other within a second', async () => {
    const name = 'passing'
    const schema = { type: 'object', properties: { title: { type: 'string' } } }
    await nodes.admin.contentTypes.create({ params, body: { name, schema } })
    const { socket } = await listener()
    await socket.subscribe({ id: 'b', view: 'draft', types: [name] })
    const since = performance.now()
    await nodes.admin.contentTypes.delete({ params: { ...params, type: name }, body: {} })
    expect(await socket.take('reset', ({ id }) => id === 'a')).toMatchObject({ dropped: name })
    const { problem } = await socket.take('refused', ({ id }) => id === 'b')
    expect(problem.code).toBe('CONTENT_TYPE_NOT_FOUND')
    expect(performance.now() - since).toBeLessThan(SECOND)
  })

  it('a key that is revoked on one ends what it opened on the other within a second', async () => {
    const { socket, key } = await listener()
    const since = performance.now()
    await nodes.admin.keys.revoke({ ...key, body: {} })
    expect(await socket.closed).toEqual({ code: 4401, reason: 'CREDENTIAL_INVALID' })
    expect(performance.now() - since).toBeLessThan(SECOND)
  })

  it('permissions that change on one are followed on the other', async () => {
    const { socket, key } = await listener()
    await nodes.admin.keys.update({ ...key, body: { scopes: ['backoffice.keys:read'] } })
    expect((await socket.take('refused')).problem.code).toBe('FORBIDDEN')
  })

  it('a session that ends on one ends on the other', async () => {
    const { here, listening } = nodes
    const [{ id }] = await here.server.foundation.database.db
      .selectFrom('domains')
      .select('id')
      .execute()
      .then(rows => rows as [{ id: string }])
    const bea = await here.seed.user('bea', { roles: { [id]: 'EDITOR' } })
    const socket = await openRealtime(listening.url, 'acme', { headers: { cookie: bea.cookie } })
    await here.client(bea).session.signOut({})
    expect(await socket.closed).toMatchObject({ code: 4401 })
  })

  it('what was missed while the channel was broken is told, and found out, once it is back', async () => {
    const { socket } = await listener()
    const { socket: doomed, key } = await listener()
    const down = channelTurns(nodes.there, 'down')
    await endListeners(nodes.there)
    await down
    await nodes.admin.keys.revoke({ ...key, body: {} })
    const { id } = await write()
    await channelTurns(nodes.there, 'up')
    expect(await doomed.closed).toMatchObject({ code: 4401 })
    await socket.take('event', ({ event }) => event.objectId === id)
  })
})

describe('realtime while the database is away', () => {
  let cluster: PostgresCluster
  let nodes: Nodes
  const { listener, end } = helpers(() => nodes)

  beforeAll(async () => {
    cluster = await startPostgresCluster()
    nodes = await startNodes(await createDatabase(cluster.url))
  })
  afterEach(end)
  afterAll(async () => {
    await nodes.close()
    await cluster.stop()
  })

  it('keeps what is open for as long as keys verify, then closes it to be opened again', async () => {
    const { socket } = await listener()
    const { clock } = nodes.there
    const down = channelTurns(nodes.there, 'down')
    await cluster.halt()
    await down
    clock.advance(15 * SECOND)
    await socket.events('a')
    clock.advance(30 * SECOND)
    await socket.events('a')
    clock.advance(30 * SECOND)
    expect(await socket.closed).toEqual({ code: 1013, reason: 'DATABASE_UNAVAILABLE' })
    await cluster.restart()
    await channelTurns(nodes.there, 'up')
    await channelTurns(nodes.here, 'up')
    await listener()
  })
})
