import { z } from 'zod'
import { CONTROL_CHARACTERS, wholeNumberFrom } from './messages.ts'

/** An RFC 3339 time in UTC, as in `2026-01-31T12:00:00.000Z`. */
export const time = z.iso.datetime().meta({ id: 'Time', description: 'RFC 3339 time in UTC' })

/** A TypeID with the given prefix, as in `key_01jcxk3y5nfm8v9qv2r3w4t5a6`. */
export function id<const P extends string>(prefix: P) {
  return z
    .string()
    .regex(new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`), `An id like ${prefix}_….`)
}

/** The slug of a domain or an API. */
export const slug = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    '1 to 63 of a-z, 0-9 and hyphens, none of them first or last.',
  )

/** The domain in a path: slug or id. */
export const domainParams = z.object({
  domain: z.string().min(1).max(64).describe('Slug or id of the domain'),
})

/** A domain and one id below it. */
export function domainIdParams<const P extends string>(prefix: P) {
  return domainParams.extend({ id: id(prefix) })
}

/** An e-mail address, compared without regard to case. */
export const email = z.email().max(254).toLowerCase()

/** A name for people: one line, trimmed, 1 to 100 characters. */
export const displayName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}]*$/u, CONTROL_CHARACTERS)

/** Free text: several lines, at most 1 000 characters. */
export const description = z
  .string()
  .trim()
  .max(1000)
  .regex(/^[^\p{Cc}]*$|^(?:[^\p{Cc}]|[\n\t])*$/u, CONTROL_CHARACTERS)

/** A permission or scope, `<api>.<resource>:<action>`; the server checks the grammar. */
export const permission = z.string().min(3).max(200)

/** Query of a list with cursor pagination. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  // Long enough for what lists are sorted by: the beginning of a text, in base64.
  cursor: z.string().max(4000).optional(),
})

/** A page of a list; `nextCursor` is null on the last one. */
export function page<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() })
}

/** A switch in a query string. */
export const queryFlag = z.enum(['true', 'false']).transform(value => value === 'true')

/** Longest lifetime of a key that a domain can allow. */
export const MAX_LIFETIME_DAYS = 36_500

/** A whole number between two bounds; its refusal names both. */
export function wholeNumber(min: number, max: number) {
  const error = wholeNumberFrom(min, max)
  return z.number({ error }).int({ error }).min(min, { error }).max(max, { error })
}

/** RFC 9457 problem details, the body of every refusal. */
export const problem = z
  .object({
    type: z.string().describe('Address of the page about the code'),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string().optional(),
    requestId: z.string(),
    errors: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
    missing: z.array(z.string()).optional().describe('Permissions that were missing'),
    layer: z.string().optional().describe('The layer that refused'),
    offenders: z
      .array(z.object({ kind: z.string(), id: z.string(), message: z.string() }))
      .optional()
      .describe('What stands in the way; the first ones, where there are many'),
    offendersTotal: z.number().int().optional(),
    retryAfterSeconds: z.number().optional(),
    error: z
      .string()
      .optional()
      .describe('At the OAuth endpoints: the code of RFC 6749 section 5.2'),
    error_description: z.string().optional().describe('With `error`: the same as a sentence'),
  })
  .meta({ id: 'Problem' })

/** The body of every refusal. */
export type Problem = z.output<typeof problem>
