import { createHash } from 'node:crypto'
import { mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Clock } from '../../lib/clock.ts'
import { orUnavailable, type Spooled } from './media-storage.ts'

/** Where uploads arrive: only what has arrived in full goes on from here. */
export interface MediaSpool {
  /** Writes bytes to the disk as they come; leaves nothing when they end in an error. */
  receive(bytes: Readable): Promise<Spooled>
  /** Also what has gone on already. */
  discard(file: Spooled): Promise<void>
  /** Removes what a crash left before a time. */
  prune(before: number): Promise<void>
}

/** Far more than any signature that is looked for. */
const HEAD_BYTES = 64 * 1024

/** Makes the spool; its folder has to be on the same disk as the folder of the storage. */
export function createMediaSpool(parts: {
  folder: string
  clock: Clock
  randomBytes: (size: number) => Uint8Array
}): MediaSpool {
  const { folder, clock, randomBytes } = parts

  return {
    async receive(bytes) {
      // Read whatever the disk says, and what the bytes throw is not of the disk.
      let fault: unknown
      bytes.once('error', error => {
        fault = error
      })
      const path = join(folder, `${clock.now()}-${Buffer.from(randomBytes(12)).toString('hex')}`)
      try {
        return await write(folder, path, bytes)
      } catch (error) {
        await rm(path, { force: true }).catch(() => {})
        if (fault !== undefined) throw fault
        return await orUnavailable(Promise.reject(error))
      }
    },

    discard: file => rm(file.path, { force: true }),

    async prune(before) {
      const names = await readdir(folder).catch(() => [])
      for (const name of names) {
        if (Number.parseInt(name, 10) < before) await rm(join(folder, name), { force: true })
      }
    },
  }
}

async function write(folder: string, path: string, bytes: Readable): Promise<Spooled> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const handle = await open(path, 'wx', 0o600)
  const hash = createHash('sha256')
  const head: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      if (size < HEAD_BYTES) head.push(chunk.subarray(0, HEAD_BYTES - size))
      size += chunk.length
      hash.update(chunk)
      await handle.appendFile(chunk)
    }
    await handle.sync()
  } finally {
    await handle.close()
  }
  return { path, size, sha256: hash.digest('hex'), head: Buffer.concat(head) }
}
