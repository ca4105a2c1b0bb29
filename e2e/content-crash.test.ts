import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createDatabase, dropDatabase } from '../packages/server/src/testing/postgres-database.ts'
import { type NodeProcess, signIn, startNode } from './support/node-process.ts'

const ROUNDS = 4
const BATCH_ROWS = 40
const IMPORT_ROWS = 120
const CONTENT = '/v1/domains/main/content'

/** What was asked for: the objects of a group come and stay together, or never. */
interface Group {
  rows: number
  /** Whether the server said that they are there. */
  acknowledged: boolean
}

describe.concurrent.each(['sqlite', 'postgres'] as const)(
  'a server killed while content is written (%s)',
  engine => {
    const folder = mkdtempSync(join(tmpdir(), 'keywright-content-crash-'))
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

    it(`keeps all of an atomic batch or import, or nothing, in ${ROUNDS} rounds`, {
      timeout: 240_000,
    }, async () => {
      const groups = new Map<string, Group>()
      let cookie = ''
      for (let round = 0; round < ROUNDS; round++) {
        const node = await startNode(environment)
        cookie ||= await signIn(node)
        if (round === 0) await makeType(node, cookie)
        await expectWhole(node, cookie, groups)
        // A different number each round, so that the kill meets the writers at different places.
        await writeUntilKilled(node, cookie, { groups, round, after: 1 + (round % 4) })
      }
      const node = await startNode(environment)
      await expectWhole(node, cookie, groups)
      const states = [...groups.values()].map(({ acknowledged }) => acknowledged)
      expect(states.filter(Boolean).length).toBeGreaterThan(ROUNDS)
      expect(states).toContain(false)
      const left = existsSync(join(folder, 'imports')) ? readdirSync(join(folder, 'imports')) : []
      expect(left).toEqual([])
      const trail = await node.call('GET', '/v1/domains/main/audit/verify', undefined, { cookie })
      expect(trail.body).toMatchObject({ intact: true, problems: [] })
      expect(await node.stop()).toBe(0)
    })
  },
)

async function makeType(node: NodeProcess, cookie: string) {
  const schema = {
    type: 'object',
    properties: { group: { type: 'string' }, next: { relation: ['crash'] } },
    additionalProperties: false,
  }
  const { status } = await node.call(
    'POST',
    `${CONTENT}/types`,
    { name: 'crash', schema },
    { cookie },
  )
  expect(status).toBe(201)
}

/** Batches and imports from several clients at once until so many were acknowledged, and then the kill. */
async function writeUntilKilled(
  node: NodeProcess,
  cookie: string,
  { groups, round, after }: { groups: Map<string, Group>; round: number; after: number },
) {
  let acknowledged = 0
  let struck: Promise<void> | undefined

  async function client(
    name: string,
    rows: number,
    write: (ids: string[], group: string) => Promise<boolean>,
  ) {
    for (let turn = 0; !struck; turn++) {
      // One word, which no other begins with: the search knows it too.
      const group = `r${round}${name}${turn}z`
      const state = { rows, acknowledged: false }
      groups.set(group, state)
      const ids = Array.from({ length: rows }, (_, row) => `g${group}-${row}`)
      if (!(await write(ids, group).catch(() => false))) return
      state.acknowledged = true
      acknowledged += 1
      if (acknowledged === after) struck = node.kill()
    }
  }

  const fieldsOf = (ids: string[], index: number, group: string) => ({
    group,
    // To the one before, so that every row has a reference.
    ...(index > 0 && { next: { type: 'crash', id: ids[index - 1] } }),
  })
  const batch = async (ids: string[], group: string) => {
    const operations = ids.map((id, index) => ({
      op: 'create',
      type: 'crash',
      id,
      fields: fieldsOf(ids, index, group),
    }))
    const { body } = await node.call('POST', `${CONTENT}/batch`, { operations }, { cookie })
    return body.committed === true
  }
  const load = async (ids: string[], group: string) => {
    const lines = ids.map((id, index) =>
      JSON.stringify({ id, fields: fieldsOf(ids, index, group) }),
    )
    const response = await fetch(
      `${node.url}${CONTENT}/objects/crash/import?atomic=true&publish=true`,
      {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/x-ndjson' },
        body: lines.join('\n'),
      },
    )
    return (await response.text()).includes('"committed":true')
  }

  await Promise.all([
    client('a', BATCH_ROWS, batch),
    client('b', BATCH_ROWS, batch),
    client('c', IMPORT_ROWS, load),
  ])
  if (!struck) throw new Error('The writers gave up before they were disturbed')
  await struck
}

/**
 * Each group is there in full or not at all: by its objects, and by what filters, the search and the
 * references know of them.
 */
async function expectWhole(node: NodeProcess, cookie: string, groups: Map<string, Group>) {
  const counts = new Map<string, number>()
  let cursor: string | null = ''
  while (cursor !== null) {
    const query: string = cursor && `&cursor=${encodeURIComponent(cursor)}`
    const { status, body } = await node.call(
      'GET',
      `${CONTENT}/objects/crash?limit=200&sort=id${query}`,
      undefined,
      { cookie },
    )
    expect(status).toBe(200)
    for (const { fields } of body.items) {
      counts.set(fields.group, (counts.get(fields.group) ?? 0) + 1)
    }
    cursor = body.nextCursor
  }
  for (const [group, { rows, acknowledged }] of groups) {
    const there = counts.get(group) ?? 0
    expect([group, there]).toEqual([group, acknowledged || there > 0 ? rows : 0])
    const filter = encodeURIComponent(JSON.stringify({ group: { eq: group } }))
    const { body } = await node.call(
      'GET',
      `${CONTENT}/objects/crash?limit=200&filter=${filter}`,
      undefined,
      { cookie },
    )
    expect([group, body.items.length]).toEqual([group, Math.min(there, 200)])
    const found = await node.call('GET', `${CONTENT}/search?q=${group}`, undefined, { cookie })
    expect([group, found.body.facets[0]?.count ?? 0]).toEqual([group, there])
    if (there === 0) continue
    // The second one refers to it.
    const first = `${CONTENT}/objects/crash/g${group}-0`
    const deletion = await node.call('DELETE', first, {}, { cookie })
    expect([group, deletion.body.code]).toEqual([group, 'OBJECT_REFERENCED'])
  }
}
