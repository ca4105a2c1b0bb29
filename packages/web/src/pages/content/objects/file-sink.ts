/** Where a file is put together that may be larger than the memory. */
export interface FileSink {
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>
  /** Gives the file to the person, as a download. */
  save(name: string, mediaType: string): Promise<void>
  discard(): Promise<void>
}

/** Opens a file in the browser's own storage for this site; where there is none, the browser keeps the parts. */
export async function openSink(): Promise<FileSink> {
  try {
    return await openStored()
  } catch {
    return openParts()
  }
}

const FOLDER = 'exports'
/** Nobody is still saving what is older than that. */
const KEPT_MILLISECONDS = 3_600_000

async function openStored(): Promise<FileSink> {
  const root = await navigator.storage.getDirectory()
  const folder = await root.getDirectoryHandle(FOLDER, { create: true })
  await removeOld(folder)
  const name = `${Date.now()}-${Math.random().toString(36).slice(2)}`
  const handle = await folder.getFileHandle(name, { create: true })
  const writable = await handle.createWritable()
  return {
    write: bytes => writable.write(bytes),
    async save(fileName, mediaType) {
      await writable.close()
      download(await handle.getFile(), fileName, mediaType)
    },
    async discard() {
      await writable.abort().catch(() => {})
      await folder.removeEntry(name).catch(() => {})
    },
  }
}

async function removeOld(folder: FileSystemDirectoryHandle) {
  for await (const [name] of folder.entries()) {
    const madeAt = Number(name.split('-')[0])
    if (Date.now() - madeAt > KEPT_MILLISECONDS) {
      await folder.removeEntry(name).catch(() => {})
    }
  }
}

function openParts(): FileSink {
  const parts: Blob[] = []
  return {
    async write(bytes) {
      parts.push(new Blob([bytes]))
    },
    async save(fileName, mediaType) {
      download(new Blob(parts), fileName, mediaType)
    },
    async discard() {
      parts.length = 0
    },
  }
}

/** Gives a file to the person; the browser may read it for as long as it takes. */
export function download(file: Blob, name: string, mediaType: string): void {
  // A part of a file is read from where it lies, like the file.
  const url = URL.createObjectURL(file.slice(0, file.size, mediaType))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MILLISECONDS)
}
