import { z } from 'zod'
import { domainParams, id, page, pageQuery, time } from './common.ts'
import { endpoint } from './endpoint.ts'

export const auditEvent = z
  .object({
    chain: z.string().describe('Id of the domain, or instance'),
    seq: z.number().int().describe('Position in the chain, from 1'),
    id: id('evt'),
    at: time,
    actor: z.object({
      kind: z.enum(['user', 'key', 'cli', 'system', 'anonymous']),
      id: z.string().nullable(),
      label: z.string(),
    }),
    ip: z.string().nullable(),
    userAgent: z.string().nullable(),
    requestId: z.string().nullable(),
    action: z.string().describe('As in key.created'),
    target: z.object({ kind: z.string(), id: z.string(), label: z.string() }),
    before: z.record(z.string(), z.unknown()).nullable(),
    after: z.record(z.string(), z.unknown()).nullable(),
    previousHash: z.string().describe('The hash of the event before; empty for the first'),
    hash: z
      .string()
      .describe('SHA-256 in hex over the canonical JSON (RFC 8785) of this event without hash'),
  })
  .meta({ id: 'AuditEvent' })

/** One event of the audit trail. */
export type AuditEvent = z.output<typeof auditEvent>

const reference = z.string().regex(/^[^\p{Cc}]{1,64}$/u, 'An id of up to 64 characters.')

export const auditFilter = z.object({
  action: z
    .string()
    .regex(/^[\w.-]{1,60}$/, 'An action, as in key.created, or the beginning of some, as in key.')
    .optional()
    .describe('Exact, or a prefix that ends in a dot, as in key.'),
  actorId: reference.optional(),
  targetId: reference.optional(),
  from: time.optional().describe('From this moment on'),
  to: time.optional().describe('Before this moment'),
})

/** What of a trail to look at. */
export type AuditFilter = z.output<typeof auditFilter>

export const auditVerification = z
  .object({
    intact: z.boolean(),
    events: z.number().int(),
    headHash: z.string().nullable(),
    problems: z
      .array(
        z.object({
          seq: z.number().int(),
          kind: z.enum(['changed', 'removed', 'reordered', 'truncated', 'head']),
          message: z.string(),
        }),
      )
      .describe('The first hundred at the most'),
  })
  .meta({ id: 'AuditVerification' })

/** What a check of a chain found. */
export type AuditVerification = z.output<typeof auditVerification>

const exportQuery = auditFilter.extend({ format: z.enum(['ndjson', 'csv']).default('ndjson') })

export const auditEndpoints = {
  list: endpoint({
    id: 'audit.list',
    method: 'GET',
    path: '/v1/domains/{domain}/audit',
    summary: 'What happened in the domain, newest first',
    access: { kind: 'domain', permission: 'backoffice.audit:read' },
    params: domainParams,
    query: pageQuery.extend(auditFilter.shape),
    responses: { 200: page(auditEvent) },
  }),
  export: endpoint({
    id: 'audit.export',
    method: 'GET',
    path: '/v1/domains/{domain}/audit/export',
    summary: 'The trail as NDJSON or CSV, oldest first',
    access: { kind: 'domain', permission: 'backoffice.audit:export' },
    params: domainParams,
    query: exportQuery,
    responses: { 200: 'stream' },
  }),
  verify: endpoint({
    id: 'audit.verify',
    method: 'GET',
    path: '/v1/domains/{domain}/audit/verify',
    summary: 'Check the hash chain and name every changed, removed or reordered event',
    access: { kind: 'domain', permission: 'backoffice.audit:read' },
    params: domainParams,
    responses: { 200: auditVerification },
  }),
  listInstance: endpoint({
    id: 'audit.listInstance',
    method: 'GET',
    path: '/v1/audit',
    summary: 'What happened on the instance: people, sign-ins, domains made and deleted',
    access: { kind: 'instance' },
    query: pageQuery.extend(auditFilter.shape),
    responses: { 200: page(auditEvent) },
  }),
  exportInstance: endpoint({
    id: 'audit.exportInstance',
    method: 'GET',
    path: '/v1/audit/export',
    summary: "The instance's trail as NDJSON or CSV",
    access: { kind: 'instance' },
    query: exportQuery,
    responses: { 200: 'stream' },
  }),
  verifyInstance: endpoint({
    id: 'audit.verifyInstance',
    method: 'GET',
    path: '/v1/audit/verify',
    summary: "Check the instance's chain",
    access: { kind: 'instance' },
    responses: { 200: auditVerification },
  }),
}
