import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createTestServer, type TestServer } from '../testing/create-test-server.ts'
import { createDatabase, dropDatabase } from '../testing/postgres-database.ts'

describe('a statement that Postgres gives up', () => {
  let url: string
  let running: TestServer
  let other: Client

  beforeAll(async () => {
    url = await createDatabase(inject('postgresUrl'))
    // What the address says counts in place of our own limit.
    const databaseUrl = `${url}?statement_timeout=1000`
    running = await createTestServer({ engine: 'postgres', databaseUrl })
    other = new Client({ connectionString: url })
    await other.connect()
  })
  afterAll(async () => {
    await other?.end()
    await running?.close()
    await dropDatabase(url)
  })

  it('is answered with 503 and a code, leaves nothing behind, and is no outage for what comes next', async () => {
    const { seed, request } = running
    const { id } = await seed.domain('acme')
    await seed.contentType(id, 'article', { title: { type: 'string' } })
    const { cookie } = await seed.user('ana', { roles: { [id]: 'ADMIN' } })
    const ask = (path: string, body?: object) =>
      request(`/v1/domains/acme/${path}`, {
        headers: { cookie, 'content-type': 'application/json', origin: 'http://localhost:4747' },
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
      })
    const list = () => ask('content/objects/article')
    const write = () => ask('content/objects/article', { id: 'one', fields: { title: 'One' } })
    expect((await list()).status).toBe(200)

    await other.query('begin')
    await other.query('lock table content_objects, content_values in access exclusive mode')
    const answers = await Promise.all([list(), ask('delivery/objects/article'), write()])
    for (const answer of answers) {
      expect(answer.status).toBe(503)
      expect(answer.headers.get('retry-after')).toMatch(/^\d+$/)
      expect(await answer.json()).toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    }
    await other.query('rollback')

    expect(await (await list()).json()).toMatchObject({ items: [] })
    expect((await write()).status).toBe(201)
  })
})
