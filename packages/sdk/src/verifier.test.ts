import { createToken } from '@keywright/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createVerifier } from './index.ts'
import type { VerifierOptions } from './options.ts'
import {
  type FakeKeywright,
  GOOD_TOKEN,
  READER,
  startFakeKeywright,
} from './testing/fake-keywright.ts'
import type { VerifyResult } from './verify-result.ts'

const REVOKED: VerifyResult = { valid: false, code: 'REVOKED' }

let fake: FakeKeywright
let time: number

beforeEach(async () => {
  fake = await startFakeKeywright()
  fake.keys.set(GOOD_TOKEN, READER)
  time = Date.UTC(2026, 0, 1)
})
afterEach(() => fake.close())

function verifierWith(options: Partial<VerifierOptions> = {}) {
  return createVerifier({ url: fake.url, token: 'caller', now: () => time, ...options })
}

describe('a verifier', () => {
  it('asks Keywright with its own token and returns the answer', async () => {
    const result = await verifierWith().verify(GOOD_TOKEN, {
      permissions: ['articles.article:read'],
      ip: '192.0.2.7',
    })
    expect(result).toEqual(READER)
    expect(fake.asked).toEqual([
      {
        path: '/v1/verify',
        authorization: 'Bearer caller',
        body: { token: GOOD_TOKEN, permissions: ['articles.article:read'], ip: '192.0.2.7' },
      },
    ])
  })

  it('returns a failed verification as an answer, with what was missing', async () => {
    const verifier = verifierWith()
    const result = await verifier.verify(GOOD_TOKEN, { permissions: ['articles.article:delete'] })
    expect(result).toMatchObject({
      valid: false,
      code: 'FORBIDDEN',
      missing: ['articles.article:delete'],
      layer: 'scopes',
    })
    expect(await verifier.verify('unknown')).toEqual({ valid: false, code: 'NOT_FOUND' })
  })

  it('finds Keywright below a path, with or without a slash at the end', async () => {
    await verifierWith({ url: `${fake.url}/keys/` }).verify(GOOD_TOKEN)
    expect(fake.asked[0]?.path).toBe('/keys/v1/verify')
  })

  it('hands out answers that nobody can change for the next one', async () => {
    const { key, permissions } = await verifierWith().verify(GOOD_TOKEN)
    expect(Object.isFrozen(key) && Object.isFrozen(key?.metadata)).toBe(true)
    expect(Object.isFrozen(permissions)).toBe(true)
  })
})

describe('a token that cannot exist', () => {
  it.each([
    ['nothing', ''],
    ['one with a slip of the pen', GOOD_TOKEN.replace('kw_0', 'kw_1')],
    ['one with another prefix', GOOD_TOKEN.replace('kw_', 'kx_')],
    ['one that is longer than any', 'x'.repeat(513)],
  ])('is refused without asking: %s', async (_, token) => {
    expect(await verifierWith().verify(token)).toEqual({ valid: false, code: 'NOT_FOUND' })
    expect(fake.asked).toEqual([])
  })

  it.each(['sk_live_51H8xyz', 'ghp_16C7e42F292c6912E7710c838347Ae178B4a', 'x', 'ключ'])(
    'is not one of a foreign shape, which only Keywright can know: %s',
    async token => {
      fake.keys.set(token, READER)
      expect(await verifierWith().verify(token)).toEqual(READER)
    },
  )
})

