import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Context } from 'hono'
import type { RequestState } from './mount.ts'

/** A file made once and kept: the bytes, the same bytes packed, and what tells them from others. */
export interface Asset {
  type: string
  plain: Buffer
  /** Made when first asked for. */
  packed(): Promise<Buffer>
  etag: string
}

/** Seconds that a client may keep what has a lasting name; afterwards it asks with the ETag. */
export const MAX_AGE_SECONDS = 300

/** Makes an asset of some content. */
export function createAsset(type: string, content: string | Buffer): Asset {
  const plain = Buffer.from(content)
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`
  // Beside the event loop: while a large script is packed, keys are still verified.
  return { type, plain, packed: once(() => packBeside(plain)), etag }
}

/** Answers with an asset: nothing when the client has it, packed when it takes that. */
export async function sendAsset(
  c: Context<RequestState>,
  { type, plain, packed, etag }: Asset,
  cacheControl = `public, max-age=${MAX_AGE_SECONDS}`,
): Promise<Response> {
  const headers = { etag, 'cache-control': cacheControl, vary: 'accept-encoding' }
  const known = c.req.header('if-none-match')?.split(',') ?? []
  if (known.some(tag => tag.trim().replace(/^W\//, '') === etag)) return c.body(null, 304, headers)
  const isPacked =
    !PACKED_ALREADY.test(type) && /\bgzip\b/.test(c.req.header('accept-encoding') ?? '')
  return c.body(new Uint8Array(isPacked ? await packed() : plain), 200, {
    ...headers,
    'content-type': type,
    ...(isPacked && { 'content-encoding': 'gzip' }),
  })
}

/** Keeps what was made when it was first asked for. */
export function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

const PACKED_ALREADY = /^(font\/woff2|image\/(png|webp))$/

const packBeside = promisify<Buffer, Buffer>(gzip)
