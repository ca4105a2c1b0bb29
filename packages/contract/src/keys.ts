import { z } from 'zod'
import {
  description,
  displayName,
  domainIdParams,
  domainParams,
  id,
  page,
  pageQuery,
  permission,
  queryFlag,
  seconds,
  time,
} from './common.ts'
import { endpoint } from './endpoint.ts'
import { roleName } from './roles.ts'

export const KEY_KINDS = ['application', 'custom'] as const
export const KEY_STATES = ['active', 'disabled', 'expired', 'revoked'] as const
export const KEY_ACCESS = ['all', 'readOnly', 'restricted'] as const

/** Longest overlap of a rotation: 30 days, in seconds. */
export const MAX_OVERLAP_SECONDS = 30 * 24 * 60 * 60

export const secret = z
  .object({
    id: id('sec'),
    masked: z.string(),
    createdAt: time,
    expiresAt: time.nullable().describe('When it stops; set by a rotation with overlap'),
    lastUsedAt: time.nullable(),
  })
  .meta({ id: 'Secret' })

/** Small facts of the owner's own, returned by every verification. */
export const metadata = z
  .record(
    z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/, 'expected 1 to 64 of letters, digits, _ . and -'),
    z.union([z.string().max(500), z.number(), z.boolean(), z.null()]),
  )
  .refine(value => Object.keys(value).length <= 50, 'at most 50 entries')

export const key = z
  .object({
    id: id('key'),
    domainId: id('dom'),
    kind: z.enum(KEY_KINDS),
    name: z.string(),
    description: z.string(),
    role: z.string().nullable(),
    scopes: z.array(permission).nullable(),
    actsAs: id('usr').nullable(),
    actsAsEmail: z.string().nullable(),
    state: z.enum(KEY_STATES),
    masked: z.string(),
    createdAt: time,
    createdBy: z.string().nullable().describe('Id of the user or key that made it'),
    createdByLabel: z.string().nullable(),
    updatedAt: time,
    expiresAt: time.nullable(),
    disabledAt: time.nullable(),
    revokedAt: time.nullable(),
    revokedReason: z.string().nullable(),
    lastUsedAt: time.nullable(),
    lastUsedIp: z.string().nullable().describe('Of the last use whose address was given'),
    lastUsedUserAgent: z.string().nullable().describe('Of the last use whose user agent was given'),
    ipAllow: z.array(z.string()).describe('CIDR ranges; empty means anywhere'),
    metadata,
    revealable: z.boolean(),
    secrets: z.array(secret),
  })
  .meta({ id: 'Key' })

/** The metadata of a key. */
export type KeyMetadata = z.output<typeof metadata>

/** A key as it travels. */
export type Key = z.output<typeof key>

const snippets = z.object({ curl: z.string(), javascript: z.string(), python: z.string() })

/** Ready to paste: the two headers in three languages, and the forms that keep a key out of code. */
export const keyExamples = z
  .object({
    authorization: snippets.describe('Authorization: Bearer'),
    apiKey: snippets.describe('Api-Key'),
    secretStores: z.object({
      env: z.string(),
      docker: z.string(),
      kubernetes: z.string(),
      vault: z.string(),
      aws: z.string(),
      azure: z.string(),
    }),
  })
  .meta({ id: 'KeyExamples' })

/** Ready-to-paste examples for one token. */
export type KeyExamples = z.output<typeof keyExamples>

export const issuedKey = z
  .object({
    key,
    token: z.string().describe('Shown once, here'),
    examples: keyExamples,
    bundle: z
      .string()
      .nullable()
      .describe('Base64 JSON { url, domain, key, token, sharedSecret }, when asked for'),
  })
  .meta({ id: 'IssuedKey' })

const access = {
  role: roleName.nullable().optional(),
  scopes: z.array(permission).max(200).nullable().optional(),
  actsAs: id('usr').nullable().optional(),
}

const ipAllow = z.array(z.string().min(2).max(64)).max(100)
const expiresAt = time.nullable()
const expiresInDays = z.number().int().min(1).max(36500)
const includeBundle = z
  .boolean()
  .optional()
  .describe('Also answer the bundle; needs backoffice.shared-secret:reveal and a fresh password')

