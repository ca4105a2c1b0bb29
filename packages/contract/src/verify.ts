import { z } from 'zod'
import { id, permission, time } from './common.ts'
import { endpoint } from './endpoint.ts'
import { KEY_KINDS } from './keys.ts'
import { OUTCOMES } from './outcomes.ts'

export const verifyRequest = z.strictObject({
  token: z.string().max(512),
  permissions: z.array(permission).max(50).optional(),
  ip: z.string().max(64).optional(),
})

/** Whatever was asked, the HTTP status is 200: a failed verification is an answer. */
export const verifyResult = z
  .object({
    valid: z.boolean(),
    code: z.enum(OUTCOMES),
    key: z
      .object({
        id: id('key'),
        name: z.string(),
        kind: z.enum(KEY_KINDS),
        domainId: id('dom'),
        expiresAt: time.nullable(),
        metadata: z.record(z.string(), z.unknown()),
      })
      .optional(),
    subject: id('usr').nullable().optional().describe('The user the key acts as'),
    permissions: z.array(permission).optional().describe('Effective permissions of the key'),
    missing: z.array(permission).optional().describe('With FORBIDDEN: what was missing'),
    layer: z.string().optional().describe('With FORBIDDEN: the layer that refused'),
  })
  .meta({ id: 'VerifyResult' })

/** The answer of a verification. */
export type VerifyResult = z.output<typeof verifyResult>

export const verifyEndpoints = {
  verify: endpoint({
    id: 'verify',
    method: 'POST',
    path: '/v1/verify',
    summary: 'Is this token valid, and may it do this? The domain is that of the caller',
    access: { kind: 'credential' },
    callingDomain: true,
    body: verifyRequest,
    responses: { 200: verifyResult },
    errors: ['FORBIDDEN', 'DOMAIN_NOT_FOUND', 'DATABASE_UNAVAILABLE'],
  }),
  batch: endpoint({
    id: 'verify.batch',
    method: 'POST',
    path: '/v1/verify/batch',
    summary: 'Up to 100 verifications at once, answered in the same order',
    access: { kind: 'credential' },
    callingDomain: true,
    body: z.strictObject({ items: z.array(verifyRequest).min(1).max(100) }),
    responses: { 200: z.object({ items: z.array(verifyResult) }) },
    errors: ['FORBIDDEN', 'DOMAIN_NOT_FOUND', 'DATABASE_UNAVAILABLE'],
  }),
}
