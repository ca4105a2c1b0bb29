import { once } from 'node:events'
import { createServer } from 'node:net'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createVerifier, KeywrightError } from './index.ts'
import type { VerifierOptions } from './options.ts'
import {
  type FakeKeywright,
  GOOD_TOKEN,
  READER,
  startFakeKeywright,
} from './testing/fake-keywright.ts'

const CALLER = 'kw_CALLERCALLERCALLER'

let fake: FakeKeywright
let time: number

beforeEach(async () => {
  fake = await startFakeKeywright()
  fake.keys.set(GOOD_TOKEN, READER)
  time = Date.UTC(2026, 0, 1)
})
afterEach(() => fake.close())

function verifierWith(options: Partial<VerifierOptions> = {}) {
  return createVerifier({ url: fake.url, token: CALLER, now: () => time, ...options })
}

/** What a call throws, once it is sure that no token is in it. */
async function errorOf(call: () => unknown): Promise<KeywrightError> {
  try {
    await call()
  } catch (error) {
    if (!(error instanceof KeywrightError)) throw error
    const told = inspect(error, { depth: 20, showHidden: true })
    expect(told).not.toContain(GOOD_TOKEN)
    expect(told).not.toContain(CALLER)
    return error
  }
  throw new Error('The call was expected to throw')
}

describe('a refusal by Keywright', () => {
  it.each([
    [401, /does not accept the token/],
    [403, /backoffice\.keys:verify/],
    [400, /<api>\.<resource>:<action>/],
    [404, /no Keywright at this url/],
    [405, /no Keywright at this url/],
    [307, /no Keywright at this url/],
    [204, /no Keywright at this url/],
  ])(
    'with %s is a misconfiguration, never an answer, and is not remembered',
    async (status, message) => {
      const verifier = verifierWith({ onOutage: 'allow-cached' })
      fake.instead = (_, response) =>
        void response.writeHead(status, { location: `${fake.url}/elsewhere` }).end()
      for (const _ of [1, 2]) {
        const error = await errorOf(() => verifier.verify(GOOD_TOKEN))
        expect(error).toMatchObject({ code: 'MISCONFIGURED', status })
        expect(error.message).toMatch(message)
      }
      expect(fake.asked.map(({ path }) => path)).toEqual(['/v1/verify', '/v1/verify'])
    },
  )

  it('is told even when there is an old answer', async () => {
    const verifier = verifierWith({ onOutage: 'allow-cached' })
    await verifier.verify(GOOD_TOKEN)
    time += 5000
    fake.instead = (_, response) => void response.writeHead(401).end()
    expect(await errorOf(() => verifier.verify(GOOD_TOKEN))).toMatchObject({ status: 401 })
  })

  it('never sends the token on to where a redirect points', async () => {
    fake.instead = (request, response) =>
      void response
        .writeHead(request.url === '/v1/verify' ? 308 : 200, { location: '/stolen' })
        .end()
    await errorOf(() => verifierWith().verify(GOOD_TOKEN))
    expect(fake.asked).toHaveLength(1)
  })
})

describe('an outage', () => {
  it.each([500, 502, 503, 429])('is what %s means', async status => {
    fake.instead = (_, response) => void response.writeHead(status).end()
    const error = await errorOf(() => verifierWith().verify(GOOD_TOKEN))
    expect(error).toMatchObject({ code: 'UNAVAILABLE', status })
  })

  it.each([
    ['no JSON', `<p>${GOOD_TOKEN}</p>`],
    ['nothing', ''],
    ['null', 'null'],
    ['a list', '[]'],
    ['another outcome', '{"valid":false,"code":"MAYBE"}'],
    ['valid and not', '{"valid":true,"code":"REVOKED"}'],
    ['not valid and valid', '{"valid":false,"code":"VALID"}'],
    ['valid without a key', '{"valid":true,"code":"VALID","permissions":[]}'],
    ['valid without permissions', '{"valid":true,"code":"VALID","key":{"id":"key_1"}}'],
  ])('is an answer that cannot be understood, and nobody is let in: %s', async (_, body) => {
    fake.instead = (_, response) => void response.end(body)
    const error = await errorOf(() => verifierWith().verify(GOOD_TOKEN))
    expect(error.code).toBe('UNAVAILABLE')
  })

  it('is a server that nobody listens at', async () => {
    const verifier = verifierWith({ url: `http://127.0.0.1:${await closedPort()}` })
    const error = await errorOf(() => verifier.verify(GOOD_TOKEN))
    expect(error).toMatchObject({ code: 'UNAVAILABLE', status: undefined })
  })

  it('is a server that does not answer in time', async () => {
    fake.instead = () => {}
    const error = await errorOf(() => verifierWith({ timeoutMilliseconds: 30 }).verify(GOOD_TOKEN))
    expect(error.code).toBe('UNAVAILABLE')
    expect(error.message).toContain('30 milliseconds')
    expect(fake.asked).toHaveLength(1)
  })

  it('is a server that stops in the middle of its answer', async () => {
    fake.instead = (_, response) => void response.write('{"valid":')
    const error = await errorOf(() => verifierWith({ timeoutMilliseconds: 30 }).verify(GOOD_TOKEN))
    expect(error.code).toBe('UNAVAILABLE')
  })

  it('is not remembered: the next request asks again', async () => {
    const verifier = verifierWith()
    fake.instead = (_, response) => void response.writeHead(503).end()
    await errorOf(() => verifier.verify(GOOD_TOKEN))
    fake.instead = undefined
    expect(await verifier.verify(GOOD_TOKEN)).toEqual(READER)
  })
})

