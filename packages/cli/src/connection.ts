import { type Client, createClient, type ProblemError } from '@keywright/contract'
import { readCredentials } from './credentials.ts'
import { EXIT, type ExitCode, Failure, UsageError } from './exit.ts'
import type { Io } from './io.ts'

/** Where a server listens unless told otherwise. */
const DEFAULT_URL = 'http://127.0.0.1:4747'

/** What the command line says about the server. */
export interface ServerOptions {
  url?: string | undefined
  token?: string | undefined
  domain?: string | undefined
}

/** A server and the credential it is called with. */
export interface Connection {
  readonly url: string
  readonly client: Client
  /** Slug or id of the domain to work in: the one named, else the only one that the credential reaches. */
  domain(): Promise<string>
  /** Makes the calls that follow be about that domain where their path names none, as with `verify`. */
  selectDomain(): Promise<void>
  /** Calls an endpoint that answers a stream, and gives the bytes as they come. */
  stream(call: (client: Client) => Promise<unknown>): Promise<AsyncIterable<Uint8Array>>
}

/** The address of the server, without a trailing slash. */
export function serverUrl(io: Io, options: ServerOptions): string {
  const given = options.url || io.env.KEYWRIGHT_URL
  const url = given || readCredentials(io.env).url || DEFAULT_URL
  if (!/^https?:$/.test(protocolOf(url))) {
    throw new UsageError(`${url} is not an address like https://keys.example.com.`)
  }
  return url.replace(/\/+$/, '')
}

/** Connects with the token that is given, else with the session of the last login. */
export function openConnection(io: Io, options: ServerOptions): Connection {
  const url = serverUrl(io, options)
  const token = options.token || io.env.KEYWRIGHT_TOKEN
  const cookie = token ? undefined : readCredentials(io.env).sessions[url]?.cookie
  const named = options.domain || io.env.KEYWRIGHT_DOMAIN
  let selected: string | undefined
  const send = async (request: Request) => {
    if (cookie !== undefined) request.headers.set('cookie', cookie)
    if (selected !== undefined) request.headers.set('x-keywright-domain', selected)
    return reach(url, request)
  }
  const base = { url, ...(token && { token }) }
  const client = createClient({ ...base, fetch: send })

  const domain = async () => named || onlyDomain(await client.me.read({}))

  return {
    url,
    client,
    domain,
    async selectDomain() {
      // A key is of one domain; only a person has a choice.
      if (cookie !== undefined) selected = await domain()
    },
    async stream(call) {
      let body: AsyncIterable<Uint8Array> | null = null
      const streaming = createClient({
        ...base,
        // The client reads answers as a whole, so it gets an empty one in the place of this.
        fetch: async request => {
          const response = await send(request)
          if (!response.ok) return response
          body = response.body
          return new Response(null)
        },
      })
      await call(streaming)
      return wholeOrFailure(body ?? [], url)
    },
  }
}

/** Sends a request; throws `Failure` when nobody answers. */
export async function reach(url: string, request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch (error) {
    throw unreachable(url, error)
  }
}

/** What to tell about a refusal of the server. */
export function describeRefusal({ problem }: ProblemError): {
  message: string
  exitCode: ExitCode
} {
  if (problem.code === 'UNEXPECTED_ANSWER') {
    const message = `${problem.title} This is not how Keywright answers: check the address.`
    return { message, exitCode: EXIT.unreachable }
  }
  const lines = [
    problem.detail ?? problem.title,
    ...(problem.errors ?? []).map(({ pointer, message }) => `  ${pointer || '/'}: ${message}`),
    ...(problem.missing?.length ? [`  missing: ${problem.missing.join(', ')}`] : []),
    `(${problem.code}, request ${problem.requestId})`,
  ]
  if (problem.status === 401) lines.push('Log in with: keywright login')
  return { message: lines.join('\n'), exitCode: EXIT.failed }
}

type Me = Awaited<ReturnType<Client['me']['read']>>

function onlyDomain({ credential, domain, domains }: Me): string {
  // Only a person has several, and should not be surprised by which one is meant.
  if (credential.kind !== 'session' && domain) return domain.slug
  const [first, ...others] = domains
  if (!first) throw new Failure('This credential reaches no domain.')
  if (others.length === 0) return first.slug
  const choices = domains.map(({ slug }) => slug).join(', ')
  throw new UsageError(`Which domain? Give --domain or KEYWRIGHT_DOMAIN: ${choices}`)
}

async function* wholeOrFailure(
  body: AsyncIterable<Uint8Array> | readonly Uint8Array[],
  url: string,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (error) {
    throw unreachable(url, error)
  }
}

function unreachable(url: string, error: unknown): Failure {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const reason = REASONS[code] ?? (cause instanceof Error ? cause.message : String(cause))
  return new Failure(`Cannot reach ${url}: ${reason}.`, EXIT.unreachable)
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there (start it with: keywright serve)',
  ENOTFOUND: 'the name is not known',
  EAI_AGAIN: 'the name cannot be looked up now',
  ECONNRESET: 'the connection broke',
  UND_ERR_SOCKET: 'the connection broke',
  ETIMEDOUT: 'it does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer',
}

function protocolOf(url: string): string {
  try {
    return new URL(url).protocol
  } catch {
    return ''
  }
}
