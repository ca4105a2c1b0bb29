import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestServer } from './create-test-server.ts'

/** A file on the disk. */
export interface StoredFile {
  size: number
  sha256: string
}

/** Everything that is on the disk for uploaded files, by path below their folder. */
export async function storedFiles({ config }: TestServer): Promise<Map<string, StoredFile>> {
  const folder = join(config.dataFolder, 'media')
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = new Map<string, StoredFile>()
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const bytes = await readFile(path)
    files.set(path.slice(folder.length + 1), { size: bytes.length, sha256: sha256(bytes) })
  }
  return files
}

/** What the database knows of uploaded files, and of bytes that belong to none. */
export async function storedRows({ server }: TestServer) {
  const { db } = server.foundation.database
  return {
    files: await db.selectFrom('content_media').select(['id', 'sha256']).orderBy('id').execute(),
    leftovers: await db.selectFrom('media_leftovers').selectAll().execute(),
  }
}

/** The SHA-256 of bytes, in hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
