import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import {
  type PostgresCluster,
  startPostgresCluster,
} from '../packages/server/src/testing/postgres-cluster.ts'
import { createDatabase, dropDatabase } from '../packages/server/src/testing/postgres-database.ts'
import { type NodeProcess, signIn, startNode } from './support/node-process.ts'

const ROUNDS = 25

/** What the clients were told, which must hold whatever happens to the server. */
interface Ledger {
  /** Acknowledged and not revoked: id -> token. */
  living: Map<string, string>
  /** Acknowledged revocations: id -> token. */
  revoked: Map<string, string>
  /** A revocation was sent and never answered: either is right. */
  uncertain: Map<string, string>
}

describe('a killed server', () => {
  describe.concurrent.each(['sqlite', 'postgres'] as const)('on %s', engine => {
    const folder = mkdtempSync(join(tmpdir(), 'keywright-crash-'))
    const environment: Record<string, string> = { KEYWRIGHT_DATA: folder }

    beforeAll(async () => {
      if (engine === 'postgres') {
        environment.DATABASE_URL = await createDatabase(inject('postgresUrl'))
      }
    })
    afterAll(async () => {
      rmSync(folder, { recursive: true, force: true })
      if (environment.DATABASE_URL) await dropDatabase(environment.DATABASE_URL)
    })

    it(`loses no acknowledged write and revives no revoked key in ${ROUNDS} rounds`, {
      timeout: 300_000,
    }, async () => {
      const ledger: Ledger = { living: new Map(), revoked: new Map(), uncertain: new Map() }
      let cookie = ''
      for (let round = 0; round < ROUNDS; round++) {
        const node = await startNode(environment)
        cookie ||= await signIn(node)
        await expectLedger(node, cookie, ledger)
        // A different number each round, so that the kill meets the writers at different places.
        await writeUntilKilled(node, cookie, ledger, 5 + ((round * 7) % 23))
      }
      const node = await startNode(environment)
      await expectLedger(node, cookie, ledger)
      const trail = await node.call('GET', '/v1/domains/main/audit/verify', undefined, { cookie })
      expect(trail.body).toMatchObject({ intact: true, problems: [] })
      expect(trail.body.events).toBeGreaterThanOrEqual(ledger.living.size + ledger.revoked.size)
      expect(ledger.living.size).toBeGreaterThan(ROUNDS)
      expect(ledger.revoked.size).toBeGreaterThan(ROUNDS)
      expect(await node.stop()).toBe(0)
    })
  })
})

describe('a killed Postgres', () => {
  let cluster: PostgresCluster
  const folder = mkdtempSync(join(tmpdir(), 'keywright-crash-'))
  beforeAll(async () => {
    cluster = await startPostgresCluster()
  })
  afterAll(async () => {
    await cluster.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('loses no acknowledged write, and the server goes on without a restart', {
    timeout: 120_000,
  }, async () => {
    const DATABASE_URL = await createDatabase(cluster.url)
    const node = await startNode({ KEYWRIGHT_DATA: folder, DATABASE_URL })
    const cookie = await signIn(node)
    const ledger: Ledger = { living: new Map(), revoked: new Map(), uncertain: new Map() }
    for (let round = 0; round < 5; round++) {
      await writeUntil(node, cookie, ledger, 5 + round * 3, () => cluster.kill())
      await cluster.restart()
      await untilReady(node)
      await expectLedger(node, cookie, ledger)
    }
    const trail = await node.call('GET', '/v1/domains/main/audit/verify', undefined, { cookie })
    expect(trail.body).toMatchObject({ intact: true, problems: [] })
    expect(await node.stop()).toBe(0)
  })
})

function writeUntilKilled(node: NodeProcess, cookie: string, ledger: Ledger, after: number) {
  return writeUntil(node, cookie, ledger, after, () => node.kill())
}

/** Creates and revokes keys from four clients at once until so many writes are acknowledged and `strike` has struck. */
async function writeUntil(
  node: NodeProcess,
  cookie: string,
  ledger: Ledger,
  after: number,
  strike: () => Promise<void>,
) {
  let acknowledged = 0
  let struck: Promise<void> | undefined
  const acknowledge = () => {
    acknowledged += 1
    if (acknowledged === after) struck = strike()
  }

  async function client(name: string) {
    for (let turn = 0; !struck; turn++) {
      const made = await node
        .call(
          'POST',
          '/v1/domains/main/keys',
          { name: `${name} ${turn}`, scopes: ['content.*:read'] },
          { cookie },
        )
        .catch(() => undefined)
      if (made?.status !== 201) return
      const { key, token } = made.body
      ledger.living.set(key.id, token)
      acknowledge()
      if (turn % 2 === 0) continue
      ledger.living.delete(key.id)
      ledger.uncertain.set(key.id, token)
      const ended = await node
        .call('POST', `/v1/domains/main/keys/${key.id}/revoke`, {}, { cookie })
        .catch(() => undefined)
      if (ended?.status !== 200) return
      ledger.uncertain.delete(key.id)
      ledger.revoked.set(key.id, token)
      acknowledge()
    }
  }
  await Promise.all(['a', 'b', 'c', 'd'].map(client))
  if (!struck) throw new Error('The writers gave up before they were disturbed')
  await struck
}

async function expectLedger(node: NodeProcess, cookie: string, ledger: Ledger) {
  expect(await outcomes(node, cookie, ledger.living)).toEqual(
    new Set(ledger.living.size ? ['VALID'] : []),
  )
  expect(await outcomes(node, cookie, ledger.revoked)).toEqual(
    new Set(ledger.revoked.size ? ['REVOKED'] : []),
  )
  for (const outcome of await outcomes(node, cookie, ledger.uncertain)) {
    expect(['VALID', 'REVOKED']).toContain(outcome)
  }
}

async function outcomes(node: NodeProcess, cookie: string, keys: Map<string, string>) {
  const found = new Set<string>()
  const tokens = [...keys.values()]
  while (tokens.length > 0) {
    const items = tokens.splice(0, 100).map(token => ({ token }))
    const { status, body } = await node.call('POST', '/v1/verify/batch', { items }, { cookie })
    expect(status).toBe(200)
    for (const item of body.items) found.add(item.code)
  }
  return found
}

/** Asks until the node can do all of its work again; each question is a round trip, so this does not spin. */
async function untilReady(node: NodeProcess) {
  const deadline = Date.now() + 30_000
  while (Date.now() < deadline) {
    if ((await node.call('GET', '/readyz')).status === 200) return
  }
  throw new Error('The node did not recover')
}
