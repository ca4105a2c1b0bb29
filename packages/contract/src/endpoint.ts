import type { z } from 'zod'
import type { ErrorCode } from './errors.ts'

/**
 * Who may call an endpoint. The mount enforces it and the access matrix test is generated from it.
 * - `public`: anybody.
 * - `credential`: any valid session, key or access token.
 * - `session`: a signed-in person.
 * - `instance`: a signed-in administrator of the instance.
 * - `domain`: a principal of the domain in the path that holds `permission`, or `own` for things of
 *   its own (the service then limits itself to those). `{type}` in a permission is the path parameter
 *   of that name; null leaves each thing to the service. `public` also lets in those without a
 *   credential, with the public permissions of the domain, unless it protects delivery.
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
      permission: string | null
      public?: true
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
  /** The body is a JSON merge patch, and may come under that name (RFC 7396 section 4). */
  mergePatch?: true
  /** The body is `application/x-www-form-urlencoded` instead of JSON. */
  form?: true
  /**
   * The body is `multipart/form-data` instead of JSON: one file in the field of this name, which the
   * handler takes as it arrives, and text fields.
   */
  upload?: { file: string; fields: z.ZodObject }
  /** The body is of one of these media types instead of JSON, and taken as it arrives. */
  streamed?: readonly string[]
  /**
   * Body schema by success status; `null` for an empty body, `'stream'` for one that is not JSON.
   * 400 where refusals have the shape of the protocol instead of problem details.
   */
  responses: Partial<Record<200 | 201 | 202 | 204 | 206 | 304 | 400, z.ZodType | null | 'stream'>>
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
  (E extends { body: infer B }
    ? { body: InputOf<B> }
    : E extends { upload: infer U extends Upload }
      ? { body: UploadBody<U> }
      : E extends { streamed: readonly string[] }
        ? { body: Blob }
        : { body?: undefined })

type Upload = NonNullable<Endpoint['upload']>

/** The fields of an upload, the file among them. */
export type UploadBody<U extends Upload> = InputOf<U['fields']> & Record<U['file'], Blob>

type SuccessOf<R> = R[keyof R]

type BodyOf<S> = S extends z.ZodType ? z.output<S> : S extends 'stream' ? string : undefined

/** What a handler answers with: the union over the declared statuses. */
export type ReplyBody<E extends Endpoint> = BodyOf<SuccessOf<E['responses']>>

/** What a caller gets: the same without what only those are answered who ask for changes (304). */
export type ResponseBody<E extends Endpoint> = BodyOf<SuccessOf<Omit<E['responses'], 304>>>
