import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { AwsV4Signer } from 'aws4fetch'
import type { S3Config } from '../../config.ts'
import { MINUTE, SECOND } from '../../lib/clock.ts'
import type { MediaStorage } from './media-storage.ts'

interface Call {
  method: 'GET' | 'PUT' | 'DELETE'
  key: string
  headers?: Record<string, string>
  body?: ReadableStream
}

/** How long an answer may take to begin. */
const PATIENCE_MILLISECONDS = { GET: 30 * SECOND, PUT: 10 * MINUTE, DELETE: 30 * SECOND }

/** Keeps bytes in a bucket that speaks the S3 protocol; addresses have the bucket in their path. */
export function createS3Storage(config: S3Config): MediaStorage {
  const { endpoint, bucket, prefix, region, accessKeyId, secretAccessKey } = config

  async function call({ method, key, headers = {}, body }: Call): Promise<Response> {
    const signer = new AwsV4Signer({
      method,
      url: `${endpoint}/${bucket}/${prefix}${key}`,
      headers,
      service: 's3',
      region,
      accessKeyId,
      secretAccessKey,
    })
    const signed = await signer.sign()
    const patience = new AbortController()
    const timer = setTimeout(() => patience.abort(), PATIENCE_MILLISECONDS[method])
    try {
      return await fetch(signed.url, {
        method,
        headers: signed.headers,
        signal: patience.signal,
        redirect: 'error',
        ...(body && { body, duplex: 'half' }),
      })
    } finally {
      clearTimeout(timer)
    }
  }

  return {
    async put(key, { path, size, sha256 }) {
      const body = Readable.toWeb(createReadStream(path)) as ReadableStream
      // The service computes the same hash, and refuses what did not arrive as it was sent.
      const headers = { 'content-length': String(size), 'x-amz-content-sha256': sha256 }
      await done(await call({ method: 'PUT', key, headers, body }), [200])
    },

    async open(key, range) {
      const headers = range && { range: `bytes=${range.start}-${range.end}` }
      const response = await call({ method: 'GET', key, ...(headers && { headers }) })
      const expected = range ? 206 : 200
      if (response.status !== expected || !response.body) return failed(response)
      return response.body
    },

    async delete(key) {
      await done(await call({ method: 'DELETE', key }), [200, 204, 404])
    },
  }
}

async function done(response: Response, statuses: readonly number[]): Promise<void> {
  if (!statuses.includes(response.status)) return failed(response)
  await response.body?.cancel()
}

/** The answer of a service may be anything: its beginning is for the log. */
async function failed(response: Response): Promise<never> {
  const text = await response.text().catch(() => '')
  throw new Error(`The bucket answered ${response.status}: ${text.slice(0, 500)}`)
}
