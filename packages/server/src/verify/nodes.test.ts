import { randomBytes } from 'node:crypto'
import { createToken } from '@keywright/core'
import { sql } from 'kysely'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { CHANNEL_SILENCE_MILLISECONDS, type Change } from '../db/changes.ts'
import { HOUR, SECOND } from '../lib/clock.ts'
import { createTestServer, type TestServer } from '../testing/create-test-server.ts'
import { type PostgresCluster, startPostgresCluster } from '../testing/postgres-cluster.ts'
import { createDatabase, dropDatabase } from '../testing/postgres-database.ts'
import { refusal } from '../testing/refusal.ts'

const key = () => `1:${randomBytes(32).toString('base64')}`
const origin = { ip: null, userAgent: null }

interface Nodes {
  here: TestServer
  there: TestServer
  domainId: string
  issue(): Promise<{ token: string; id: string }>
  revoke(id: string): Promise<unknown>
}

/** Two nodes with the same keys on the same database. */
async function startNodes(databaseUrl: string): Promise<Nodes> {
  const config = { masterKeys: key(), peppers: key() }
  const here = await createTestServer({ engine: 'postgres', databaseUrl, config })
  const there = await createTestServer({ engine: 'postgres', databaseUrl, config })
  const { id: domainId } = await here.seed.domain('acme')
  const admin = here.client(await here.seed.user('ana', { roles: { [domainId]: 'ADMIN' } }))
  const params = { domain: 'acme' }
  return {
    here,
    there,
    domainId,
    async issue() {
      const made = await admin.keys.create({ params, body: { name: 'Key', scopes: [] } })
      return { token: made.token, id: made.key.id }
    },
    revoke: id => admin.keys.revoke({ params: { ...params, id }, body: {} }),
  }
}

const outcomeAt = async ({ server }: TestServer, token: string) =>
  (await server.services.verifier.authenticate(token, origin)).outcome

/** Resolves once the node has heard of a change that another one made. */
const heard = ({ server }: TestServer, id: string) =>
  new Promise<Change>(resolve => {
    server.foundation.database.subscribe({
      onChange: (change, local) => {
        if (!local && change.id === id) resolve(change)
      },
    })
  })

const channelTurns = ({ server }: TestServer, to: 'up' | 'down') =>
  new Promise<void>(resolve => {
    const { database } = server.foundation
    if (database.engine.channel() === to) return resolve()
    database.subscribe({
      onChange() {},
      ...(to === 'up' ? { onChannelUp: resolve } : { onChannelDown: resolve }),
    })
  })

describe('two nodes on one database', () => {
  let databaseUrl: string
  let nodes: Nodes

  beforeAll(async () => {
    databaseUrl = await createDatabase(inject('postgresUrl'))
    nodes = await startNodes(databaseUrl)
    await channelTurns(nodes.there, 'up')
  })
  afterAll(async () => {
    await nodes.here.close()
    await nodes.there.close()
    await dropDatabase(databaseUrl)
  })

  it('a revocation on one ends the warm key on the other', async () => {
    const { here, there } = nodes
    const { token, id } = await nodes.issue()
    expect([await outcomeAt(here, token), await outcomeAt(there, token)]).toEqual([
      'VALID',
      'VALID',
    ])
    const arrival = heard(there, id)
    await nodes.revoke(id)
    expect(await outcomeAt(here, token)).toBe('REVOKED')
    await arrival
    expect(await outcomeAt(there, token)).toBe('REVOKED')
  })

  it('what was missed while the connection was broken is known once it is back', async () => {
    const { there } = nodes
    const { token, id } = await nodes.issue()
    expect(await outcomeAt(there, token)).toBe('VALID')
    const down = channelTurns(there, 'down')
    await endListeners(there)
    await down
    await nodes.revoke(id)
    await channelTurns(there, 'up')
    expect(await outcomeAt(there, token)).toBe('REVOKED')
  })

  it('without the connection a key is asked for again at the maximum age, and not before', async () => {
    const { there } = nodes
    const { db } = there.server.foundation.database
    const { token, id } = await nodes.issue()
    await channelTurns(there, 'up')
    expect(await outcomeAt(there, token)).toBe('VALID')
    there.clock.advance(HOUR)
    const down = channelTurns(there, 'down')
    // Open connections stay, new ones are refused: the channel cannot come back.
    await allowConnections(there, false)
    try {
      await endListeners(there)
      await down
      await db.updateTable('keys').set({ revoked_at: 1 }).where('id', '=', id).execute()
      there.clock.advance(there.config.maxAgeSeconds * SECOND - CHANNEL_SILENCE_MILLISECONDS - 1)
      expect(await outcomeAt(there, token)).toBe('VALID')
      there.clock.advance(1)
      expect(await outcomeAt(there, token)).toBe('REVOKED')
    } finally {
      await allowConnections(there, true)
    }
  })
})

