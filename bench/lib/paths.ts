import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A file of this folder by its path from `bench/`. */
export function fromHere(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url))
}

/** A file of the repository by its path from there. */
export function fromRoot(path: string): string {
  return fromHere(`../${path}`)
}

/** A folder that goes with this process. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'keywright-bench-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