describe('a connection that breaks', () => {
  it('is tried a second time', async () => {
    fake.instead = request => {
      fake.instead = undefined
      request.socket.destroy()
    }
    expect(await verifierWith().verify(GOOD_TOKEN)).toEqual(READER)
    expect(fake.asked).toHaveLength(2)
  })

  it('is not tried a third time', async () => {
    fake.instead = request => void request.socket.destroy()
    expect(await errorOf(() => verifierWith().verify(GOOD_TOKEN))).toMatchObject({
      code: 'UNAVAILABLE',
    })
    expect(fake.asked).toHaveLength(2)
  })
})

describe('during an outage', () => {
  it('an answer that has run out is not used, unless that is asked for', async () => {
    const verifier = verifierWith()
    await verifier.verify(GOOD_TOKEN)
    time += 5000
    fake.instead = (_, response) => void response.writeHead(503).end()
    expect((await errorOf(() => verifier.verify(GOOD_TOKEN))).code).toBe('UNAVAILABLE')
  })

  it('allow-cached uses an old answer for maxStaleSeconds more, and asks every time', async () => {
    const onUnavailable = vi.fn()
    const verifier = verifierWith({
      onOutage: 'allow-cached',
      maxStaleSeconds: 60,
      onUnavailable,
    })
    await verifier.verify(GOOD_TOKEN)
    fake.instead = (_, response) => void response.writeHead(503).end()
    time += 64_999
    expect(await verifier.verify(GOOD_TOKEN)).toEqual(READER)
    expect(onUnavailable).toHaveBeenCalledTimes(1)
    time += 1
    expect((await errorOf(() => verifier.verify(GOOD_TOKEN))).code).toBe('UNAVAILABLE')
    expect(onUnavailable).toHaveBeenCalledTimes(2)
  })

  it('allow-cached lets in nobody who was not known, and nobody who was refused', async () => {
    const verifier = verifierWith({ onOutage: 'allow-cached' })
    await verifier.verify('revoked')
    time += 5000
    fake.instead = (_, response) => void response.writeHead(503).end()
    expect(await verifier.verify('revoked')).toEqual({ valid: false, code: 'NOT_FOUND' })
    expect((await errorOf(() => verifier.verify(GOOD_TOKEN))).code).toBe('UNAVAILABLE')
  })

  it('allow-cached does not let a key outlive its expiry', async () => {
    const verifier = verifierWith({ onOutage: 'allow-cached' })
    const expiresAt = new Date(time + 10_000).toISOString()
    if (READER.key) fake.keys.set(GOOD_TOKEN, { ...READER, key: { ...READER.key, expiresAt } })
    await verifier.verify(GOOD_TOKEN)
    fake.instead = (_, response) => void response.writeHead(503).end()
    time += 10_000
    expect((await errorOf(() => verifier.verify(GOOD_TOKEN))).code).toBe('UNAVAILABLE')
  })

  it('many requests with one token hear of one outage', async () => {
    const onUnavailable = vi.fn()
    const verifier = verifierWith({ onUnavailable })
    fake.instead = (_, response) => void response.writeHead(503).end()
    const calls = Array.from({ length: 10 }, () => errorOf(() => verifier.verify(GOOD_TOKEN)))
    await Promise.all(calls)
    expect(onUnavailable).toHaveBeenCalledTimes(1)
  })
})

describe('an option that cannot be used', () => {
  it.each<[string, Partial<VerifierOptions>]>([
    ['url', { url: 'keys.example.com' }],
    ['url', { url: 'ftp://keys.example.com' }],
    ['url', { url: 'https://user:password@keys.example.com' }],
    ['url', { url: 'https://keys.example.com?a=b' }],
    ['token', { token: '' }],
    ['token', { token: `${CALLER}\n` }],
    ['domain', { domain: 'main' }],
    ['cacheSeconds', { cacheSeconds: -1 }],
    ['cacheSeconds', { cacheSeconds: Number.NaN }],
    ['cacheSize', { cacheSize: 0 }],
    ['timeoutMilliseconds', { timeoutMilliseconds: 0 }],
    ['maxStaleSeconds', { maxStaleSeconds: -1 }],
    ['onOutage', { onOutage: 'allow-cached', cacheSeconds: 0 }],
  ])('is named when the verifier is made: %s', async (name, options) => {
    const error = await errorOf(() => verifierWith(options))
    expect(error.code).toBe('MISCONFIGURED')
    expect(error.message).toContain(name)
  })
})

describe('the domain', () => {
  it('that was named must be that of the keys', async () => {
    const right = verifierWith({ domain: READER.key?.domainId ?? '' })
    expect(await right.verify(GOOD_TOKEN)).toEqual(READER)
    const wrong = verifierWith({ domain: 'dom_01jcxk3y5nfm8v9qv2r3w4t5a7' })
    expect(await errorOf(() => wrong.verify(GOOD_TOKEN))).toMatchObject({ code: 'MISCONFIGURED' })
  })
})

/** A port where nobody listens, since it was ours a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No port')
  return address.port
}
