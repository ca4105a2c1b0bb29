import type { Endpoint, Parsed, ReplyBody } from '@keywright/contract'
import type { HeaderReader } from '@keywright/core'
import type { Context, Hono } from 'hono'
import type { z } from 'zod'
import type { AccessService } from '../access/access.service.ts'
import type {
  Actor,
  DomainActor,
  DomainVisitor,
  RequestContext,
  SessionActor,
} from '../access/principal.ts'
import { AppError } from '../app-error.ts'
import type { IdempotencyService } from '../idempotency/idempotency.service.ts'
import { parseForm, parseJson, readText } from './body.ts'
import { bodyTypesOf } from './body-types.ts'
import { readCredentials } from './credentials.ts'
import { etagOf, isKnown } from './etag.ts'
import { type IncomingFile, receiveUpload } from './multipart.ts'
import { parsePart, queryReader } from './parse-part.ts'
import { requireSameSite } from './same-site.ts'

/** What the mount keeps with each request. */
export interface RequestState {
  Variables: {
    context: RequestContext
    actor: Actor
    /** Id of the endpoint that answers. */
    endpoint: string | undefined
    /** In place of the strict one that every other answer has. */
    contentSecurityPolicy: string | undefined
    /** In place of what every other answer has. */
    replacedHeaders: Readonly<Record<string, string>> | undefined
  }
}

/** The Hono application that endpoints are mounted on. */
export type HttpApp = Hono<RequestState>

/** What all endpoints share. */
export interface MountParts {
  app: HttpApp
  access: AccessService
  idempotency: IdempotencyService
  cookieName: string
  /** Origins of this installation, for the same-site check. */
  origins(request: Request): string[]
}

type ActorOf<E extends Endpoint> = E['access'] extends { kind: 'domain' }
  ? E['access'] extends { public: true }
    ? DomainVisitor
    : DomainActor
  : E['access'] extends { kind: 'session' | 'instance' }
    ? SessionActor
    : Actor

/** What a handler is given. */
export type Input<E extends Endpoint> = Parsed<E> & {
  actor: ActorOf<E>
  /** The version named by `If-Match`; undefined when the caller does not care. */
  ifMatch: number | undefined
  /** The same caller as they are now, for work that takes long; throws what the first look would. */
  renew(): Promise<ActorOf<E>>
  /** Any other header, for answers of bytes: ranges, and what the caller has already. */
  header: HeaderReader
  /** Takes the file of an upload as it arrives; throws BODY_TOO_LARGE, and what `take` throws. */
  receive: E extends { upload: { fields: infer F extends z.ZodType } }
    ? <T>(
        maxBytes: number,
        take: (file: IncomingFile) => Promise<T>,
      ) => Promise<{ file: T; fields: z.output<F> }>
    : undefined
  /**
   * Of an upload, which is known only once it has arrived: answers what `make` does, or for a repeated
   * `Idempotency-Key` what it did before, if the same was sent.
   */
  once: E extends { upload: object }
    ? (sent: unknown, make: () => Promise<Reply<ReplyBody<E>>>) => Promise<Response>
    : undefined
  stream: E extends { streamed: readonly string[] } ? IncomingStream : undefined
}

/** A body that is taken as it arrives. */
export interface IncomingStream {
  /** One of those that the endpoint names. */
  mediaType: string
  bytes: ReadableStream<Uint8Array> | null
  /** How many bytes its sender says that there are. */
  length: number | undefined
}

/** What a handler answers; the status may be left out where the endpoint has only one. */
export interface Reply<B> {
  body: B
  status?: number
  /** Sent as a strong ETag. */
  version?: number
  /** Sent with an ETag of the body, and as 304 without it where If-None-Match names that. */
  conditional?: boolean
  headers?: Record<string, string>
  /** Headers in place of the strict ones that every answer has. */
  replacedHeaders?: Readonly<Record<string, string>>
}

