import type { z } from 'zod'
import type { ErrorCode } from './errors.ts'

/**
 * Who may call an endpoint. The mount enforces it and the access matrix test is generated from it.
 * - `public`: anybody.
 * - `credential`: any valid session, key or access token.
 * - `session`: a signed-in person.
 * - `instance`: a signed-in administrator of the instance.
 * - `domain`: a principal of the domain in the path that holds `permission`, or `own` for things of
 *   its own (the service then limits itself to those).
 * `person` refuses keys and access tokens; `person: 'unless-programmatic'` lets them through where the
 * domain turned programmatic key management on. `fresh` asks for the password within five minutes.
 */
export type Access =
  | { kind: 'public' }
  | { kind: 'credential' }
  | { kind: 'session'; fresh?: true }
  | { kind: 'instance'; fresh?: true }
  | {
      kind: 'domain'
      permission: string
      own?: string
      person?: true | 'unless-programmatic'
      fresh?: true
    }

/** HTTP methods that endpoints use. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** An endpoint written once, as data: mounted, called and documented from this object. */
export interface Endpoint {
  /** Stable operation id, `area.verb`. */
  id: string
  method: Method
  /** Path with `{name}` parameters. */
  path: string
  summary: string
  access: Access
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodType
  /** The body is `application/x-www-form-urlencoded` instead of JSON. */
  form?: true
  /** Body schema by success status; `null` for an empty body, `'stream'` for one that is not JSON. */
  responses: Partial<Record<200 | 201 | 202 | 204, z.ZodType | null | 'stream'>>
  /** Codes beyond the ones every endpoint can answer (validation, authentication, permission, 500). */
  errors?: readonly ErrorCode[]
  /** Works on the domain of the caller; a signed-in person names it in the header `X-Keywright-Domain`. */
  callingDomain?: true
  /** Changes an existing thing: honours `If-Match`. */
  ifMatch?: true
  /** Creates a thing: honours `Idempotency-Key`. `'secret'` keeps the sealed answer ten minutes instead of a day. */
  idempotent?: true | 'secret'
}

/** Declares an endpoint and keeps its exact type. */
export function endpoint<const E extends Endpoint>(definition: E): E {
  return definition
}

type OutputOf<T> = T extends z.ZodType ? z.output<T> : undefined
type InputOf<T> = T extends z.ZodType ? z.input<T> : undefined

/** What a handler receives, parsed. */
export interface Parsed<E extends Endpoint> {
  params: E extends { params: infer P } ? OutputOf<P> : Record<never, never>
  query: E extends { query: infer Q } ? OutputOf<Q> : Record<never, never>
  body: E extends { body: infer B } ? OutputOf<B> : undefined
}

/** What a caller passes. */
export type CallInput<E extends Endpoint> = (E extends { params: infer P }
  ? { params: InputOf<P> }
  : { params?: undefined }) &
  (E extends { query: infer Q } ? { query?: InputOf<Q> } : { query?: undefined }) &
  (E extends { body: infer B } ? { body: InputOf<B> } : { body?: undefined })

type SuccessOf<R> = R[keyof R]

/** The success body on the wire: the union over the declared success statuses. */
export type ResponseBody<E extends Endpoint> =
  SuccessOf<E['responses']> extends infer S
    ? S extends z.ZodType
      ? z.output<S>
      : S extends 'stream'
        ? string
        : undefined
    : never
