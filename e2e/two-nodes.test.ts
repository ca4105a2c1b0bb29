import { on, once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import {
  type PostgresCluster,
  startPostgresCluster,
} from '../packages/server/src/testing/postgres-cluster.ts'
import { createDatabase } from '../packages/server/src/testing/postgres-database.ts'
import { type NodeProcess, signIn, startNode } from './support/node-process.ts'

const MAX_AGE_SECONDS = 2
const PROMISED_MILLISECONDS = 1000
const MAIN = '/v1/domains/main'

describe('two nodes on one Postgres', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keywright-nodes-'))
  let cluster: PostgresCluster
  let databaseUrl: string
  let a: NodeProcess
  let b: NodeProcess
  let cookie: string
  let names = 0

  beforeAll(async () => {
    cluster = await startPostgresCluster()
    databaseUrl = await createDatabase(cluster.url)
    const environment = {
      KEYWRIGHT_DATA: folder,
      DATABASE_URL: databaseUrl,
      KEYWRIGHT_MAX_AGE_SECONDS: String(MAX_AGE_SECONDS),
    }
    a = await startNode(environment)
    b = await startNode(environment)
    cookie = await signIn(a)
  }, 120_000)
  afterAll(async () => {
    await a.stop()
    await b.stop()
    await cluster.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  async function onA(method: string, path: string, body?: unknown) {
    const answer = await a.call(method, path, body, { cookie })
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
    return answer.body
  }
  const makeKey = async (body: object = { scopes: ['content.*:read'] }) => {
    names += 1
    const { key, token } = await onA('POST', `${MAIN}/keys`, { name: `Key ${names}`, ...body })
    return { id: key.id as string, token: token as string }
  }
  async function verifyOnB(token: string, permissions: string[] = []): Promise<string> {
    const answer = await b.call('POST', '/v1/verify', { token, permissions }, { cookie })
    return answer.status === 200 ? answer.body.code : answer.body.code
  }

  /** Asks node B without a pause until it answers otherwise; how long after the acknowledgement it last let the key in. */
  async function lastAccept(
    change: () => Promise<unknown>,
    ask: () => Promise<string>,
    after: string,
  ) {
    expect(await ask()).toBe('VALID')
    await change()
    const acknowledged = performance.now()
    let last = 0
    for (;;) {
      const asked = performance.now() - acknowledged
      const code = await ask()
      if (code === after) return last
      expect(code).toBe('VALID')
      last = asked
      if (asked > 30_000) throw new Error(`Node B still lets the key in`)
    }
  }

  it('what one node changes the other refuses within a second', { timeout: 60_000 }, async () => {
    await onA('POST', `${MAIN}/roles`, { name: 'WRITER', permissions: ['content.*:*'] })
    const invited = await onA('POST', `${MAIN}/invitations`, {
      email: 'bea@example.com',
      role: 'EDITOR',
    })
    const accepted = await a.call('POST', '/v1/invitations/accept', {
      token: invited.link.split('#')[1],
      name: 'Bea',
      password: 'correct horse battery',
    })
    const bea: string = accepted.body.userId
    const revoked = await makeKey()
    const disabled = await makeKey()
    const rotated = await makeKey()
    const byRole = await makeKey({ role: 'WRITER' })
    const byUser = await makeKey({ scopes: ['content.*:*'], actsAs: bea })
    const update = ['content.article:update']

    const scenarios: [string, () => Promise<unknown>, () => Promise<string>, string][] = [
      [
        'revoked',
        () => onA('POST', `${MAIN}/keys/${revoked.id}/revoke`, {}),
        () => verifyOnB(revoked.token),
        'REVOKED',
      ],
      [
        'disabled',
        () => onA('POST', `${MAIN}/keys/${disabled.id}/disable`),
        () => verifyOnB(disabled.token),
        'DISABLED',
      ],
      [
        'regenerated',
        () => onA('POST', `${MAIN}/keys/${rotated.id}/rotate`, {}),
        () => verifyOnB(rotated.token),
        'EXPIRED',
      ],
      [
        'role narrowed',
        () => onA('PATCH', `${MAIN}/roles/WRITER`, { permissions: ['content.*:read'] }),
        () => verifyOnB(byRole.token, update),
        'FORBIDDEN',
      ],
      [
        'user demoted',
        () => onA('PATCH', `${MAIN}/users/${bea}`, { role: 'READONLY' }),
        () => verifyOnB(byUser.token, update),
        'FORBIDDEN',
      ],
      [
        'user removed',
        () => onA('DELETE', `${MAIN}/users/${bea}`),
        () => verifyOnB(byUser.token),
        'SUBJECT_INACTIVE',
      ],
    ]
    for (const [name, change, ask, after] of scenarios) {
      const late = await lastAccept(change, ask, after)
      expect(late, name).toBeLessThan(PROMISED_MILLISECONDS)
    }
  })

  it('content written on one node is heard on the other, and protected there at once', async () => {
    const { token, id } = await makeKey()
    const schema = { type: 'object', properties: { title: { type: 'string' } } }
    await onA('POST', `${MAIN}/content/types`, { name: 'note', schema })
    const notes = `${MAIN}/content/objects/note`
    await onA('POST', notes, { id: 'first', fields: { title: 'First' } })
    await onA('POST', `${notes}/first/publish`)

    const delivered = async () =>
      (await b.call('GET', `${MAIN}/delivery/objects/note/first`)).status
    for (let round = 0; round < 3; round++) {
      expect(await delivered()).toBe(200)
      await onA('PATCH', MAIN, { settings: { deliveryProtected: true } })
      expect(await delivered()).toBe(401)
      await onA('PATCH', MAIN, { settings: { deliveryProtected: false } })
    }

    const socket = new WebSocket(`${b.url.replace('http', 'ws')}${MAIN}/realtime`, {
      headers: { authorization: `Bearer ${token}` },
    })
    const closed = once(socket, 'close')
    await once(socket, 'open')
    const messages = on(socket, 'message')
    const heard = async () => JSON.parse(String((await messages.next()).value[0]))
    socket.send(JSON.stringify({ type: 'subscribe', id: 'notes', view: 'draft', types: ['note'] }))
    expect(await heard()).toMatchObject({ type: 'subscribed', id: 'notes' })
    await onA('PATCH', `${notes}/first`, { fields: { title: 'Second' } })
    const event = { kind: 'updated', objectType: 'note', objectId: 'first', version: 3 }
    expect(await heard()).toMatchObject({ type: 'event', subscription: 'notes', event })

    await onA('POST', `${MAIN}/keys/${id}/revoke`, {})
    const acknowledged = performance.now()
    const [code] = await closed
    expect(code).toBe(4401)
    expect(performance.now() - acknowledged).toBeLessThan(PROMISED_MILLISECONDS)
  })

  it('a node that lost its listening connection keeps the bound and hears again', {
    timeout: 60_000,
  }, async () => {
    const one = await makeKey()
    const two = await makeKey()
    expect(await verifyOnB(one.token)).toBe('VALID')
    const late = await lastAccept(
      async () => {
        await endListeners(databaseUrl)
        await sendRubbish(databaseUrl)
        await onA('POST', `${MAIN}/keys/${one.id}/revoke`, {})
      },
      () => verifyOnB(one.token),
      'REVOKED',
    )
    expect(late).toBeLessThan(MAX_AGE_SECONDS * 1000 + PROMISED_MILLISECONDS)
    await until(async () => (await b.call('GET', '/readyz')).body.channel === 'up')
    const again = await lastAccept(
      () => onA('POST', `${MAIN}/keys/${two.id}/revoke`, {}),
      () => verifyOnB(two.token),
      'REVOKED',
    )
    expect(again).toBeLessThan(PROMISED_MILLISECONDS)
  })

  it('while Postgres is away warm keys verify, management answers 503, and both recover without a restart', {
    timeout: 90_000,
  }, async () => {
    const caller = await makeKey({ scopes: ['backoffice.keys:verify'] })
    const warm = await makeKey()
    const cold = await makeKey()
    const ask = (token: string) =>
      b.call('POST', '/v1/verify', { token }, { authorization: `Bearer ${caller.token}` })
    expect((await ask(warm.token)).body.code).toBe('VALID')

    await cluster.halt()
    for (let count = 0; count < 20; count++) {
      const answer = await ask(warm.token)
      expect([answer.status, answer.body.code]).toEqual([200, 'VALID'])
    }
    const unknown = await ask(cold.token)
    expect([unknown.status, unknown.body.code]).toEqual([503, 'DATABASE_UNAVAILABLE'])
    const managed = await b.call('GET', `${MAIN}/keys`, undefined, { cookie })
    expect([managed.status, managed.body.code]).toEqual([503, 'DATABASE_UNAVAILABLE'])
    expect(Number(managed.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await b.call('GET', '/readyz')).status).toBe(503)
    expect((await b.call('GET', '/livez')).status).toBe(200)

    await cluster.restart()
    await until(async () => (await b.call('GET', '/readyz')).status === 200)
    await until(async () => (await a.call('GET', '/readyz')).status === 200)
    expect((await ask(cold.token)).body.code).toBe('VALID')
    const late = await lastAccept(
      () => onA('POST', `${MAIN}/keys/${warm.id}/revoke`, {}),
      async () => (await ask(warm.token)).body.code,
      'REVOKED',
    )
    expect(late).toBeLessThan(MAX_AGE_SECONDS * 1000 + PROMISED_MILLISECONDS)
  })

  it('a node with other keys refuses to start on the same database', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'keywright-nodes-'))
    await expect(
      startNode({ KEYWRIGHT_DATA: elsewhere, DATABASE_URL: databaseUrl }),
    ).rejects.toThrow(/is not the one this database was made with/)
    rmSync(elsewhere, { recursive: true, force: true })
  })
})

async function sendRubbish(url: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`notify keywright_changes, 'hello'`)
  await client.end()
}

async function endListeners(url: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'keywright listen' and datname = current_database()`,
  )
  await client.end()
}

/** Each question is a round trip, so this does not spin. */
async function until(question: () => Promise<boolean>) {
  const deadline = Date.now() + 30_000
  while (!(await question())) {
    if (Date.now() > deadline) throw new Error('It did not happen within half a minute')
  }
}
