import { createHmac, generateKeyPairSync } from 'node:crypto'
import type { IssuedKey } from '@keywright/contract'
import { CompactEncrypt, exportSPKI, SignJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../lib/clock.ts'
import { describeEachEngine } from '../testing/create-test-server.ts'
import {
  AUDIENCE,
  type Claims,
  createIntegrator,
  exchangeRequest,
  expectInvalidGrant,
  formRequest,
  type Integrator,
  signAssertion,
} from '../testing/integrator.ts'

describeEachEngine('assertions', get => {
  let own: Integrator

  beforeAll(async () => {
    own = await createIntegrator(get(), 'acme')
  })

  it.each<[string, (key: IssuedKey, slug: string) => Claims]>([
    ['the name of the key', () => ({})],
    ['the id of the key', ({ key }) => ({ iss: key.id })],
    [
      '`key` and `domain` as claims',
      ({ key }, slug) => ({
        iss: undefined,
        sub: undefined,
        key: key.name,
        domain: slug,
      }),
    ],
    ['the public address as audience', () => ({ aud: AUDIENCE })],
    ['another name of this machine as audience', () => ({ aud: 'http://127.0.0.1:4747' })],
    ['one of several audiences', () => ({ aud: ['https://elsewhere.example', AUDIENCE] })],
    ['an end in the future', () => ({ exp: Date.UTC(2027, 0) / SECOND })],
  ])('%s is accepted', async (_, changed) => {
    expect(await own.exchange(changed(own.made, own.params.domain))).toHaveProperty('access_token')
  })

  it.each<[string, Claims]>([
    ['a key of another name', { iss: 'Someone else' }],
    ['two claims that name different keys', { key: 'Someone else' }],
    ['no key', { iss: undefined }],
    ['a key that is no text', { iss: 7 }],
    ['another domain', { sub: 'elsewhere' }],
    ['a domain that no slug can be', { sub: 'no\u0000slug' }],
    ['two claims that name different domains', { domain: 'elsewhere' }],
    ['no domain', { sub: undefined }],
    ['a domain that is no text', { sub: { slug: 'x' } }],
    ['another audience', { aud: 'https://elsewhere.example' }],
    ['the audience of another path', { aud: `${AUDIENCE}/v1/oauth/introspect` }],
    ['no audience', { aud: undefined }],
    ['no token', { token: undefined }],
    ['a token of nobody', { token: `shop_${'0'.repeat(49)}` }],
    ['a token that is none', { token: 'shop_' }],
    ['no time', { iat: undefined }],
    ['a time that is no number', { iat: 'now' }],
    ['an end in the past', { exp: Date.UTC(2025, 0) / SECOND }],
    ['a beginning in the future', { nbf: Date.UTC(2027, 0) / SECOND }],
    ['no jti', { jti: undefined }],
    ['an empty jti', { jti: '' }],
    ['a jti that is no text', { jti: 7 }],
    ['a jti with U+0000', { jti: 'a\u0000b' }],
    ['a jti that is endless', { jti: 'j'.repeat(256) }],
  ])('an assertion with %s is refused', async (_, changed) => {
    await expectInvalidGrant(own.post(exchangeRequest(await own.sign(changed))))
  })

  it.each([
    ['as old as is allowed', -5 * MINUTE, 200],
    ['older', -5 * MINUTE - SECOND, 400],
    ['as far ahead as is allowed', 5 * MINUTE, 200],
    ['further ahead', 5 * MINUTE + SECOND, 400],
  ])('an assertion that is %s is answered in kind', async (_, skew, expected) => {
    const iat = Math.floor((get().clock.now() + skew) / SECOND)
    expect((await own.post(exchangeRequest(await own.sign({ iat })))).status).toBe(expected)
  })

  describe('the signature', () => {
    const refused = async (assertion: string) =>
      expectInvalidGrant(own.post(exchangeRequest(assertion)))

    it('of another secret, or of none of this domain, is refused', async () => {
      await refused(await signAssertion(`${own.secret}x`, own.claims()))
      await refused(await signAssertion('', own.claims(), { alg: 'HS256' }).catch(() => 'a.b.c'))
      const bytes = Buffer.from(own.secret, 'base64url')
      await refused(
        await new SignJWT(own.claims()).setProtectedHeader({ alg: 'HS256' }).sign(bytes),
      )
    })

    it('is HS256: not none, not HS384 or HS512, not RS256, not an encryption', async () => {
      const jti = 'unsigned'
      for (const alg of ['none', 'None', 'HS256']) {
        await refused(`${text({ alg })}.${text(own.claims({ jti }))}.`)
      }
      for (const alg of ['HS384', 'HS512']) {
        await refused(await signAssertion(own.secret.padEnd(64, '='), own.claims(), { alg }))
        await refused(await signAssertion(own.secret, own.claims(), { alg }))
      }
      const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
      await refused(
        await new SignJWT(own.claims({ jti }))
          .setProtectedHeader({ alg: 'RS256' })
          .sign(privateKey),
      )
      // The confusion attack: the public key as the HMAC secret.
      await refused(hs256({ alg: 'HS256' }, own.claims({ jti }), await exportSPKI(publicKey)))
      const key = Buffer.from(own.secret).subarray(0, 32)
      await refused(
        await new CompactEncrypt(Buffer.from(JSON.stringify(own.claims({ jti }))))
          .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
          .encrypt(key),
      )
    })

    it('is never verified with what its header points to', async () => {
      const jwk = { kty: 'oct', k: Buffer.from('mine').toString('base64url') }
      for (const header of [{ kid: '../../dev/null' }, { jwk }, { jku: 'https://evil.example' }]) {
        await refused(await signAssertion('mine', own.claims(), { alg: 'HS256', ...header }))
        expect(
          (
            await own.post(
              exchangeRequest(
                await signAssertion(own.secret, own.claims(), { alg: 'HS256', ...header }),
              ),
            )
          ).status,
        ).toBe(200)
      }
      await refused(hs256({ alg: 'HS256', crit: ['x'], x: 1 }, own.claims(), own.secret))
    })

    it.each(['', 'a', 'a.b', 'a.b.c', '..', `${'a'.repeat(8000)}.b.c`])(
      'of what is no JWT (%.12s) is refused',
      async assertion => {
        const code = assertion === '' ? 'OAUTH_INVALID_REQUEST' : 'OAUTH_INVALID_GRANT'
        const response = await own.post(exchangeRequest(assertion))
        expect(await response.json()).toMatchObject({ code, status: 400 })
      },
    )

    it('of the shared secret before is accepted during its overlap, and not after', async () => {
      const old = own.secret
      const body = { overlapSeconds: 60 }
      own.secret = (await own.admin.sharedSecret.regenerate({ params: own.params, body })).secret
      expect((await own.post(exchangeRequest(await signAssertion(old, own.claims())))).status).toBe(
        200,
      )
      get().clock.advance(61 * SECOND)
      await refused(await signAssertion(old, own.claims()))
    })

    it('of the shared secret before is refused at once without an overlap', async () => {
      const old = own.secret
      const { access_token } = await own.exchange()
      own.secret = (
        await own.admin.sharedSecret.regenerate({ params: own.params, body: {} })
      ).secret
      await refused(await signAssertion(old, own.claims()))
      expect(await own.exchange()).toHaveProperty('access_token')
      // Without an overlap it is taken to have leaked: what was exchanged with it ends as well.
      expect(await own.status(access_token)).toBe(401)
    })

    it('may carry a time with a fraction, as a NumericDate may', async () => {
      const iat = get().clock.now() / SECOND + 0.1234567
      expect((await own.post(exchangeRequest(await own.sign({ iat })))).status).toBe(200)
    })
  })

  it('every refusal of an assertion is the same, whatever is wrong with it', async () => {
    const other = await get().seed.domain('without-secret')
    const assertions = [
      'a.b.c',
      await own.sign({ sub: 'nowhere' }),
      await own.sign({ sub: other.slug }),
      await own.sign({ token: 'none' }),
      await own.sign({ iat: 1 }),
      await signAssertion('another', own.claims()),
    ]
    const bodies = await Promise.all(
      assertions.map(async assertion => {
        const response = await own.post(exchangeRequest(assertion))
        const body = (await response.text()).replace(/"requestId":"[^"]+"/, '')
        return { status: response.status, body }
      }),
    )
    expect(new Set(bodies.map(answer => JSON.stringify(answer))).size).toBe(1)
    expect(bodies[0]?.body).toContain('"error":"invalid_grant"')
    // Who runs the server can tell.
    expect(get().logs.join()).toContain('"cause":"assertion: iat"')
  })

  it('an assertion is exchanged once', async () => {
    const assertion = await own.sign()
    expect((await own.post(exchangeRequest(assertion))).status).toBe(200)
    await expectInvalidGrant(own.post(exchangeRequest(assertion)))
    await expectInvalidGrant(own.post(exchangeRequest(await own.sign({ jti: jtiOf(assertion) }))))
  })

  it('an assertion sent many times at once is exchanged once', async () => {
    own.made = await own.create()
    const request = exchangeRequest(await own.sign())
    const answers = await Promise.all(Array.from({ length: 12 }, () => own.post({ ...request })))
    expect(answers.map(answer => answer.status).filter(code => code === 200)).toHaveLength(1)
    const { db } = get().server.foundation.database
    const rows = db.selectFrom('secrets').where('key_id', '=', own.made.key.id).selectAll()
    expect(await rows.execute()).toHaveLength(3)
  })

  it('another domain may use the same jti', async () => {
    const jti = 'shared-between-domains'
    expect(await own.exchange({ jti })).toHaveProperty('access_token')
    const other = await createIntegrator(get(), 'other')
    expect(await other.exchange({ jti })).toHaveProperty('access_token')
    // And a key of theirs is no key here.
    await expectInvalidGrant(own.post(exchangeRequest(await own.sign({ token: other.made.token }))))
  })

  it.each([
    ['no grant type', {}, 'OAUTH_INVALID_REQUEST', 'invalid_request'],
    [
      'an empty grant type',
      { grant_type: '' },
      'OAUTH_UNSUPPORTED_GRANT_TYPE',
      'unsupported_grant_type',
    ],
    [
      'another grant type',
      { grant_type: 'password' },
      'OAUTH_UNSUPPORTED_GRANT_TYPE',
      'unsupported_grant_type',
    ],
    [
      'a refresh without a token',
      { grant_type: 'refresh_token' },
      'OAUTH_INVALID_REQUEST',
      'invalid_request',
    ],
    [
      'an endless refresh token',
      { grant_type: 'refresh_token', refresh_token: 'x'.repeat(600) },
      'OAUTH_INVALID_REQUEST',
      'invalid_request',
    ],
  ] as const)(
    'a request with %s is refused in the words of OAuth',
    async (_, fields, code, error) => {
      const response = await own.post(formRequest(fields))
      expect(response.status).toBe(400)
      expect(response.headers.get('cache-control')).toBe('no-store')
      expect(await response.json()).toMatchObject({
        code,
        error,
        error_description: expect.stringMatching(/./),
      })
    },
  )

  it('a parameter given twice is refused', async () => {
    const body = new URLSearchParams([
      ['grant_type', 'refresh_token'],
      ['refresh_token', 'a'],
      ['refresh_token', 'b'],
    ])
    const response = await own.post({ method: 'POST', body })
    expect(await response.json()).toMatchObject({ error: 'invalid_request' })
  })
})

function text(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/** A JWT with any header, signed as HS256 with any secret. */
function hs256(header: object, claims: object, secret: string): string {
  const unsigned = `${text(header)}.${text(claims)}`
  return `${unsigned}.${createHmac('sha256', secret).update(unsigned).digest('base64url')}`
}

function jtiOf(assertion: string): unknown {
  return JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString()).jti
}
