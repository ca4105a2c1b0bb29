import { randomBytes } from 'node:crypto'
import type { Client } from '@keywright/contract'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createTestServer, type TestServer } from '../../testing/create-test-server.ts'
import { createDatabase, dropDatabase } from '../../testing/postgres-database.ts'
import { refusal } from '../../testing/refusal.ts'

const key = () => `1:${randomBytes(32).toString('base64')}`

/** Resolves once the node has heard that another one changed the type. */
const heard = ({ server }: TestServer, name: string) =>
  new Promise<void>(resolve => {
    server.foundation.database.subscribe({
      onChange: (change, local) => {
        if (!local && change.kind === 'contentType' && change.id === name) resolve()
      },
    })
  })

const channelIsUp = ({ server }: TestServer) =>
  new Promise<void>(resolve => {
    const { database } = server.foundation
    if (database.engine.channel() === 'up') return resolve()
    database.subscribe({ onChange() {}, onChannelUp: resolve })
  })

describe('content types on two nodes with one database', () => {
  let databaseUrl: string
  let here: TestServer
  let there: TestServer
  let admin: { here: Client; there: Client }
  const params = { domain: 'acme' }
  const schema = (properties: object) => ({ type: 'object', properties })

  beforeAll(async () => {
    databaseUrl = await createDatabase(inject('postgresUrl'))
    const config = { masterKeys: key(), peppers: key() }
    here = await createTestServer({ engine: 'postgres', databaseUrl, config })
    there = await createTestServer({ engine: 'postgres', databaseUrl, config })
    const { id } = await here.seed.domain('acme')
    const ana = await here.seed.user('ana', { roles: { [id]: 'ADMIN' } })
    admin = { here: here.client(ana), there: there.client(ana) }
    await channelIsUp(there)
  })
  afterAll(async () => {
    await here.close()
    await there.close()
    await dropDatabase(databaseUrl)
  })

  it('are the same on both as soon as the news arrives: made, changed and dropped', async () => {
    const at = { ...params, type: 'page' }
    const isThere = () => admin.there.contentTypes.read({ params: at })
    expect(await refusal(isThere())).toMatchObject({ code: 'CONTENT_TYPE_NOT_FOUND' })

    let news = heard(there, 'page')
    await admin.here.contentTypes.create({
      params,
      body: { name: 'page', schema: schema({ text: { type: 'string' } }) },
    })
    await news
    expect((await isThere()).label).toBe('page')
    const write = (fields: Record<string, unknown>) =>
      admin.there.objects.create({ params: at, body: { fields } })
    expect(await refusal(write({ price: 1 }))).toMatchObject({ code: 'VALIDATION_FAILED' })

    news = heard(there, 'page')
    await admin.here.contentTypes.update({
      params: at,
      body: { schema: schema({ text: { type: 'string' }, price: { type: 'number' } }) },
    })
    await news
    const { id } = await write({ price: 1 })
    const filter = JSON.stringify({ price: { eq: 1 } })
    const { items } = await admin.there.objects.list({ params: at, query: { filter } })
    expect(items.map(item => item.id)).toEqual([id])

    news = heard(there, 'page')
    await admin.here.contentTypes.delete({ params: at, body: {} })
    await news
    expect(await refusal(isThere())).toMatchObject({ code: 'CONTENT_TYPE_NOT_FOUND' })
    expect(await refusal(write({ price: 1 }))).toMatchObject({ code: 'CONTENT_TYPE_NOT_FOUND' })
  })

  it('are compiled once, however many ask at once', async () => {
    await admin.here.contentTypes.create({
      params,
      body: { name: 'counted', schema: schema({}) },
    })
    const { typeRegistry } = here.server.services
    const domain = await here.server.foundation.database.db
      .selectFrom('domains')
      .select('id')
      .where('slug', '=', 'acme')
      .executeTakeFirstOrThrow()
    const found = await Promise.all(
      Array.from({ length: 20 }, () => typeRegistry.get(domain.id, 'counted')),
    )
    expect(new Set(found).size).toBe(1)
    expect(await typeRegistry.get(domain.id, 'counted')).toBe(found[0])
    expect(await typeRegistry.find(domain.id, 'constructor')).toBeUndefined()
  })
})
