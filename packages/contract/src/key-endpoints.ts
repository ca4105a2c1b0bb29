import { z } from 'zod'
import {
  description,
  displayName,
  domainIdParams,
  domainParams,
  id,
  MAX_LIFETIME_DAYS,
  page,
  permission,
  time,
  wholeNumber,
} from './common.ts'
import { endpoint } from './endpoint.ts'
import {
  effectiveAccess,
  explanation,
  issuedKey,
  key,
  keyListQuery,
  keySummary,
  MAX_OVERLAP_SECONDS,
  metadata,
} from './keys.ts'
import { roleName } from './roles.ts'

const access = {
  role: roleName.nullable().optional(),
  scopes: z.array(permission).max(200).nullable().optional(),
  actsAs: id('usr').nullable().optional(),
}

const ipAllow = z.array(z.string().min(2).max(64)).max(100)
const expiresAt = time.nullable()
const expiresInDays = wholeNumber(1, MAX_LIFETIME_DAYS)
const includeBundle = z
  .boolean()
  .optional()
  .describe('Also answer the bundle; needs backoffice.shared-secret:reveal and a fresh password')

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
      overlapSeconds: wholeNumber(0, MAX_OVERLAP_SECONDS).default(0),
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
