import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { LRUCache } from 'lru-cache'

/** Files that can be made again, in a folder of bounded size. */
export interface VariantCache {
  /** What was kept under the name, or is made now: once, however many ask for it meanwhile. */
  get(name: string, make: () => Promise<Buffer>): Promise<Buffer>
  /** Forgets all names with this beginning. */
  forget(prefix: string): Promise<void>
}

/** Makes a cache in the folder, with what an earlier one left there; the least used goes first. */
export function createVariantCache(parts: {
  folder: string
  maxBytes: number
  /** Told what could not be kept or removed: the answer is there all the same. */
  onFault(error: unknown): void
}): VariantCache {
  const { folder, maxBytes, onFault } = parts
  const under = new Map<string, Promise<Buffer>>()
  let ready: Promise<void> | undefined
  const sizes = new LRUCache<string, number>({
    maxSize: maxBytes,
    sizeCalculation: size => size,
    dispose: (_, name, reason) => {
      if (reason !== 'set') rm(join(folder, name), { force: true }).catch(onFault)
    },
  })

  async function load() {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const files: { name: string; size: number; at: number }[] = []
    for (const name of await readdir(folder)) {
      const { size, mtimeMs } = await stat(join(folder, name))
      // What a crash left half written.
      if (size === 0 || name.endsWith(PARTIAL)) await rm(join(folder, name), { force: true })
      else files.push({ name, size, at: mtimeMs })
    }
    for (const { name, size } of files.sort((a, b) => a.at - b.at)) sizes.set(name, size)
  }

  async function keep(name: string, bytes: Buffer) {
    if (bytes.length > maxBytes) return
    const path = join(folder, name)
    const handle = await open(path + PARTIAL, 'w', 0o600)
    try {
      await handle.writeFile(bytes)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(path + PARTIAL, path)
    sizes.set(name, bytes.length)
  }

  async function find(name: string, make: () => Promise<Buffer>): Promise<Buffer> {
    ready ??= load().catch(onFault)
    await ready
    if (sizes.get(name) !== undefined) {
      const kept = await readFile(join(folder, name)).catch(onFault)
      if (kept) return kept
    }
    const made = await make()
    await keep(name, made).catch(onFault)
    return made
  }

  return {
    get(name, make) {
      const known = under.get(name)
      if (known) return known
      const found = find(name, make).finally(() => under.delete(name))
      under.set(name, found)
      return found
    },

    async forget(prefix) {
      ready ??= load().catch(onFault)
      await ready
      for (const name of [...sizes.keys()]) if (name.startsWith(prefix)) sizes.delete(name)
    },
  }
}

/** At the end of names of files that are not whole yet. */
const PARTIAL = '.partial'
