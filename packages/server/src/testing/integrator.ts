import { randomUUID } from 'node:crypto'
import {
  type Client,
  type IssuedKey,
  JWT_BEARER_GRANT,
  type TokenResponse,
} from '@keywright/contract'
import { SignJWT } from 'jose'
import { expect } from 'vitest'
import { SECOND } from '../lib/clock.ts'
import type { TestServer } from './create-test-server.ts'

/** What an assertion says; `undefined` leaves a claim out. */
export type Claims = Record<string, unknown>

type NewKey = Parameters<Client['keys']['create']>[0]['body']

/** Somebody who holds a key and the shared secret of a domain of their own. */
export interface Integrator {
  readonly domainId: string
  readonly params: { domain: string }
  /** A signed-in ADMIN of the domain. */
  admin: Client
  secret: string
  made: IssuedKey
  /** Makes another key. */
  create(body?: Partial<NewKey>): Promise<IssuedKey>
  /** Path parameters of the key. */
  keyParams(): { domain: string; id: string }
  /** The claims of a good assertion about the key, with changes. */
  claims(changed?: Claims): Claims
  sign(changed?: Claims): Promise<string>
  /** Posts to the token endpoint. */
  post(request: RequestInit, from?: string): Promise<Response>
  exchange(changed?: Claims, scope?: string): Promise<TokenResponse>
  refresh(token: string, scope?: string): Promise<TokenResponse>
  /** The status of GET /v1/me with this token. */
  status(token: string): Promise<number>
}

/** Where test servers say they are. */
export const AUDIENCE = 'http://localhost:4747'

/** Makes a domain with a shared secret and one key. */
export async function createIntegrator(test: TestServer, slug: string): Promise<Integrator> {
  const domain = await test.seed.domain(slug, { keyPrefix: 'shop' })
  const params = { domain: domain.slug }
  const admin = test.client(await test.seed.user(slug, { roles: { [domain.id]: 'ADMIN' } }))
  const post = (request: RequestInit, from = '127.0.0.1') =>
    test.request('/v1/oauth/token', { ...request, from })

  const self: Integrator = {
    domainId: domain.id,
    params,
    admin,
    secret: (await admin.sharedSecret.create({ params })).secret,
    made: await admin.keys.create({ params, body: { name: 'Robot', scopes: ['content.*:*'] } }),
    create: (body = {}) =>
      self.admin.keys.create({ params, body: { name: 'Robot', scopes: ['content.*:*'], ...body } }),
    keyParams: () => ({ ...params, id: self.made.key.id }),
    claims: (changed = {}) => ({
      iss: self.made.key.name,
      sub: domain.slug,
      aud: `${AUDIENCE}/v1/oauth/token`,
      token: self.made.token,
      iat: Math.floor(test.clock.now() / SECOND),
      jti: randomUUID(),
      ...changed,
    }),
    sign: changed => signAssertion(self.secret, self.claims(changed)),
    post,
    exchange: async (changed, scope) =>
      readTokens(await post(exchangeRequest(await self.sign(changed), scope))),
    refresh: async (token, scope) => readTokens(await post(refreshRequest(token, scope))),
    status: async token =>
      (await test.request('/v1/me', { headers: { authorization: `Bearer ${token}` } })).status,
  }
  return self
}

/** Signs an assertion as an integrator does: HS256 under the text of the shared secret. */
export function signAssertion(
  secret: string,
  claims: Claims,
  header: { alg: string; [name: string]: unknown } = { alg: 'HS256', typ: 'JWT' },
): Promise<string> {
  return new SignJWT(JSON.parse(JSON.stringify(claims)))
    .setProtectedHeader(header)
    .sign(new TextEncoder().encode(secret))
}

/** The request that exchanges an assertion. */
export function exchangeRequest(assertion: string, scope?: string): RequestInit {
  return formRequest({ grant_type: JWT_BEARER_GRANT, assertion, ...(scope && { scope }) })
}

/** The request that exchanges a refresh token. */
export function refreshRequest(token: string, scope?: string): RequestInit {
  return formRequest({ grant_type: 'refresh_token', refresh_token: token, ...(scope && { scope }) })
}

/** A form, posted. */
export function formRequest(fields: Record<string, string>): RequestInit {
  return { method: 'POST', body: new URLSearchParams(fields) }
}

/** The tokens of an answer; throws when it is a refusal. */
export async function readTokens(response: Response): Promise<TokenResponse> {
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  return JSON.parse(text)
}

/** Expects the one refusal that all wrong assertions and refresh tokens have. */
export async function expectInvalidGrant(answer: Promise<Response>): Promise<void> {
  const response = await answer
  expect(await response.json()).toMatchObject({ code: 'OAUTH_INVALID_GRANT', status: 400 })
}