/** Ends the connections on which the nodes of this database hear each other. */
async function endListeners({ server }: TestServer) {
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
            where application_name = 'keywright listen' and datname = current_database()`.execute(
    server.foundation.database.db,
  )
}

/** Said from another database, as no database can be closed from within. */
async function allowConnections({ config }: TestServer, allow: boolean) {
  const client = new Client({ connectionString: inject('postgresUrl') })
  await client.connect()
  const name = new URL(config.databaseUrl ?? '').pathname.slice(1)
  await client.query(`alter database ${name} allow_connections ${allow}`)
  await client.end()
}

describe('a database that goes away', () => {
  let cluster: PostgresCluster
  let nodes: Nodes

  beforeAll(async () => {
    cluster = await startPostgresCluster()
    nodes = await startNodes(await createDatabase(cluster.url))
  })
  afterAll(async () => {
    await nodes.here.close()
    await nodes.there.close()
    await cluster.stop()
  })

  it('leaves warm keys verifying for their time, and everything whole when it is back', async () => {
    const { here, domainId } = nodes
    const [warm, cold] = [await nodes.issue(), await nodes.issue()]
    const admin = here.client(await here.seed.user('bea', { roles: { [domainId]: 'ADMIN' } }))
    const routes = [{ method: '*', path: '/*', permission: null } as const]
    await admin.apis.create({
      params: { domain: 'acme' },
      body: { slug: 'shop', name: 'Shop', routes },
    })
    const forward = async () => {
      const headers = {
        'api-key': warm.token,
        'x-forwarded-method': 'GET',
        'x-forwarded-uri': '/orders',
      }
      return (await here.request('/v1/forward-auth/acme/shop', { headers })).status
    }
    await channelTurns(here, 'up')
    expect(await outcomeAt(here, warm.token)).toBe('VALID')
    expect(await forward()).toBe(200)

    const down = channelTurns(here, 'down')
    await cluster.halt()
    await down

    expect(await outcomeAt(here, warm.token)).toBe('VALID')
    for (const token of [cold.token, createToken('kw', randomBytes)]) {
      await expect(outcomeAt(here, token)).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    }
    expect(await refusal(admin.keys.list({ params: { domain: 'acme' } }))).toMatchObject({
      status: 503,
      code: 'DATABASE_UNAVAILABLE',
    })

    // Older than the maximum age, so each asks, fails, and is let in all the same.
    here.clock.advance(30 * SECOND)
    expect(await outcomeAt(here, warm.token)).toBe('VALID')
    expect(await outcomeAt(here, warm.token)).toBe('VALID')
    expect(await forward()).toBe(200)
    here.clock.advance(30 * SECOND)
    expect(await forward()).toBe(503)
    await expect(outcomeAt(here, warm.token)).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    })

    await cluster.restart()
    await channelTurns(here, 'up')
    expect(await outcomeAt(here, warm.token)).toBe('VALID')
    expect(await outcomeAt(here, cold.token)).toBe('VALID')
    expect(await forward()).toBe(200)
    await nodes.revoke(warm.id)
    expect(await outcomeAt(here, warm.token)).toBe('REVOKED')
  })
})
