import type { ServerResponse } from 'node:http'
import { AppError } from '../app-error.ts'
import { MAX_BODY_BYTES, readBytes } from './body.ts'
import type { HotAnswer } from './hot-answer.ts'
import type { HotPaths } from './hot-paths.ts'
import type { HotRoute } from './hot-route.ts'
import { rawHeaderReader } from './raw-headers.ts'
import type { TakenMessage } from './taken-message.ts'

/** Answers a request of `node:http` if it is on a hot path; false: it is for somebody else. */
export function answerNode(
  hot: HotPaths,
  request: TakenMessage,
  response: ServerResponse,
): boolean {
  const header = rawHeaderReader(request.rawHeaders)
  const route = hot.route(request.method ?? '', request.url ?? '', header)
  if (!route) return false
  if (route.takesBody) readNodeBody(hot, route, request, response)
  else {
    // Some proxies announce the body of the request they ask about and do not send it: what comes
    // next on this connection cannot be told from that body.
    if (announcesBody(request)) response.shouldKeepAlive = false
    request.takeBody(drop)
    runNode(hot, route, request, response, EMPTY)
  }
  return true
}

/** Answers a request of the fetch standard in the same way; undefined: it is for somebody else. */
export function answerFetch(
  hot: HotPaths,
  request: Request,
  remoteAddress: string | undefined,
): Promise<Response> | undefined {
  const { pathname, search } = new URL(request.url)
  const header = (name: string) => request.headers.get(name)
  const route = hot.route(request.method, pathname + search, header)
  return route && runFetch(hot, route, request, remoteAddress)
}

/** Writes an answer to a request of `node:http`. */
export function writeNode(response: ServerResponse, { status, headers, body }: HotAnswer): void {
  const length = Buffer.byteLength(body)
  response.writeHead(status, [...headers, 'content-length', String(length)])
  const { socket } = response
  if (body === '' || !socket || socket.writableCorked > 0) return void response.end(body)
  // Ended with its body, an answer goes out in two pieces, of which the second is empty: a tenth of
  // the time that `node:http` needs for a short request. Released before that, it goes out in one.
  // Where no character takes two bytes, both encodings give the same, and this one in half the time.
  response.write(body, length === body.length ? 'latin1' : 'utf8')
  socket.uncork()
  response.end()
}

/** An answer as the fetch standard has it. */
export function toResponse({ status, headers, body }: HotAnswer): Response {
  // An empty text would bring a content type of its own.
  return new Response(body || null, { status, headers: pairsOf(headers) })
}

/** Names with their values. */
export function pairsOf(headers: readonly string[]): [string, string][] {
  const pairs: [string, string][] = []
  for (let index = 0; index + 1 < headers.length; index += 2) {
    pairs.push([headers[index] ?? '', headers[index + 1] ?? ''])
  }
  return pairs
}

const EMPTY: Uint8Array = new Uint8Array()

function drop() {}

function announcesBody({ rawHeaders }: TakenMessage): boolean {
  const header = rawHeaderReader(rawHeaders)
  return (header('content-length') ?? '0') !== '0' || header('transfer-encoding') !== undefined
}

function readNodeBody(
  hot: HotPaths,
  route: HotRoute,
  request: TakenMessage,
  response: ServerResponse,
) {
  const chunks: Buffer[] = []
  let size = 0
  request.takeBody(chunk => {
    if (response.headersSent) return
    if (chunk) {
      size += chunk.length
      if (size <= MAX_BODY_BYTES) chunks.push(chunk)
      else refuseLarge(hot, response)
    } else {
      const [first = EMPTY] = chunks
      const body = chunks.length > 1 ? Buffer.concat(chunks) : first
      runNode(hot, route, request, response, body)
    }
  })
}

/** What else comes is thrown away, and the connection ends with the answer. */
function refuseLarge(hot: HotPaths, response: ServerResponse) {
  const { headers, ...answer } = hot.refuse(new AppError('BODY_TOO_LARGE'))
  writeNode(response, { ...answer, headers: [...headers, 'connection', 'close'] })
}

function runNode(
  hot: HotPaths,
  route: HotRoute,
  request: TakenMessage,
  response: ServerResponse,
  body: Uint8Array,
) {
  const answer = hot.answer(route, {
    method: request.method ?? '',
    header: rawHeaderReader(request.rawHeaders),
    body,
    remoteAddress: request.socket.remoteAddress,
  })
  if (answer instanceof Promise) void answer.then(ready => writeNode(response, ready))
  else writeNode(response, answer)
}

async function runFetch(
  hot: HotPaths,
  route: HotRoute,
  request: Request,
  remoteAddress: string | undefined,
): Promise<Response> {
  let body = EMPTY
  try {
    if (route.takesBody) body = await readBytes(request)
  } catch (error) {
    return toResponse(hot.refuse(error))
  }
  const header = (name: string) => request.headers.get(name)
  const { method } = request
  const answer = await hot.answer(route, { method, header, body, remoteAddress })
  return toResponse(method === 'HEAD' ? { ...answer, body: '' } : answer)
}
