import { mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
// @ts-expect-error The package comes without types.
import S3rver from '@20minutes/s3rver'
import type { S3Config } from '../config.ts'

/** A bucket on this machine, behind a server that checks signatures. */
export interface S3Server {
  config: S3Config
  close(): Promise<void>
}

interface BucketServer {
  run(): Promise<AddressInfo>
  close(): Promise<void>
}

/** What is said of the package here, since it says nothing itself. */
const Server = S3rver as new (options: Record<string, unknown>) => BucketServer

const BUCKET = 'keywright-media'

/** Starts a server with one empty bucket. */
export async function startS3Server(): Promise<S3Server> {
  const directory = mkdtempSync(join(tmpdir(), 'keywright-s3-'))
  const configureBuckets = [{ name: BUCKET, configs: [] }]
  const options = { address: '127.0.0.1', port: 0, silent: true, directory, configureBuckets }
  const server = new Server(options)
  const { port } = await server.run()
  return {
    config: {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      bucket: BUCKET,
      prefix: 'media/',
      // The only ones that it knows.
      accessKeyId: 'S3RVER',
      secretAccessKey: 'S3RVER',
    },
    async close() {
      await server.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
