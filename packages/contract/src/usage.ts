import { z } from 'zod'
import { domainIdParams, domainParams, id, time } from './common.ts'
import { endpoint } from './endpoint.ts'
import { OUTCOMES } from './outcomes.ts'

export const USAGE_BUCKETS = ['minute', 'hour', 'day'] as const

const usageQuery = z.object({
  from: time.optional().describe('Default: 24 hours before `to`'),
  to: time.optional().describe('Default: now'),
  bucket: z.enum(USAGE_BUCKETS).default('hour'),
})

const point = z.object({
  at: time.describe('Start of the bucket'),
  outcome: z.enum(OUTCOMES),
  secretId: z.string().nullable(),
  count: z.number().int(),
})

/** Verifications that a node still accepted after the change that should have stopped them. */
export const lateAccept = z
  .object({
    keyId: id('key'),
    node: z.string(),
    acceptedAt: time,
    changedAt: time,
    lateByMilliseconds: z.number().int(),
  })
  .meta({ id: 'LateAccept' })

export const usageEndpoints = {
  ofDomain: endpoint({
    id: 'usage.ofDomain',
    method: 'GET',
    path: '/v1/domains/{domain}/usage',
    summary: 'Verifications of the domain over time by outcome, fresh within five seconds',
    access: { kind: 'domain', permission: 'backoffice.usage:read' },
    params: domainParams,
    query: usageQuery.extend({
      outcome: z.enum(OUTCOMES).optional().describe('Count only this outcome'),
    }),
    responses: {
      200: z.object({
        items: z.array(point.omit({ secretId: true })),
        keys: z
          .array(z.object({ keyId: id('key'), name: z.string(), count: z.number().int() }))
          .describe('The ten most used'),
      }),
    },
  }),
  ofKey: endpoint({
    id: 'usage.ofKey',
    method: 'GET',
    path: '/v1/domains/{domain}/keys/{id}/usage',
    summary: 'Verifications of one key over time by outcome and secret',
    access: { kind: 'domain', permission: 'backoffice.keys:read', own: 'backoffice.keys.own:read' },
    params: domainIdParams('key'),
    query: usageQuery,
    responses: { 200: z.object({ items: z.array(point) }) },
    errors: ['KEY_NOT_FOUND'],
  }),
  lateAccepts: endpoint({
    id: 'usage.lateAccepts',
    method: 'GET',
    path: '/v1/domains/{domain}/late-accepts',
    summary: 'Verifications accepted after a revocation was acknowledged, newest first',
    access: { kind: 'domain', permission: 'backoffice.usage:read' },
    params: domainParams,
    query: z.object({ key: id('key').optional().describe('Only those of this key') }),
    responses: { 200: z.object({ items: z.array(lateAccept) }) },
  }),
}
