import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, inject, it } from 'vitest'
import {
  createTestServer,
  ENGINES,
  type EngineName,
  type TestServer,
} from '../../server/src/testing/create-test-server.ts'
import { createDatabase, dropDatabase } from '../../server/src/testing/postgres-database.ts'
import { runCli } from './testing/harness.ts'

const OBJECTS = 1203

describe.each(ENGINES)('content reindex (%s)', engine => {
  const cleanUps: (() => unknown)[] = []
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
  })

  it('finds again what search had lost, and tells how far it is', async () => {
    const place = await createPlace(engine)
    cleanUps.push(place.remove)
    let test = await createTestServer(place)
    const { cookie } = await fill(test)
    await forget(test)
    expect(await find(test, cookie)).toEqual([])
    await test.close()

    const argv = ['content', 'reindex', '--data', place.dataFolder]
    const env: Record<string, string> = {}
    if (place.databaseUrl !== undefined) env.DATABASE_URL = place.databaseUrl
    const { code, stdout, stderr } = await runCli(argv, { env, answers: [] })
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: '1,203 objects of 1 content types are indexed.\n',
    })
    const counts = [...stderr.matchAll(/([\d,]+) objects indexed/g)].map(([, count]) => count)
    expect(counts).toEqual(['500', '1,000', '1,203'])
    const other = await runCli([...argv, '--domain', 'nowhere'], { env })
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining('domain') })

    test = await createTestServer(place)
    cleanUps.push(test.close)
    expect(await find(test, cookie)).toEqual(['o600'])
  })
})

/** Where a database stays while servers come and go. */
async function createPlace(engine: EngineName) {
  const dataFolder = mkdtempSync(join(tmpdir(), 'keywright-reindex-'))
  const databaseUrl =
    engine === 'postgres' ? await createDatabase(inject('postgresUrl')) : undefined
  return {
    engine,
    dataFolder,
    ...(databaseUrl !== undefined && { databaseUrl }),
    async remove() {
      rmSync(dataFolder, { recursive: true })
      if (databaseUrl !== undefined) await dropDatabase(databaseUrl)
    },
  }
}

async function fill({ seed, server }: TestServer) {
  const { id: domainId } = await seed.domain('lost')
  await seed.contentType(domainId, 'note', { title: { type: 'string' } }, { titleField: 'title' })
  const { number } = await server.services.typeRegistry.get(domainId, 'note')
  const rows = Array.from({ length: OBJECTS }, (_, index) => ({
    domain_id: domainId,
    id: `o${index}`,
    type_number: number,
    title: `Note n${index}`,
    fields: JSON.stringify({ title: `Note n${index}` }),
    published: null,
    version: 1,
    published_version: null,
    created_at: 1,
    created_by: null,
    created_by_label: 'test',
    updated_at: 1,
    updated_by: null,
    updated_by_label: 'test',
    published_at: null,
  }))
  const { db } = server.foundation.database
  for (let at = 0; at < rows.length; at += 100) {
    await db
      .insertInto('content_objects')
      .values(rows.slice(at, at + 100))
      .execute()
  }
  return seed.user('reader', { roles: { [domainId]: 'ADMIN' } })
}

async function forget({ server }: TestServer) {
  const { database } = server.foundation
  await database.write(async tx => {
    const rows = await tx.deleteFrom('content_search').returning('number').execute()
    await database.engine.search.erase(
      tx,
      rows.map(row => row.number),
    )
  })
}

async function find(test: TestServer, cookie: string): Promise<string[]> {
  const { items } = await test
    .client({ cookie })
    .search.content({ params: { domain: 'lost' }, query: { q: 'n600' } })
  return items.map(item => item.id)
}
