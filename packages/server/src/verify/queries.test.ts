import { randomBytes } from 'node:crypto'
import { createToken } from '@keywright/core'
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { describeEachEngine } from '../testing/create-test-server.ts'
import { hearAll } from '../testing/hear-all.ts'
import { countQueries } from '../testing/query-count.ts'

/** No write of usage by the clock falls into a test. */
const QUIET = { usageFlushSeconds: 3600 }

describeEachEngine(
  'the database',
  get => {
    let domainId: string
    let token: string
    let queries: ReturnType<typeof countQueries>
    const origin = { ip: '10.0.0.1', userAgent: 'test' }
    const permissions = ['shop.order:read']

    beforeAll(async () => {
      const { seed, client } = get()
      domainId = (await seed.domain('acme')).id
      const admin = client(await seed.user('ana', { roles: { [domainId]: 'ADMIN' } }))
      const params = { domain: 'acme' }
      const scopes = ['shop.order:read', 'backoffice.keys:verify']
      token = (await admin.keys.create({ params, body: { name: 'Key', scopes } })).token
      const routes = [
        { method: 'GET', path: '/orders/:id', permission: 'shop.order:read' } as const,
      ]
      await admin.apis.create({ params, body: { slug: 'shop', name: 'Shop', routes } })
      await hearAll(get().server)
    })

    beforeEach(() => {
      queries = countQueries()
    })
    afterEach(() => queries.stop())

    const post = (path: string, body: string, type = 'application/json') =>
      get().request(path, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': type },
        body,
      })
    const forward = (credential: string) =>
      get().request('/v1/forward-auth/acme/shop', {
        headers: {
          authorization: `Bearer ${credential}`,
          'x-forwarded-method': 'GET',
          'x-forwarded-uri': '/orders/7',
        },
      })

    it('is not touched by a warm verification, to read or to write', async () => {
      const { verifier, usageRecorder } = get().server.services
      const everyWay = async () => [
        (await verifier.verify(domainId, { token, permissions, origin })).outcome,
        (await post('/v1/verify', JSON.stringify({ token, permissions }))).status,
        (await post('/v1/verify/batch', JSON.stringify({ items: [{ token }] }))).status,
        (await post('/v1/oauth/introspect', `token=${token}`, 'application/x-www-form-urlencoded'))
          .status,
        (await forward(token)).status,
      ]
      const right = ['VALID', 200, 200, 200, 200]
      expect(await everyWay()).toEqual(right)
      await usageRecorder.flush()
      const before = queries.count()
      for (let round = 0; round < 100; round++) expect(await everyWay()).toEqual(right)
      expect(queries.count() - before).toBe(0)
      // What was counted meanwhile is written apart, and the count would have seen it.
      await usageRecorder.flush()
      expect(queries.count()).toBeGreaterThan(before)
    })

    it('is not touched by a warm refusal', async () => {
      const { verifier } = get().server.services
      const unknown = createToken('kw', randomBytes)
      const asked = () => verifier.verify(domainId, { token: unknown, permissions, origin })
      expect((await asked()).outcome).toBe('NOT_FOUND')
      const before = queries.count()
      for (let round = 0; round < 100; round++)
        expect(await asked()).toEqual({ outcome: 'NOT_FOUND' })
      expect((await forward(unknown)).status).toBe(401)
      expect(queries.count() - before).toBe(0)
    })

    it('is not touched by garbage, warm or not', async () => {
      const { verifier } = get().server.services
      for (let round = 0; round < 100; round++) {
        const garbage = createToken('kw', randomBytes).replace(/.$/, last =>
          last === 'a' ? 'b' : 'a',
        )
        expect(verifier.authenticate(garbage, origin)).toEqual({ outcome: 'NOT_FOUND' })
        expect((await forward(garbage)).status).toBe(401)
        expect((await post('/v1/verify', JSON.stringify({ token: garbage }))).status).toBe(200)
      }
      expect(queries.count()).toBe(0)
    })
  },
  QUIET,
)
