import pg from 'pg'
import { beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { createTestServer, type TestServer } from '../../testing/create-test-server.ts'
import { createShop, type Shop } from '../../testing/delivery-shop.ts'
import { createDatabase, dropDatabase } from '../../testing/postgres-database.ts'

describe('two nodes on one Postgres, before they hear of each other,', () => {
  let nodes: TestServer[]
  let shop: Shop

  beforeAll(async () => {
    const databaseUrl = await createDatabase(inject('postgresUrl'))
    const one = await createTestServer({ engine: 'postgres', databaseUrl })
    const { dataFolder } = one.config
    const two = await createTestServer({ engine: 'postgres', databaseUrl, dataFolder })
    nodes = [one, two]
    shop = await createShop(one)
    await shop.publish('one', {})
    const hearing = holdNews()
    return async () => {
      hearing.mockRestore()
      await two.close()
      await one.close()
      await dropDatabase(databaseUrl)
    }
  })

  it('protect and open delivery at once, whichever of them is told', async () => {
    const statuses = () =>
      Promise.all(
        nodes.map(async node => (await node.request(`${shop.objects}/article/one`)).status),
      )
    for (let round = 0; round < 5; round++) {
      expect(await statuses()).toEqual([200, 200])
      await shop.set({ deliveryProtected: true })
      expect(await statuses()).toEqual([401, 401])
      await shop.set({ deliveryProtected: false })
    }
  })

  it('let pages in and out at once', async () => {
    const origin = 'https://www.example.com'
    const [, other] = nodes
    const allowed = async () =>
      (await other?.request(`${shop.objects}/article/one`, { headers: { origin } }))?.headers.get(
        'access-control-allow-origin',
      )
    expect(await allowed()).toBeNull()
    await shop.set({ deliveryOrigins: [origin] })
    expect(await allowed()).toBe(origin)
    await shop.set({ deliveryOrigins: [] })
    expect(await allowed()).toBeNull()
  })
})

/** No node hears what another one announces, which always takes a moment. */
function holdNews() {
  const { emit } = pg.Client.prototype
  return vi.spyOn(pg.Client.prototype, 'emit').mockImplementation(function (
    this: pg.Client,
    ...event: Parameters<typeof emit>
  ) {
    return event[0] === 'notification' || emit.apply(this, event)
  })
}
