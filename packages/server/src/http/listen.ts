import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { getRequestListener, RequestError } from '@hono/node-server'
import type { ErrorCode } from '@keywright/contract'
import { AppError } from '../app-error.ts'
import { ConfigError } from '../config.ts'
import type { Connection } from './app.ts'
import { toResponse, writeNode } from './fast-path.ts'
import type { HotAnswer } from './hot-answer.ts'
import { passOn } from './ordinary-request.ts'
import { TakenMessage } from './taken-message.ts'
import type { Upgrade } from './upgrade.ts'
import { endSocket } from './write-socket.ts'

/** What a listener needs of a server. */
export interface Listenable {
  fetch(request: Request, connection?: Connection): Promise<Response>
  /** Answers what is on a hot path; false: hand it to `fetch`. */
  fast(request: TakenMessage, response: ServerResponse): boolean
  /** Opens a websocket; false: hand the request to `fetch` as if it had not asked for one. */
  upgrade: Upgrade
  /** Closes all websockets. */
  hangUp(): void
  /** The answer for a request that could not be read. */
  refuse(error: unknown): HotAnswer
  /** Told once, when the port is known. */
  listeningAt(url: string): void
  close(): Promise<void>
}

/** A server on a socket. */
export interface Listening {
  /** Without a slash at the end. */
  readonly url: string
  /** Takes no new connections, lets what is under way finish for up to ten seconds, and closes the server. */
  close(): Promise<void>
}

const MAX_URI_BYTES = 8192
const DRAIN_MILLISECONDS = 10_000
const LIMITS: ServerOptions = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 20_000,
  requestTimeout: 60_000,
  // Longer than proxies keep theirs, so that it is the proxy who closes and no request is lost.
  keepAliveTimeout: 75_000,
  connectionsCheckingInterval: 5_000,
  // Two credentials in two headers are two, not the first of them.
  joinDuplicateHeaders: true,
  // HTTP/1.0 has none, and some health checks speak it.
  requireHostHeader: false,
}

/** Listens for HTTP; a test may set shorter limits. Throws `ConfigError` when the port cannot be had. */
export async function listen(
  server: Listenable,
  { host, port }: { host: string; port: number },
  limits: ServerOptions = {},
): Promise<Listening> {
  const http = createHttpServer({ ...LIMITS, ...limits, IncomingMessage: TakenMessage })
  // Their size bounds them; Node would drop the ones beyond a count, and one may be a credential.
  http.maxHeadersCount = 0
  const listener = getRequestListener(
    (request, { incoming }) =>
      server.fetch(request, { remoteAddress: incoming.socket?.remoteAddress }),
    {
      hostname: 'localhost',
      overrideGlobalObjects: false,
      errorHandler: error => toResponse(server.refuse(readable(error))),
    },
  )
  const handle = (request: TakenMessage, response: ServerResponse) => {
    if ((request.url ?? '').length > MAX_URI_BYTES) {
      writeNode(response, server.refuse(new AppError('URI_TOO_LONG')))
    } else if (!server.fast(request, response)) void listener(request, response)
  }
  http.on('request', handle)
  // An expectation that nobody knows is no reason not to answer (RFC 9110 section 10.1.1).
  http.on('checkExpectation', handle)
  http.on('upgrade', (request, socket, head) => {
    if (isAnswering(socket)) socket.destroy()
    else if ((request.url ?? '').length > MAX_URI_BYTES) {
      endSocket(socket, server.refuse(new AppError('URI_TOO_LONG')))
    } else if (!server.upgrade(request, socket, head)) passOn(http, request, socket, head)
  })
  http.on('clientError', (error, socket) => refuseSocket(server, error, socket))
  const sockets = new Set<Socket>()
  http.on('connection', socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await bind(http, host, port)
  const url = urlOf(host, (http.address() as AddressInfo).port)
  server.listeningAt(url)

  let closing: Promise<void> | undefined
  return {
    url,
    close() {
      closing ??= drain(server, http, sockets).then(() => server.close())
      return closing
    },
  }
}

function bind(http: HttpServer, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    http.once('error', error => {
      reject(new ConfigError(`${host}:${port} cannot be listened on: ${error.message}`))
    })
    http.listen(port, host, resolve)
  })
}

/** A connection that is idle is closed; one with a request under way when that is answered. */
async function drain(
  server: Listenable,
  http: HttpServer,
  sockets: Iterable<Socket>,
): Promise<void> {
  const closed = new Promise<void>(resolve => http.close(() => resolve()))
  server.hangUp()
  // Node does not count a connection as idle that has never sent anything.
  for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
  http.closeIdleConnections()
  const sweep = setInterval(() => http.closeIdleConnections(), 50)
  const deadline = setTimeout(() => http.closeAllConnections(), DRAIN_MILLISECONDS)
  await closed
  clearInterval(sweep)
  clearTimeout(deadline)
}

function urlOf(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::') return `http://localhost:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/**
 * Whether the answer to an earlier request is still being written: what the socket speaks cannot
 * change before that, and clients have to wait (RFC 9110 section 7.8).
 */
function isAnswering(socket: Duplex): boolean {
  // Node keeps there what it is writing; there is no public name for it.
  return Boolean((socket as { _httpMessage?: unknown })._httpMessage)
}

function readable(error: unknown): unknown {
  return error instanceof RequestError ? new AppError('BAD_REQUEST', { cause: error }) : error
}

/** By the codes of Node's parser; all others are requests that cannot be read. */
const PARSER_CODES: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'BODY_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
}

/** There is no request to answer, only a socket to write to. */
function refuseSocket(server: Listenable, error: NodeJS.ErrnoException, socket: Duplex) {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const code = PARSER_CODES[error.code ?? ''] ?? 'BAD_REQUEST'
  endSocket(socket, server.refuse(new AppError(code, { cause: error })))
}
