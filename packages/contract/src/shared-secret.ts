import { z } from 'zod'
import { domainParams, id, time, wholeNumber } from './common.ts'
import { endpoint } from './endpoint.ts'
import { MAX_OVERLAP_SECONDS } from './keys.ts'

export const sharedSecret = z
  .object({
    id: id('shs'),
    createdAt: time,
    createdBy: z.string().nullable(),
    previousUntil: time.nullable().describe('Until when the one before is still accepted'),
    lastUsedAt: time.nullable(),
  })
  .meta({ id: 'SharedSecret' })

/** What is known about the shared secret of a domain. */
export type SharedSecret = z.output<typeof sharedSecret>

const revealed = z.object({ sharedSecret, secret: z.string() })

export const sharedSecretEndpoints = {
  read: endpoint({
    id: 'sharedSecret.read',
    method: 'GET',
    path: '/v1/domains/{domain}/shared-secret',
    summary: 'Whether the domain has a shared secret, and since when',
    access: { kind: 'domain', permission: 'backoffice.shared-secret:read' },
    params: domainParams,
    responses: { 200: z.object({ sharedSecret: sharedSecret.nullable() }) },
  }),
  create: endpoint({
    id: 'sharedSecret.create',
    method: 'POST',
    path: '/v1/domains/{domain}/shared-secret',
    summary: 'Make the shared secret of the domain',
    access: {
      kind: 'domain',
      permission: 'backoffice.shared-secret:create',
      person: true,
      fresh: true,
    },
    params: domainParams,
    responses: { 201: revealed },
    errors: ['SHARED_SECRET_EXISTS'],
    idempotent: 'secret',
  }),
  regenerate: endpoint({
    id: 'sharedSecret.regenerate',
    method: 'POST',
    path: '/v1/domains/{domain}/shared-secret/regenerate',
    summary: 'Replace the shared secret; the old one lives for the overlap',
    access: {
      kind: 'domain',
      permission: 'backoffice.shared-secret:update',
      person: true,
      fresh: true,
    },
    params: domainParams,
    body: z.strictObject({ overlapSeconds: wholeNumber(0, MAX_OVERLAP_SECONDS).default(0) }),
    responses: { 200: revealed },
    errors: ['SHARED_SECRET_NOT_FOUND'],
  }),
  reveal: endpoint({
    id: 'sharedSecret.reveal',
    method: 'POST',
    path: '/v1/domains/{domain}/shared-secret/reveal',
    summary: 'See the shared secret again; audited',
    access: {
      kind: 'domain',
      permission: 'backoffice.shared-secret:reveal',
      person: true,
      fresh: true,
    },
    params: domainParams,
    responses: { 200: revealed },
    errors: ['SHARED_SECRET_NOT_FOUND'],
  }),
}

/** RFC 7523 section 4: the grant type of a JWT assertion. */
export const JWT_BEARER_GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

export const tokenResponse = z
  .object({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.number().int().describe('Seconds'),
    refresh_token: z.string(),
    scope: z.string().describe('What the token may do, separated by spaces'),
  })
  .meta({ id: 'TokenResponse' })

/** The answer of the token endpoint (RFC 6749 section 5.1). */
export type TokenResponse = z.output<typeof tokenResponse>

/** RFC 7662 section 2.2, with Keywright's outcome. */
export const introspection = z
  .object({
    active: z.boolean(),
    scope: z.string().optional(),
    client_id: z.string().optional().describe('Id of the key'),
    username: z.string().optional(),
    token_type: z.string().optional(),
    exp: z.number().int().optional(),
    iat: z.number().int().optional(),
    sub: z.string().optional(),
    iss: z.string().optional(),
    domain: z.string().optional(),
  })
  .meta({ id: 'Introspection' })

/** The answer of an introspection. */
export type Introspection = z.output<typeof introspection>

export const oauthEndpoints = {
  token: endpoint({
    id: 'oauth.token',
    method: 'POST',
    path: '/v1/oauth/token',
    summary: 'Exchange a signed assertion (RFC 7523) or a refresh token for an access token',
    access: { kind: 'public' },
    form: true,
    body: z.object({
      grant_type: z.string().max(200),
      assertion: z.string().max(8192).optional(),
      refresh_token: z.string().max(512).optional(),
      scope: z.string().max(4000).optional().describe('Narrower scopes, separated by spaces'),
    }),
    responses: { 200: tokenResponse },
    errors: [
      'OAUTH_INVALID_REQUEST',
      'OAUTH_INVALID_GRANT',
      'OAUTH_INVALID_SCOPE',
      'OAUTH_UNSUPPORTED_GRANT_TYPE',
      'DATABASE_UNAVAILABLE',
    ],
  }),
  introspect: endpoint({
    id: 'oauth.introspect',
    method: 'POST',
    path: '/v1/oauth/introspect',
    summary: "Token introspection (RFC 7662) for keys and access tokens of the caller's domain",
    access: { kind: 'credential' },
    callingDomain: true,
    form: true,
    body: z.object({
      token: z.string().max(512),
      token_type_hint: z.string().max(40).optional(),
      ip: z
        .string()
        .max(64)
        .optional()
        .describe('Address of the client; without it a key with an address list is not active'),
    }),
    responses: { 200: introspection },
    errors: ['FORBIDDEN', 'DOMAIN_NOT_FOUND', 'DATABASE_UNAVAILABLE'],
  }),
}
