import { sql } from 'kysely'
import { describe, expect, it, vi } from 'vitest'
import { createTestServer, ENGINES } from '../testing/create-test-server.ts'
import type { Use } from './usage-buffer.ts'
import { createUsageRecorder } from './usage-recorder.ts'

const from = { ip: '192.0.2.7', userAgent: 'probe/1' }

function nobodyIn(domainId: string): Use {
  return { domainId, key: undefined, outcome: 'NOT_FOUND', origin: from, at: 1 }
}

describe.each(ENGINES)('usage recorder (%s)', engine => {
  it('closing the server writes what was noted', async () => {
    const first = await createTestServer({ engine })
    const { database } = first.server.foundation
    const domain = await first.seed.domain('acme')
    await first.server.services.verifier.verify(domain.id, {
      token: 'x',
      permissions: [],
      origin: from,
    })
    const closing = vi.spyOn(database, 'close')
    let rows = 0
    closing.mockImplementationOnce(async () => {
      rows = (await database.db.selectFrom('usage_buckets').selectAll().execute()).length
      closing.mockRestore()
      await database.close()
    })
    await first.close()
    expect(rows).toBe(1)
  })

  it('what the database cannot take now is kept and written later, once', async () => {
    const test = await createTestServer({ engine })
    const { database, logger } = test.server.foundation
    const domain = await test.seed.domain('acme')
    let away = true
    const recorder = createUsageRecorder({
      config: { usageFlushSeconds: 3600 },
      logger,
      database: {
        ...database,
        engine: { ...database.engine, isOutage: () => true },
        write: work => (away ? Promise.reject(new Error('away')) : database.write(work)),
      },
    })
    const note = () => recorder.record(nobodyIn(domain.id))
    note()
    for (let attempt = 0; attempt < 10; attempt++) await recorder.flush()
    note()
    away = false
    await recorder.flush()
    await recorder.close()
    const total = await database.db
      .selectFrom('usage_buckets')
      .select(sql<number>`cast(sum(count) as bigint)`.as('count'))
      .executeTakeFirstOrThrow()
    expect(total.count).toBe(2)
    expect(recorder.stats()).toMatchObject({ buffered: 0, dropped: 0 })
    await test.close()
  })

  it('a batch that a present database refuses again and again does not hold up the others', async () => {
    const test = await createTestServer({ engine })
    const domain = await test.seed.domain('acme')
    const { usageRecorder } = test.server.services
    // A key that is in no table.
    const key = { keyId: 'key_none', secretId: 'sec_none', domainId: domain.id } as never
    usageRecorder.record({ ...nobodyIn(domain.id), key, outcome: 'VALID' })
    for (let attempt = 0; attempt < 3; attempt++) await usageRecorder.flush()
    expect(usageRecorder.stats()).toMatchObject({ buffered: 0, dropped: 1 })
    usageRecorder.record(nobodyIn(domain.id))
    await usageRecorder.flush()
    expect(usageRecorder.stats()).toMatchObject({ buffered: 0, dropped: 1 })
    await test.close()
  })
})
