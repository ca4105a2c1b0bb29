import { isAscii } from 'node:buffer'
import { AppError } from '../app-error.ts'

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
  const form: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(text)) {
    if (Object.hasOwn(form, name)) {
      throw new AppError('OAUTH_INVALID_REQUEST', { detail: 'A parameter is given twice.' })
    }
    Object.defineProperty(form, name, { value, enumerable: true })
  }
  return form
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