/** Handles one endpoint. */
export type Handler<E extends Endpoint> = (
  input: Input<E>,
) => Promise<Reply<ReplyBody<E> | ReadableStream | Uint8Array> | Response>

/** Mounts one endpoint of the contract. */
export type Mount = <E extends Endpoint>(endpoint: E, handler: Handler<E>) => void

/**
 * Makes `mount`: it parses the request by the endpoint's schemas, authenticates, admits, runs the
 * handler, and parses the answer on its way out, so that nothing undeclared leaves the server.
 */
export function createMount(parts: MountParts): Mount {
  return (endpoint, handler) => {
    const path = endpoint.path.replace(/\{(\w+)\}/g, ':$1')
    const readQuery = endpoint.query && queryReader(endpoint.query)
    parts.app.on(endpoint.method, path, async c => {
      c.set('endpoint', endpoint.id)
      const actor = await identify(parts, c, endpoint)
      parts.access.admit(actor, endpoint.access)
      const params = parsePart(endpoint.params, c.req.param(), '/params')
      // Belonging comes before the body: whoever may not be here learns nothing about its shape.
      const admitted = await enter(parts.access, endpoint, actor, params)
      const query = readQuery?.(c.req.url) ?? {}
      const raw = endpoint.body ? await readBody(c, endpoint) : undefined
      const body = endpoint.body ? parseBody(endpoint, raw) : undefined
      const input = {
        actor: admitted,
        params,
        query,
        body,
        ifMatch: readIfMatch(c, endpoint),
        renew: () => renew(parts.access, endpoint, admitted, params),
        header: (name: string) => c.req.header(name),
        receive: receiverOf(c.req.raw, endpoint),
        once: (sent: unknown, make: () => Promise<Reply<unknown>>) =>
          once(sent, async () => toResponse(endpoint, await make(), undefined)),
        stream: streamOf(c, endpoint),
      }

      const run = async () => {
        // Each part was parsed by the very schema that types it.
        const reply = await handler(input as unknown as Input<typeof endpoint>)
        if (reply instanceof Response) return reply
        c.set('replacedHeaders', reply.replacedHeaders)
        const response = toResponse(endpoint, reply, c.req.header('if-none-match'))
        // Nobody reads it, and what it is read from would stay open.
        if (c.req.method === 'HEAD') await response.body?.cancel()
        return response
      }
      // An upload is known only once it has arrived: its handler says when.
      return endpoint.upload ? run() : once(raw, run)

      function once(body: unknown, work: () => Promise<Response>) {
        const key = endpoint.idempotent && c.req.header('idempotency-key')
        if (typeof key !== 'string') return work()
        return parts.idempotency.once(
          { actor: admitted, key, endpoint, path: c.req.path, body },
          work,
        )
      }
    })
  }
}

async function identify(
  parts: MountParts,
  c: Context<RequestState>,
  endpoint: Endpoint,
): Promise<Actor> {
  const header = (name: string) => c.req.header(name)
  const credentials = readCredentials(header, parts.cookieName)
  const context = c.get('context')
  if (credentials.sessionToken) {
    requireSameSite(c.req.method, header, parts.origins(c.req.raw))
  }
  const principal = await parts.access.authenticate(credentials, context).catch(error => {
    // A browser sends the cookie of a session that has ended also when it comes to sign in again.
    const ended = error instanceof AppError && error.code === 'CREDENTIAL_INVALID'
    if (!ended || !credentials.sessionToken || endpoint.access.kind !== 'public') throw error
    return { kind: 'anonymous' } as const
  })
  const actor = { principal, context }
  c.set('actor', actor)
  return actor
}

async function enter(access: AccessService, endpoint: Endpoint, actor: Actor, params: unknown) {
  if (endpoint.access.kind !== 'domain') return actor
  // Every endpoint with domain access has `domain` among its path parameters.
  const names = params as { domain: string }
  return access.enter(actor, names.domain, endpoint.access, names)
}

