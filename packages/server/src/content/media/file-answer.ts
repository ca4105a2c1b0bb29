import type { HeaderReader } from '@keywright/core'
import { AppError } from '../../app-error.ts'
import { isKnown } from '../../http/etag.ts'
import type { ByteRange } from './media-storage.ts'
import { contentType, isShown } from './media-type.ts'

/** Bytes to be answered with. */
export interface Download {
  name: string
  type: string
  /** With its quotes; a weak one for bytes that may come out otherwise the next time. */
  etag: string
  /** Undefined where it is known only once they are made: there are no ranges of such bytes. */
  size: number | undefined
  cacheControl: string
  /** Whether browsers show it, where that does no harm. */
  inline: boolean
  /** Whether pages of other sites may show it. */
  embeddable: boolean
  open(range?: ByteRange): Promise<ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>>
}

/**
 * Whatever a file holds, opened by itself it is nobody's page: it has no origin, runs nothing and
 * loads nothing.
 */
const POLICY =
  "default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"

/** Answers with bytes, a range of them, or nothing where the caller has them (RFC 9110 sections 13, 14). */
export async function answerBytes(header: HeaderReader, download: Download) {
  const { etag, size, cacheControl } = download
  const replacedHeaders = {
    'content-security-policy': POLICY,
    ...(download.embeddable && { 'cross-origin-resource-policy': 'cross-origin' }),
  }
  const kept = { etag, 'cache-control': cacheControl }
  if (isKnown(header('if-none-match'), etag)) {
    return { status: 304, body: undefined, headers: kept, replacedHeaders }
  }
  const range = size === undefined ? undefined : rangeOf(header, { etag, size })
  const body = await download.open(range)
  const length = range ? range.end - range.start + 1 : (size ?? lengthOf(body))
  const headers: Record<string, string> = {
    ...kept,
    'content-type': contentType(download.type),
    ...(length !== undefined && { 'content-length': String(length) }),
    'content-disposition': disposition(download),
    ...(size !== undefined && { 'accept-ranges': 'bytes' }),
    ...(range && { 'content-range': `bytes ${range.start}-${range.end}/${size}` }),
  }
  return { status: range ? 206 : 200, body, headers, replacedHeaders }
}

function lengthOf(body: ReadableStream | Uint8Array): number | undefined {
  return body instanceof Uint8Array ? body.byteLength : undefined
}

/** Undefined for all bytes: also where the range cannot be read, or is several (section 14.2). */
function rangeOf(
  header: HeaderReader,
  { etag, size }: { etag: string; size: number },
): ByteRange | undefined {
  const asked = /^bytes=\s*(\d{0,15})\s*-\s*(\d{0,15})\s*$/i.exec(header('range') ?? '')
  if (!asked) return undefined
  const [, first = '', last = ''] = asked
  const condition = header('if-range')
  // Section 13.1.5; a time is none that we answered.
  if (condition && condition !== etag) return undefined
  if (first === '' && last === '') return undefined
  if (first === '') {
    const length = Math.min(Number(last), size)
    if (length === 0) throw new AppError('RANGE_NOT_SATISFIABLE', { totalBytes: size })
    return { start: size - length, end: size - 1 }
  }
  const start = Number(first)
  if (last !== '' && Number(last) < start) return undefined
  if (start >= size) throw new AppError('RANGE_NOT_SATISFIABLE', { totalBytes: size })
  return { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) }
}

/** RFC 6266: a name in ASCII for old programs, and the name itself. */
function disposition({ name, type, inline }: Download): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    sign => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  const way = inline && isShown(type) ? 'inline' : 'attachment'
  return `${way}; filename="${ascii}"; filename*=UTF-8''${encoded}`
}