export const KEY_SORTS = [
  '-createdAt',
  'createdAt',
  'name',
  '-lastUsedAt',
  'lastUsedAt',
  'expiresAt',
] as const

export const keyListQuery = pageQuery.extend({
  search: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .describe('Words of the name, token prefix or last four'),
  kind: z.enum(KEY_KINDS).optional(),
  state: z.enum(KEY_STATES).optional().describe('Default: all but revoked'),
  role: roleName.optional(),
  access: z
    .enum(KEY_ACCESS)
    .optional()
    .describe(
      'By what the key itself grants: all = nothing narrows it (role ADMIN or none, scopes *:* or none); readOnly = else no more than the role READONLY or the scope *:read; restricted = the rest',
    ),
  actsAs: id('usr').optional(),
  createdBy: z.string().max(64).optional(),
  unusedSinceDays: z.coerce
    .number()
    .int()
    .min(0)
    .max(3650)
    .optional()
    .describe('Not used in N days; those never used count from the day they were made'),
  expiringInDays: z.coerce.number().int().min(0).max(3650).optional(),
  noExpiry: queryFlag.optional().describe('Only keys that live until they are deleted'),
  sort: z.enum(KEY_SORTS).default('-createdAt'),
})

/** Days without use after which a key counts as unused, and days before its end in which it ends soon. */
export const KEY_SUMMARY_DAYS = { unused: 90, expiring: 30 } as const

const count = z.number().int()

export const keySummary = z
  .object({
    states: z.object({ active: count, disabled: count, expired: count, revoked: count }),
    expiringSoon: count.describe('Active keys that expire within 30 days'),
    unused: count.describe('Active keys not used for 90 days; as unusedSinceDays=90'),
    neverUsed: count.describe('Those of the unused that were never used at all'),
    noExpiry: count.describe('Active keys that live until they are deleted'),
    allAccess: count.describe('Active keys that nothing of their own narrows; as access=all'),
  })
  .meta({ id: 'KeySummary' })

/** Counts of the custom keys of a domain. */
export type KeySummary = z.output<typeof keySummary>

/** A key with its token, in the answer that made it. */
export type IssuedKey = z.output<typeof issuedKey>

export const explanation = z
  .object({
    allowed: z.boolean(),
    outcome: z.string(),
    permission: permission.nullable(),
    route: z
      .object({ method: z.string(), path: z.string() })
      .nullable()
      .describe('Of a request: the route that it matches; null where none does'),
    layers: z.array(
      z.object({
        name: z.string(),
        label: z.string(),
        allowed: z.boolean(),
        matched: z.array(z.string()),
        missing: z.array(z.string()),
      }),
    ),
    refusedBy: z.string().nullable(),
    sentence: z.string(),
  })
  .meta({ id: 'Explanation' })

export const effectiveAccess = z
  .object({
    permissions: z
      .array(permission)
      .describe('What the key can really do: what every layer lets through'),
    layers: z.array(
      z.object({ name: z.string(), label: z.string(), permissions: z.array(permission) }),
    ),
    cut: z
      .array(z.object({ permission, layer: z.string() }))
      .describe('Granted by one layer, stopped by another'),
    notHeld: z
      .array(permission)
      .describe('Granted by the key but not held by the caller: saving would be refused'),
  })
  .meta({ id: 'EffectiveAccess' })

/** Why something is allowed or not. */
export type KeyExplanation = z.output<typeof explanation>

/** What a key can really do. */
export type EffectiveAccess = z.output<typeof effectiveAccess>

/** What narrows and orders a list of keys. */
export type KeyListQuery = z.output<typeof keyListQuery>

const keyErrors = ['KEY_NOT_FOUND'] as const
const grantErrors = [
  'ESCALATION',
  'IMPERSONATION_FORBIDDEN',
  'ROLE_NOT_FOUND',
  'USER_NOT_FOUND',
  'EXPIRY_INVALID',
] as const