describe('the cache', () => {
  it('answers again for cacheSeconds, and not a millisecond longer', async () => {
    const verifier = verifierWith({ cacheSeconds: 5 })
    await verifier.verify(GOOD_TOKEN)
    fake.keys.set(GOOD_TOKEN, REVOKED)
    time += 4999
    expect(await verifier.verify(GOOD_TOKEN)).toEqual(READER)
    time += 1
    expect(await verifier.verify(GOOD_TOKEN)).toEqual(REVOKED)
  })

  it('counts the age of an answer from when it was asked for, not from when it came', async () => {
    const verifier = verifierWith({ cacheSeconds: 5 })
    fake.instead = (_, response) => {
      time += 4000
      response.end(JSON.stringify(READER))
    }
    await verifier.verify(GOOD_TOKEN)
    fake.instead = undefined
    time += 1000
    await verifier.verify(GOOD_TOKEN)
    expect(fake.asked).toHaveLength(2)
  })

  it('remembers refusals, too', async () => {
    const verifier = verifierWith()
    fake.keys.set(GOOD_TOKEN, REVOKED)
    await verifier.verify(GOOD_TOKEN)
    await verifier.verify(GOOD_TOKEN)
    expect(fake.asked).toHaveLength(1)
  })

  it('keeps apart what was asked with other permissions or from another address', async () => {
    const verifier = verifierWith()
    const requests = [
      {},
      { permissions: ['articles.article:read'] },
      { permissions: ['articles.article:create'] },
      { permissions: ['articles.article:read', 'articles.article:create'] },
      { ip: '192.0.2.1' },
      { ip: '192.0.2.2' },
    ]
    for (const request of [...requests, ...requests]) await verifier.verify(GOOD_TOKEN, request)
    expect(fake.asked).toHaveLength(requests.length)
  })

  it('is not confused by texts that look alike when they are joined', async () => {
    const verifier = verifierWith()
    await verifier.verify('a', { permissions: ['b","c'] })
    await verifier.verify('a', { permissions: ['b', 'c'] })
    await verifier.verify('a', { ip: 'b' })
    await verifier.verify('a', { permissions: ['b'] })
    expect(fake.asked).toHaveLength(4)
  })

  it('is off with 0: everything is asked, even what is asked at the same time', async () => {
    const verifier = verifierWith({ cacheSeconds: 0 })
    await Promise.all([verifier.verify(GOOD_TOKEN), verifier.verify(GOOD_TOKEN)])
    await verifier.verify(GOOD_TOKEN)
    expect(fake.asked).toHaveLength(3)
  })

  it('does not let a key outlive its expiry', async () => {
    const verifier = verifierWith({ cacheSeconds: 60 })
    const expiresAt = new Date(time + 10_000).toISOString()
    fake.keys.set(GOOD_TOKEN, { ...READER, key: { ...knownKey(), expiresAt } })
    await verifier.verify(GOOD_TOKEN)
    fake.keys.set(GOOD_TOKEN, { valid: false, code: 'EXPIRED' })
    time += 9999
    expect((await verifier.verify(GOOD_TOKEN)).code).toBe('VALID')
    time += 1
    expect((await verifier.verify(GOOD_TOKEN)).code).toBe('EXPIRED')
  })

  it('trusts nothing it remembers when the clock was set back', async () => {
    const verifier = verifierWith()
    await verifier.verify(GOOD_TOKEN)
    time -= 1
    await verifier.verify(GOOD_TOKEN)
    expect(fake.asked).toHaveLength(2)
  })

  it('never holds more than cacheSize, and drops what was used least recently', async () => {
    const verifier = verifierWith({ cacheSize: 2 })
    for (const token of ['a', 'b', 'a', 'c', 'a']) await verifier.verify(token)
    expect(fake.asked.map(({ body }) => body.token)).toEqual(['a', 'b', 'c'])
    await verifier.verify('b')
    expect(fake.asked).toHaveLength(4)
  })
})

describe('many requests with one token at once', () => {
  it('are one question', async () => {
    const verifier = verifierWith()
    const results = await Promise.all(Array.from({ length: 50 }, () => verifier.verify(GOOD_TOKEN)))
    expect(results.every(result => result.valid)).toBe(true)
    expect(fake.asked).toHaveLength(1)
  })

  it('do not wait for a question that set off longer than cacheSeconds ago', async () => {
    const { verifier, first, release } = await slowQuestion()
    expect(await verifier.verify(GOOD_TOKEN)).toEqual(REVOKED)
    release()
    expect(await first).toEqual(READER)
  })

  it('do not get back an old answer because it came late', async () => {
    const { verifier, first, release } = await slowQuestion()
    await verifier.verify(GOOD_TOKEN)
    release()
    await first
    fake.instead = (_, response) => void response.writeHead(503).end()
    time += 1000
    expect(await verifier.verify(GOOD_TOKEN)).toEqual(REVOKED)
  })

  /** A question that got a good answer, which is a second old and still under way. */
  async function slowQuestion() {
    const verifier = verifierWith({ cacheSeconds: 1, onOutage: 'allow-cached' })
    const arrival = createGate()
    const departure = createGate()
    fake.instead = (_, response) => {
      arrival.open()
      void departure.opened.then(() => response.end(JSON.stringify(READER)))
    }
    const first = verifier.verify(GOOD_TOKEN)
    await arrival.opened
    fake.instead = undefined
    fake.keys.set(GOOD_TOKEN, REVOKED)
    time += 1000
    return { verifier, first, release: departure.open }
  }
})

describe('tokens of the server', () => {
  it('pass the check of the shape, whatever their prefix', async () => {
    const verifier = verifierWith()
    for (const prefix of ['kw', 'acme', 'a1b2c3d4e5f6a7b8']) {
      await verifier.verify(
        createToken(prefix, length => crypto.getRandomValues(new Uint8Array(length))),
      )
    }
    expect(fake.asked).toHaveLength(3)
  })
})

function knownKey() {
  if (!READER.key) throw new Error('The reader has a key')
  return READER.key
}

function createGate(): { opened: Promise<void>; open(): void } {
  let open = () => {}
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  return { opened, open }
}
