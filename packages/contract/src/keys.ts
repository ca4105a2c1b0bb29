import { z } from 'zod'
import { id, pageQuery, permission, queryFlag, time } from './common.ts'
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
    z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/, '1 to 64 of letters, digits, _ . and -.'),
    z.union([z.string().max(500), z.number(), z.boolean(), z.null()]),
  )
  .refine(value => Object.keys(value).length <= 50, 'At most 50 entries.')

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
