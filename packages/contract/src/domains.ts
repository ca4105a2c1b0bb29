import { z } from 'zod'
import {
  displayName,
  domainParams,
  id,
  MAX_LIFETIME_DAYS,
  page,
  pageQuery,
  slug,
  time,
  wholeNumber,
} from './common.ts'
import { endpoint } from './endpoint.ts'

/** A web origin as browsers send it (RFC 6454 section 6.2), as in `https://www.example.com`. */
const origin = z
  .string()
  .max(300)
  .regex(/^https?:\/\/([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/, {
    error: 'An origin like https://www.example.com.',
    abort: true,
  })
  .refine(
    text => URL.canParse(text) && new URL(text).origin === text,
    'An origin as browsers send it: without the port that is usual anyway.',
  )

/** A media type, or all of a kind, or all there are (RFC 9110 section 12.5.1). */
const mediaRange = z
  .string()
  .max(100)
  .regex(
    /^(\*\/\*|[a-z]+\/(\*|[a-z0-9][a-z0-9.+-]*))$/,
    'A media type like image/* or application/pdf.',
  )

/** What a domain can choose about its keys and its content. Lifetimes are whole days; null means no such limit. */
export const domainSettings = z
  .object({
    keyPrefix: z
      .string()
      .regex(/^[a-z0-9]{2,16}$/, '2 to 16 of a-z and 0-9.')
      .describe('Prefix of new tokens'),
    defaultLifetimeDays: wholeNumber(1, MAX_LIFETIME_DAYS).nullable(),
    maxLifetimeDays: wholeNumber(1, MAX_LIFETIME_DAYS)
      .nullable()
      .describe('Longest lifetime of a key that has an expiry date; expiryRequired asks for one'),
    expiryRequired: z.boolean().describe('Every new key needs an expiry date'),
    revealableKeys: z
      .boolean()
      .describe('Tokens of new custom keys are sealed and can be revealed'),
    programmaticKeys: z.boolean().describe('Keys may manage keys, within their own permissions'),
    deliveryProtected: z
      .boolean()
      .describe('Content delivery needs a credential; else what is published is for everybody'),
    deliveryOrigins: z
      .array(z.union([origin, z.literal('*')]))
      .max(50)
      .describe('Web origins whose pages may read delivery (CORS); `*` for every one'),
    mediaTypes: z
      .array(mediaRange)
      .min(1)
      .max(50)
      .describe('Which files may be uploaded, by what they hold; `*/*` for all'),
  })
  .meta({ id: 'DomainSettings' })

/** The settings of a domain. */
export type DomainSettings = z.output<typeof domainSettings>

export const domain = z
  .object({
    id: id('dom'),
    slug,
    name: z.string(),
    settings: domainSettings,
    role: z.string().nullable().describe('The role of the caller in this domain'),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'Domain' })

/** A domain in a list: its settings are for those who may read the domain. */
export const domainSummary = domain.omit({ settings: true }).meta({ id: 'DomainSummary' })

export const domainEndpoints = {
  list: endpoint({
    id: 'domains.list',
    method: 'GET',
    path: '/v1/domains',
    summary: 'The domains this credential reaches',
    access: { kind: 'credential' },
    query: pageQuery,
    responses: { 200: page(domainSummary) },
  }),
  create: endpoint({
    id: 'domains.create',
    method: 'POST',
    path: '/v1/domains',
    summary: 'Make a domain, with its two application keys',
    access: { kind: 'instance' },
    body: z.strictObject({ slug, name: displayName }),
    responses: { 201: domain },
    errors: ['SLUG_TAKEN'],
    idempotent: true,
  }),
  read: endpoint({
    id: 'domains.read',
    method: 'GET',
    path: '/v1/domains/{domain}',
    summary: 'One domain',
    access: { kind: 'domain', permission: 'backoffice.domains:read' },
    params: domainParams,
    responses: { 200: domain },
  }),
  update: endpoint({
    id: 'domains.update',
    method: 'PATCH',
    path: '/v1/domains/{domain}',
    summary: 'Change name or settings of a domain',
    access: { kind: 'domain', permission: 'backoffice.domains:update' },
    params: domainParams,
    body: z.strictObject({
      name: displayName.optional(),
      settings: domainSettings.partial().strict().optional(),
    }),
    responses: { 200: domain },
    ifMatch: true,
  }),
  delete: endpoint({
    id: 'domains.delete',
    method: 'DELETE',
    path: '/v1/domains/{domain}',
    summary: 'Delete a domain; its keys stop at once',
    access: { kind: 'domain', permission: 'backoffice.domains:delete', person: true, fresh: true },
    params: domainParams,
    body: z.strictObject({ slug: z.string().describe('The slug, typed back') }),
    responses: { 204: null },
    errors: ['CONFIRMATION_MISMATCH'],
    ifMatch: true,
  }),
}