/** Access of an endpoint that works on all keys of the domain, or on the caller's own. */
function keyAccess<const A extends 'create' | 'read' | 'update' | 'delete' | 'reveal'>(action: A) {
  return {
    kind: 'domain',
    permission: `backoffice.keys:${action}`,
    own: `backoffice.keys.own:${action}`,
  } as const
}

export const keyEndpoints = {
  list: endpoint({
    id: 'keys.list',
    method: 'GET',
    path: '/v1/domains/{domain}/keys',
    summary: 'Keys of the domain; search, filters, sorts',
    access: keyAccess('read'),
    params: domainParams,
    query: keyListQuery,
    responses: { 200: page(key) },
  }),
  summary: endpoint({
    id: 'keys.summary',
    method: 'GET',
    path: '/v1/domains/{domain}/keys/summary',
    summary: 'How many custom keys there are by state, and how many of them deserve a look',
    access: keyAccess('read'),
    params: domainParams,
    responses: { 200: keySummary },
  }),
  create: endpoint({
    id: 'keys.create',
    method: 'POST',
    path: '/v1/domains/{domain}/keys',
    summary: 'Make a key; the token is in this answer and nowhere else',
    access: { ...keyAccess('create'), person: 'unless-programmatic' },
    params: domainParams,
    body: z.strictObject({
      name: displayName,
      description: description.optional(),
      ...access,
      expiresAt: expiresAt.optional(),
      expiresInDays: expiresInDays.optional(),
      ipAllow: ipAllow.optional(),
      metadata: metadata.optional(),
      includeBundle,
    }),
    responses: { 201: issuedKey },
    errors: [...grantErrors, 'SHARED_SECRET_NOT_FOUND', 'REAUTHENTICATION_REQUIRED'],
    idempotent: 'secret',
  }),
  read: endpoint({
    id: 'keys.read',
    method: 'GET',
    path: '/v1/domains/{domain}/keys/{id}',
    summary: 'One key',
    access: keyAccess('read'),
    params: domainIdParams('key'),
    responses: { 200: key },
    errors: keyErrors,
  }),
  update: endpoint({
    id: 'keys.update',
    method: 'PATCH',
    path: '/v1/domains/{domain}/keys/{id}',
    summary: 'Change name, description, access, expiry, addresses or metadata',
    access: { ...keyAccess('update'), person: 'unless-programmatic' },
    params: domainIdParams('key'),
    body: z.strictObject({
      name: displayName.optional(),
      description: description.optional(),
      ...access,
      expiresAt: expiresAt.optional(),
      expiresInDays: expiresInDays.optional(),
      ipAllow: ipAllow.optional(),
      metadata: metadata.optional(),
    }),
    responses: { 200: key },
    errors: [...keyErrors, ...grantErrors, 'APPLICATION_KEY', 'KEY_REVOKED'],
    ifMatch: true,
  }),
  disable: endpoint({
    id: 'keys.disable',
    method: 'POST',
    path: '/v1/domains/{domain}/keys/{id}/disable',
    summary: 'Switch a key off without deleting it',
    access: keyAccess('update'),
    params: domainIdParams('key'),
    responses: { 200: key },
    errors: [...keyErrors, 'KEY_REVOKED'],
    ifMatch: true,
  }),
  enable: endpoint({
    id: 'keys.enable',
    method: 'POST',
    path: '/v1/domains/{domain}/keys/{id}/enable',
    summary: 'Switch a key on again',
    access: { ...keyAccess('update'), person: 'unless-programmatic' },
    params: domainIdParams('key'),
    responses: { 200: key },
    errors: [...keyErrors, 'KEY_REVOKED', 'ESCALATION', 'IMPERSONATION_FORBIDDEN'],
    ifMatch: true,
  }),
  rotate: endpoint({
    id: 'keys.rotate',
    method: 'POST',
    path: '/v1/domains/{domain}/keys/{id}/rotate',
    summary: 'Add a secret; the old ones live for the overlap. No overlap: regenerate',
    access: { ...keyAccess('update'), person: 'unless-programmatic' },
    params: domainIdParams('key'),
    body: z.strictObject({
      overlapSeconds: seconds(0, MAX_OVERLAP_SECONDS).default(0),
      includeBundle,
    }),
    responses: { 200: issuedKey },
    errors: [
      ...keyErrors,
      'KEY_REVOKED',
      'CONFLICT',
      'ESCALATION',
      'IMPERSONATION_FORBIDDEN',
      'SHARED_SECRET_NOT_FOUND',
      'REAUTHENTICATION_REQUIRED',
    ],
    ifMatch: true,
    idempotent: 'secret',
  }),
  reveal: endpoint({
    id: 'keys.reveal',
    method: 'POST',
    path: '/v1/domains/{domain}/keys/{id}/reveal',
    summary: 'The token of an application key, or of a key whose domain keeps tokens sealed',
    access: { ...keyAccess('reveal'), person: true, fresh: true },
    params: domainIdParams('key'),
    responses: { 200: z.object({ token: z.string() }) },
    errors: [
      ...keyErrors,
      'KEY_NOT_REVEALABLE',
      'KEY_REVOKED',
      'ESCALATION',
      'IMPERSONATION_FORBIDDEN',
    ],
  }),
  revoke: endpoint({
    id: 'keys.revoke',
    method: 'POST',
    path: '/v1/domains/{domain}/keys/{id}/revoke',
    summary: 'Revoke a key, for good',
    access: keyAccess('delete'),
    params: domainIdParams('key'),
    body: z.strictObject({ reason: z.string().trim().max(500).optional() }).optional(),
    responses: { 200: key },
    errors: [...keyErrors, 'APPLICATION_KEY'],
    ifMatch: true,
  }),
  delete: endpoint({
    id: 'keys.delete',
    method: 'DELETE',
    path: '/v1/domains/{domain}/keys/{id}',
    summary: 'The same as revoke: the row stays for the audit trail and leaves the default list',
    access: keyAccess('delete'),
    params: domainIdParams('key'),
    responses: { 204: null },
    errors: [...keyErrors, 'APPLICATION_KEY'],
    ifMatch: true,
  }),
  bulk: endpoint({
    id: 'keys.bulk',
    method: 'POST',
    path: '/v1/domains/{domain}/keys/bulk',
    summary: 'Disable or revoke up to 200 keys; each one is answered on its own',
    access: keyAccess('delete'),
    params: domainParams,
    body: z.strictObject({
      action: z.enum(['disable', 'revoke']),
      ids: z.array(id('key')).min(1).max(200),
      reason: z.string().trim().max(500).optional(),
    }),
    responses: {
      200: z.object({
        items: z.array(z.object({ id: id('key'), done: z.boolean(), code: z.string().nullable() })),
      }),
    },
  }),
  effective: endpoint({
    id: 'keys.effective',
    method: 'GET',
    path: '/v1/domains/{domain}/keys/{id}/effective',
    summary: 'What a key can really do, and which layer cuts what',
    access: keyAccess('read'),
    params: domainIdParams('key'),
    responses: { 200: effectiveAccess },
    errors: keyErrors,
  }),
  preview: endpoint({
    id: 'keys.preview',
    method: 'POST',
    path: '/v1/domains/{domain}/keys/preview',
    summary: 'Effective access of a key that is not saved yet',
    access: keyAccess('read'),
    params: domainParams,
    body: z.strictObject(access),
    responses: { 200: effectiveAccess },
    errors: ['ROLE_NOT_FOUND', 'USER_NOT_FOUND'],
  }),
  explain: endpoint({
    id: 'keys.explain',
    method: 'POST',
    path: '/v1/domains/{domain}/keys/{id}/explain',
    summary:
      'Why a key may or may not do something: by permission, or by method and path of an API',
    access: keyAccess('read'),
    params: domainIdParams('key'),
    body: z.union([
      z.strictObject({ permission, ip: z.string().max(64).optional() }),
      z.strictObject({
        api: z.string().max(63),
        method: z.string().max(16),
        path: z.string().max(2048),
        ip: z.string().max(64).optional(),
      }),
    ]),
    responses: { 200: explanation },
    errors: [...keyErrors, 'API_NOT_FOUND'],
  }),
}
