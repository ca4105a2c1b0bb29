import { isAscii } from 'node:buffer'
import { AppError } from '../app-error.ts'
import { pointerBelow } from '../lib/json-pointer.ts'

/** Largest body of a management call, in bytes. */
export const MAX_BODY_BYTES = 1024 * 1024

/** Reads a body as text, never more than the limit; throws BODY_TOO_LARGE. */
export async function readText(request: Request): Promise<string> {
  return decodeUtf8(await readBytes(request))
}

/** Reads a body, never more than the limit; throws BODY_TOO_LARGE. */
export async function readBytes(request: Request): Promise<Uint8Array> {
  const declared = Number(request.headers.get('content-length') ?? 0)
  if (declared > MAX_BODY_BYTES) throw new AppError('BODY_TOO_LARGE')
  if (!request.body) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body) {
    size += chunk.byteLength
    if (size > MAX_BODY_BYTES) throw new AppError('BODY_TOO_LARGE')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Parses JSON; throws INVALID_JSON, with the position but never the content in the detail. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new AppError('INVALID_JSON')
  }
}

/** Parses a form; a repeated parameter throws (RFC 6749 section 3.2). */
export function parseForm(text: string): Record<string, string> {
  const { values, repeated } = readPairs(text)
  if (repeated.size === 0) return values
  throw new AppError('OAUTH_INVALID_REQUEST', { detail: 'A parameter is given twice.' })
}

/** Parses the query of an address; throws VALIDATION_FAILED that names each repeated parameter. */
export function parseQuery(url: string): Record<string, string> {
  const mark = url.indexOf('?')
  const { values, repeated } = readPairs(mark === -1 ? '' : url.slice(mark))
  if (repeated.size === 0) return values
  const errors = [...repeated].map(name => ({
    pointer: pointerBelow('/query', name),
    message: 'This is given more than once.',
  }))
  throw new AppError('VALIDATION_FAILED', { errors })
}

function readPairs(text: string) {
  const values: Record<string, string> = {}
  const repeated = new Set<string>()
  for (const [name, value] of new URLSearchParams(text)) {
    if (Object.hasOwn(values, name)) repeated.add(name)
    // Also a name that objects have by themselves, as `__proto__`, is then one of its own.
    else Object.defineProperty(values, name, { value, enumerable: true })
  }
  return { values, repeated }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Bytes as text; throws INVALID_JSON for what is not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  if (bytes instanceof Buffer && isAscii(bytes)) return bytes.toString('latin1')
  try {
    return utf8.decode(bytes)
  } catch {
    throw new AppError('INVALID_JSON', { detail: 'The body is not UTF-8.' })
  }
}
