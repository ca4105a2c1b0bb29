import { describe, expect, it, vi } from 'vitest'
import { readConfig } from '../config.ts'
import { createTestServer, describeEachEngine, ENGINES } from '../testing/create-test-server.ts'
import { createIntegrator } from '../testing/integrator.ts'

describeEachEngine('health', (get, engine) => {
  const scrape = async () => (await get().request('/metrics')).text()

  it('a probe learns that the process answers', async () => {
    const response = await get().request('/livez')
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ status: 'ok' })
  })

  it('a probe learns that the database answers, and whether changes arrive', async () => {
    const { database } = get().server.foundation
    await vi.waitFor(() => expect(database.engine.channel()).not.toBe('down'))
    const channel = engine === 'sqlite' ? 'none' : 'up'
    expect(await (await get().request('/readyz')).json()).toEqual({
      status: 'ready',
      database: 'up',
      channel,
    })
  })

  it('probes are answered without a look at credentials', async () => {
    const headers = { authorization: 'Bearer nobody', cookie: 'keywright=nothing' }
    for (const path of ['/livez', '/readyz', '/metrics']) {
      expect((await get().request(path, { headers })).status).toBe(200)
    }
  })

  it('metrics count requests by endpoint, verifications by outcome, and what the cache holds', async () => {
    const own = await createIntegrator(get(), 'measured')
    const { verifier } = get().server.services
    const wanted = { permissions: [], origin: { ip: null, userAgent: null } }
    await verifier.verify(own.domainId, { token: own.made.token, ...wanted })
    await verifier.verify(own.domainId, { token: 'garbage', ...wanted })
    await get().request('/v1/verify', { method: 'POST' })
    await get().request(`/v1/nowhere/${own.made.token}`)
    const text = await scrape()
    expect(text).toMatch(
      /^keywright_http_requests_total\{endpoint="keys.create",status="2xx"\} 1$/m,
    )
    expect(text).toMatch(/^keywright_http_requests_total\{endpoint="verify",status="4xx"\} 1$/m)
    expect(text).toMatch(/^keywright_http_requests_total\{endpoint="none",status="4xx"\} 1$/m)
    expect(text).toMatch(
      /^keywright_http_request_duration_seconds_count\{endpoint="keys.create"\} 1$/m,
    )
    expect(text).toMatch(/^keywright_verifications_total\{outcome="VALID"\} 1$/m)
    expect(text).toMatch(/^keywright_verifications_total\{outcome="NOT_FOUND"\} [1-9]/m)
    expect(text).toMatch(/^keywright_cache_entries\{kind="key"\} [1-9]/m)
    expect(text).toMatch(/^keywright_usage_buffer_entries \d/m)
    expect(text).toMatch(/^keywright_late_accepts_total 0$/m)
    expect(text).toMatch(/^keywright_channel_up 1$/m)
    expect(text).toMatch(/^process_cpu_seconds_total /m)
  })

  it('metrics hold no token, no name, no id and no path', async () => {
    const own = await createIntegrator(get(), 'discreet')
    await own.post({ method: 'POST', body: new URLSearchParams({ assertion: own.made.token }) })
    await get().request(`/v1/domains/discreet/keys/${own.made.key.id}?token=${own.made.token}`)
    const text = await scrape()
    for (const secret of [own.made.token, own.secret, own.made.key.id, own.domainId, 'discreet']) {
      expect(text).not.toContain(secret)
    }
  })
})

describe.each(ENGINES)('health while the server ends (%s)', engine => {
  it('a server that has been told to stop is not ready', async () => {
    const test = await createTestServer({ engine })
    const closing = test.close()
    const response = await test.request('/readyz')
    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ code: 'SHUTTING_DOWN' })
    await closing
  })

  it('without the database the process lives and is not ready', async () => {
    const test = await createTestServer({ engine })
    vi.spyOn(test.server.foundation.database, 'ping').mockRejectedValue(new Error('away'))
    expect((await test.request('/livez')).status).toBe(200)
    const response = await test.request('/readyz')
    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('2')
    expect(await response.json()).toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
    await test.close()
  })
})

describe.each<{ proxies: number; from: string; headers: Record<string, string>; status: number }>([
  { proxies: 0, from: '127.0.0.1', headers: {}, status: 200 },
  { proxies: 0, from: '::1', headers: {}, status: 200 },
  { proxies: 0, from: '192.0.2.1', headers: {}, status: 403 },
  // Through a proxy on this machine that nobody told us of.
  { proxies: 0, from: '127.0.0.1', headers: { 'x-forwarded-for': '192.0.2.1' }, status: 403 },
  { proxies: 0, from: '127.0.0.1', headers: { forwarded: 'for=127.0.0.1' }, status: 403 },
  { proxies: 0, from: '192.0.2.1', headers: { 'x-forwarded-for': '127.0.0.1' }, status: 403 },
  { proxies: 1, from: '127.0.0.1', headers: { 'x-forwarded-for': '127.0.0.1' }, status: 200 },
  { proxies: 1, from: '127.0.0.1', headers: { 'x-forwarded-for': '192.0.2.1' }, status: 403 },
  // Past the proxy, with its header made up.
  { proxies: 1, from: '192.0.2.1', headers: { 'x-forwarded-for': '127.0.0.1' }, status: 403 },
])('metrics behind $proxies trusted proxies', ({ proxies, from, headers, status }) => {
  it(`answer ${status} to ${from} with ${JSON.stringify(headers)}`, async () => {
    const test = await createTestServer({ engine: 'sqlite', config: { trustedProxies: proxies } })
    expect((await test.request('/metrics', { from, headers })).status).toBe(status)
    await test.close()
  })
})

it('a list of addresses that cannot be read stops the start, with the name of the setting', () => {
  expect(() => readConfig({ KEYWRIGHT_METRICS_ALLOW: '10.0.0.0/8, localhost' })).toThrow(
    'KEYWRIGHT_METRICS_ALLOW',
  )
})
