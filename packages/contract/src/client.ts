import type { Problem } from './common.ts'
import type { CallInput, Endpoint, ResponseBody } from './endpoint.ts'
import type { Endpoints } from './endpoints.ts'
import type { Route, Routes } from './routes.ts'

/** Where and how a client calls. */
export interface ClientOptions {
  /** Base URL without a trailing slash, as in `https://keys.example.com`. */
  url: string
  /** A key or access token; without it, the cookie of a browser session is used. */
  token?: string
  /** Replaces the global `fetch`. */
  fetch?: (request: Request) => Promise<Response>
}

/** What one call adds to its request, and wants of its answer. */
export interface CallOptions {
  ifMatch?: string
  idempotencyKey?: string
  signal?: AbortSignal
  /** Given the ETag of a success that has one: the `ifMatch` of a later change. */
  onEtag?: (etag: string) => void
}

/** Calls one endpoint; resolves to the body of a success and throws `ProblemError` for a refusal. */
export type Call<E extends Endpoint> = (
  input: CallInput<E>,
  options?: CallOptions,
) => Promise<ResponseBody<E>>

/** A client has one function per endpoint, by area: `client.keys.create({ params, body })`. */
export type Client = {
  [Area in keyof Endpoints]: {
    [Name in keyof Endpoints[Area]]: Endpoints[Area][Name] extends infer E extends Endpoint
      ? Call<E>
      : never
  }
}

/** A refusal by the server: RFC 9457 problem details with a stable `code`. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title)
    this.problem = problem
  }

  get code(): string {
    return this.problem.code
  }

  get status(): number {
    return this.problem.status
  }
}

/**
 * Makes a client that has the routes given to it: a browser then loads no schema to make a call.
 * All others have `createClient`.
 */
export function createClientOf(routes: Routes, options: ClientOptions): Client {
  const client: Record<string, Record<string, unknown>> = {}
  for (const [area, definitions] of Object.entries(routes)) {
    client[area] = {}
    for (const [name, route] of Object.entries<Route>(definitions)) {
      client[area][name] = (input: LooseInput = {}, call: CallOptions = {}) =>
        send(options, route, input, call)
    }
  }
  // The loop above builds exactly the shape that Client describes, which types cannot follow.
  return client as unknown as Client
}

interface LooseInput {
  params?: Record<string, string>
  query?: Record<string, unknown>
  body?: unknown
}

async function send(options: ClientOptions, route: Route, input: LooseInput, call: CallOptions) {
  const request = new Request(options.url + addressOf(route, input), {
    method: route.method,
    headers: headersOf(options, route, input, call),
    body: bodyOf(route, input),
    credentials: options.token ? 'omit' : 'same-origin',
    ...(call.signal ? { signal: call.signal } : {}),
  })
  const response = await (options.fetch ?? fetch)(request)
  const text = await response.text()
  if (!response.ok && !(route.refuses && isRefusal(response))) {
    throw new ProblemError(problemOf(response, text))
  }
  const etag = response.headers.get('etag')
  if (etag !== null) call.onEtag?.(etag)
  if (text === '') return route.streams ? '' : undefined
  return isJson(response) ? JSON.parse(text) : text
}

/**
 * The path and query of a call, for those who make the request themselves: pages that show a file, or
 * uploads that show how far they are.
 */
export function addressOf(
  route: Pick<Route, 'path'>,
  input: Pick<LooseInput, 'params' | 'query'>,
): string {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(input.params?.[name] ?? ''),
  )
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined) query.set(name, String(value))
  }
  return query.size > 0 ? `${path}?${query}` : path
}

function headersOf(options: ClientOptions, route: Route, input: LooseInput, call: CallOptions) {
  const headers = new Headers({ accept: 'application/json' })
  if (options.token) headers.set('authorization', `Bearer ${options.token}`)
  if (call.ifMatch) headers.set('if-match', call.ifMatch)
  if (call.idempotencyKey) headers.set('idempotency-key', call.idempotencyKey)
  if (input.body !== undefined && !route.upload && !route.streamed) {
    headers.set(
      'content-type',
      route.form ? 'application/x-www-form-urlencoded' : 'application/json',
    )
  }
  return headers
}

/** The form of an upload: the file last, so that all else is known before it arrives. */
export function uploadForm({ upload }: Pick<Route, 'upload'>, body: object): FormData {
  const form = new FormData()
  const { [upload ?? '']: file, ...fields }: Record<string, unknown> = { ...body }
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) form.set(name, String(value))
  }
  if (upload && file instanceof Blob) form.set(upload, file)
  return form
}

function bodyOf(route: Route, { body }: LooseInput): string | FormData | Blob | null {
  if (body === undefined) return null
  if (route.streamed && body instanceof Blob) return body
  if (route.upload !== undefined) return uploadForm(route, Object(body))
  if (!route.form) return JSON.stringify(body)
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries(body ?? {})) {
    if (value !== undefined) form.set(name, String(value))
  }
  return form.toString()
}

/** A refusal in the shape of a protocol of its own. */
function isRefusal(response: Response): boolean {
  const type = response.headers.get('content-type') ?? ''
  return response.status === 400 && !type.includes('problem+json')
}

function isJson(response: Response): boolean {
  return /\bjson\b/.test(response.headers.get('content-type') ?? '')
}

function problemOf(response: Response, text: string): Problem {
  if (isJson(response)) {
    const body: unknown = JSON.parse(text)
    // A refusal of this product is always a problem; anything else comes from something in between.
    if (typeof body === 'object' && body !== null && 'code' in body) return body as Problem
  }
  return {
    type: 'about:blank',
    title: `The server answered ${response.status}.`,
    status: response.status,
    code: 'UNEXPECTED_ANSWER',
    requestId: response.headers.get('x-request-id') ?? '',
  }
}
