import type { Problem } from './common.ts'
import type { CallInput, Endpoint, ResponseBody, UploadBody } from './endpoint.ts'
import { type Endpoints, endpoints } from './endpoints.ts'

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

/** Makes a client for all endpoints of the contract. */
export function createClient(options: ClientOptions): Client {
  const client: Record<string, Record<string, unknown>> = {}
  for (const [area, definitions] of Object.entries(endpoints)) {
    client[area] = {}
    for (const [name, definition] of Object.entries<Endpoint>(definitions)) {
      client[area][name] = (input: LooseInput = {}, call: CallOptions = {}) =>
        send(options, definition, input, call)
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

async function send(
  options: ClientOptions,
  endpoint: Endpoint,
  input: LooseInput,
  call: CallOptions,
) {
  const request = new Request(options.url + addressOf(endpoint, input), {
    method: endpoint.method,
    headers: headersOf(options, endpoint, input, call),
    body: bodyOf(endpoint, input),
    credentials: options.token ? 'omit' : 'same-origin',
    ...(call.signal ? { signal: call.signal } : {}),
  })
  const response = await (options.fetch ?? fetch)(request)
  const text = await response.text()
  if (!response.ok && !isAnswer(response, endpoint)) {
    throw new ProblemError(problemOf(response, text))
  }
  const etag = response.headers.get('etag')
  if (etag !== null) call.onEtag?.(etag)
  if (text === '') return isStream(endpoint) ? '' : undefined
  return isJson(response) ? JSON.parse(text) : text
}

/**
 * The path and query of a call, for those who make the request themselves: pages that show a file, or
 * uploads that show how far they are.
 */
export function addressOf(
  endpoint: Pick<Endpoint, 'path'>,
  input: Pick<LooseInput, 'params' | 'query'>,
): string {
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(input.params?.[name] ?? ''),
  )
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined) query.set(name, String(value))
  }
  return query.size > 0 ? `${path}?${query}` : path
}

function headersOf(
  options: ClientOptions,
  endpoint: Endpoint,
  input: LooseInput,
  call: CallOptions,
) {
  const headers = new Headers({ accept: 'application/json' })
  if (options.token) headers.set('authorization', `Bearer ${options.token}`)
  if (call.ifMatch) headers.set('if-match', call.ifMatch)
  if (call.idempotencyKey) headers.set('idempotency-key', call.idempotencyKey)
  if (input.body !== undefined && !endpoint.upload && !endpoint.streamed) {
    headers.set(
      'content-type',
      endpoint.form ? 'application/x-www-form-urlencoded' : 'application/json',
    )
  }
  return headers
}

/** The form of an upload: the file last, so that all else is known before it arrives. */
export function uploadForm<U extends NonNullable<Endpoint['upload']>>(
  { upload }: { upload: U },
  body: UploadBody<U>,
): FormData {
  const form = new FormData()
  const { [upload.file]: file, ...fields }: Record<string, unknown> = body
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) form.set(name, String(value))
  }
  if (file instanceof Blob) form.set(upload.file, file)
  return form
}

function bodyOf(endpoint: Endpoint, input: LooseInput): string | FormData | Blob | null {
  if (input.body === undefined) return null
  if (endpoint.streamed && input.body instanceof Blob) return input.body
  const { upload } = endpoint
  // A call with a body to an endpoint that takes an upload has the body of one.
  if (upload) return uploadForm({ upload }, input.body as UploadBody<typeof upload>)
  if (!endpoint.form) return JSON.stringify(input.body)
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries(input.body ?? {})) {
    if (value !== undefined) form.set(name, String(value))
  }
  return form.toString()
}

/** A refusal in the shape of a protocol of its own. */
function isAnswer(response: Response, { responses }: Endpoint): boolean {
  const type = response.headers.get('content-type') ?? ''
  return response.status === 400 && responses[400] !== undefined && !type.includes('problem+json')
}

function isStream(endpoint: Endpoint): boolean {
  return Object.values(endpoint.responses).includes('stream')
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
