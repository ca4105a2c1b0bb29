import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import type { MediaStorage } from './media-storage.ts'

/** Keeps bytes as files in a folder that only their owner may read. */
export function createFolderStorage(folder: string): MediaStorage {
  const pathOf = (key: string) => join(folder, key)

  return {
    async put(key, file) {
      const path = pathOf(key)
      const parent = dirname(path)
      await mkdir(parent, { recursive: true, mode: 0o700 })
      await rename(file.path, path)
      await syncFolder(parent)
    },

    async open(key, range) {
      const handle = await open(pathOf(key), 'r')
      // Closes itself at the end, and when it is cancelled.
      return Readable.toWeb(handle.createReadStream(range)) as ReadableStream<Uint8Array>
    },

    async delete(key) {
      await rm(pathOf(key), { force: true })
    },
  }
}

/** A new name survives a crash only when the folder that holds it is written as well. */
async function syncFolder(path: string): Promise<void> {
  // Windows opens no folders.
  if (process.platform === 'win32') return
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
