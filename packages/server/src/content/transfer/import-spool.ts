import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'

/** Rows that have arrived, on the disk until they are written: read back one by one, in any order. */
export interface ImportSpool {
  /** Keeps a value; answers where. */
  add(value: unknown): Promise<SpoolPlace>
  /** To be called once all are there. */
  flush(): Promise<void>
  read(place: SpoolPlace): Promise<unknown>
  close(): Promise<void>
}

export interface SpoolPlace {
  offset: number
  length: number
}

const BUFFER_BYTES = 256 * 1024

/** Makes a spool. Its file has no name any more once it is open: whatever happens, nothing stays. */
export async function createImportSpool(
  folder: string,
  randomBytes: (size: number) => Uint8Array,
): Promise<ImportSpool> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, Buffer.from(randomBytes(12)).toString('hex'))
  const file = await open(path, 'wx+', 0o600)
  // Where an open file keeps its name, it is removed at the end.
  await rm(path, { force: true }).catch(() => {})
  let waiting: Buffer[] = []
  let waitingBytes = 0
  let size = 0

  async function flush() {
    if (waiting.length > 0) await file.appendFile(Buffer.concat(waiting))
    waiting = []
    waitingBytes = 0
  }

  return {
    flush,
    async add(value) {
      const bytes = Buffer.from(JSON.stringify(value))
      const place = { offset: size, length: bytes.length }
      waiting.push(bytes)
      waitingBytes += bytes.length
      size += bytes.length
      if (waitingBytes > BUFFER_BYTES) await flush()
      return place
    },
    async read({ offset, length }) {
      const bytes = Buffer.alloc(length)
      await file.read(bytes, 0, length, offset)
      return JSON.parse(bytes.toString())
    },
    async close() {
      await file.close()
      await rm(path, { force: true })
    },
  }
}