async function renew(access: AccessService, endpoint: Endpoint, actor: Actor, params: unknown) {
  const { context } = actor
  const renewed = { principal: await access.renew(actor.principal, context), context }
  access.admit(renewed, endpoint.access)
  // The slug in the path may be another one meanwhile.
  const domain = 'domain' in actor && { domain: (actor as DomainActor).domain.id }
  return enter(access, endpoint, renewed, { ...Object(params), ...domain })
}

function receiverOf(request: Request, { upload }: Endpoint) {
  if (!upload) return undefined
  return <T>(maxBytes: number, take: (file: IncomingFile) => Promise<T>) =>
    receiveUpload(request, {
      file: upload.file,
      maxBytes,
      take,
      parseFields: fields => parsePart(upload.fields, fields, ''),
    })
}

function streamOf(c: Context, { streamed }: Endpoint): IncomingStream | undefined {
  if (!streamed) return undefined
  const mediaType = mediaTypeOf(c)
  if (!streamed.includes(mediaType)) throw new AppError('UNSUPPORTED_MEDIA_TYPE')
  const length = c.req.header('content-length')
  return { mediaType, bytes: c.req.raw.body, length: length ? Number(length) : undefined }
}

function mediaTypeOf(c: Context): string {
  return (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
}

async function readBody(c: Context, endpoint: Endpoint): Promise<unknown> {
  const text = await readText(c.req.raw)
  if (text === '' && !endpoint.form) return undefined
  const types = bodyTypesOf(endpoint)
  if (!types.includes(mediaTypeOf(c))) {
    const acceptPatch = endpoint.method === 'PATCH' ? types : undefined
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', { ...(acceptPatch && { acceptPatch }) })
  }
  return endpoint.form ? parseForm(text) : parseJson(text)
}

function parseBody(endpoint: Endpoint, raw: unknown): unknown {
  try {
    return parsePart(endpoint.body, raw, '')
  } catch (error) {
    throw endpoint.form ? formRefusal(error) : error
  }
}

/** Forms are OAuth's, which has its own name for what is wrong with them (RFC 6749 section 5.2). */
export function formRefusal(error: unknown): unknown {
  return error instanceof AppError && error.code === 'VALIDATION_FAILED'
    ? new AppError('OAUTH_INVALID_REQUEST', error.details)
    : error
}

function readIfMatch(c: Context, endpoint: Endpoint): number | undefined {
  const value = c.req.header('if-match')
  if (!endpoint.ifMatch || value === undefined || value === '*') return undefined
  const version = /^"v(\d{1,15})"$/.exec(value)?.[1]
  if (version === undefined) throw new AppError('PRECONDITION_FAILED')
  return Number(version)
}

function toResponse(
  endpoint: Endpoint,
  reply: Reply<unknown>,
  ifNoneMatch: string | undefined,
): Response {
  const declared = Object.keys(endpoint.responses).map(Number)
  const status = reply.status ?? declared[0]
  const schema = endpoint.responses[status as keyof Endpoint['responses']]
  if (status === undefined || schema === undefined) {
    throw new Error(`${endpoint.id} answers ${status}, which the contract does not declare`)
  }
  const headers: Record<string, string> = { ...reply.headers }
  if (reply.version !== undefined) headers.etag = `"v${reply.version}"`
  if (schema === null) return new Response(null, { status, headers })
  if (schema === 'stream')
    return new Response(reply.body as ReadableStream | Uint8Array<ArrayBuffer> | string, {
      status,
      headers,
    })
  if (!reply.conditional) return Response.json(schema.parse(reply.body), { status, headers })
  const text = JSON.stringify(schema.parse(reply.body))
  headers.etag = etagOf(text)
  if (isKnown(ifNoneMatch, headers.etag)) return new Response(null, { status: 304, headers })
  headers['content-type'] ??= 'application/json'
  return new Response(text, { status, headers })
}
