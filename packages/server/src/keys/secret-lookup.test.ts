import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createTestServer, ENGINES, type TestServer } from '../testing/create-test-server.ts'
import { createDatabase, dropDatabase } from '../testing/postgres-database.ts'

const newKey = (version: number) => `${version}:${randomBytes(32).toString('base64')}`
const origin = { ip: null, userAgent: null }

describe.each(ENGINES)('a new pepper (%s)', engine => {
  const masterKeys = newKey(1)
  const [first, second] = [newKey(1), newKey(2)]
  let dataFolder: string
  let databaseUrl: string | undefined

  beforeAll(async () => {
    dataFolder = mkdtempSync(join(tmpdir(), 'keywright-pepper-'))
    if (engine === 'postgres') databaseUrl = await createDatabase(inject('postgresUrl'))
  })
  afterAll(async () => {
    rmSync(dataFolder, { recursive: true, force: true })
    if (databaseUrl) await dropDatabase(databaseUrl)
  })

  /** A server as after a restart with these peppers, closed in the end. */
  async function withPeppers<T>(peppers: string, use: (test: TestServer) => Promise<T>) {
    const config = { masterKeys, peppers }
    const test = await createTestServer({
      engine,
      config,
      dataFolder,
      ...(databaseUrl !== undefined && { databaseUrl }),
    })
    try {
      return await use(test)
    } finally {
      await test.close()
    }
  }

  const outcomeAt = async ({ server }: TestServer, token: string) =>
    (await server.services.verifier.authenticate(token, origin)).outcome

  const versions = async ({ server }: TestServer, secretIds: readonly string[]) => {
    const rows = await server.foundation.database.db
      .selectFrom('secrets')
      .select('pepper_version')
      .where('id', 'in', secretIds)
      .orderBy('created_at')
      .orderBy('id')
      .execute()
    return rows.map(row => row.pepper_version)
  }

  it('takes over each key at its next use, and in the end the old pepper can go', async () => {
    const [used, unused] = await withPeppers(first, async ({ seed, client }) => {
      const { id } = await seed.domain('acme')
      const admin = client(await seed.user('ana', { roles: { [id]: 'ADMIN' } }))
      const make = () =>
        admin.keys.create({ params: { domain: 'acme' }, body: { name: 'Key', scopes: [] } })
      return [await make(), await make()]
    })
    const secretIds = [used, unused].map(made => made?.key.secrets[0]?.id ?? '')
    const tokenOf = (made: typeof used) => made?.token ?? ''

    await withPeppers(`${second},${first}`, async test => {
      expect(await outcomeAt(test, tokenOf(used))).toBe('VALID')
      await test.server.services.secretLookup.close()
      expect(await versions(test, secretIds)).toEqual([2, 1])
      expect(await outcomeAt(test, tokenOf(used))).toBe('VALID')
    })

    await withPeppers(second, async test => {
      expect(await outcomeAt(test, tokenOf(used))).toBe('VALID')
      expect(await outcomeAt(test, tokenOf(unused))).toBe('NOT_FOUND')
    })
  })
})
