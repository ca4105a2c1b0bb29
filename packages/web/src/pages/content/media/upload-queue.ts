import { routes } from 'virtual:routes'
import { addressOf, type MediaFile, ProblemError, uploadForm } from '@keywright/contract'
import { problemOf } from '../../../app/problem-of.ts'
import { sendFile } from '../../../app/send-file.ts'
import { randomKey } from '../../../app/use-idempotency-key.ts'
import { createStore, type Store } from '../../../lib/store.ts'

/** A file on its way to the server, or behind it. */
export interface Upload {
  id: number
  file: File
  /** Makes it one file on the server, however often it is sent. */
  key: string
  state: 'waiting' | 'sending' | 'done' | 'refused'
  /** Share of the bytes that have left, 0 to 1. */
  sent: number
  /** What became of it. */
  made?: MediaFile
  error?: Error
}

/** Files that are uploaded one after the other, a few at once. */
export interface UploadQueue {
  readonly uploads: Store<readonly Upload[]>
  add(files: Iterable<File>): void
  /** Takes a file out of the list, wherever it is. */
  cancel(id: number): void
  retry(id: number): void
  /** Takes those out of the list that are done or were refused. */
  clear(): void
  /** Cancels all that is not done. */
  close(): void
}

const AT_ONCE = 3
let lastId = 0

/** Makes a queue; `onUploaded` is told of every file that arrived. */
export function createUploadQueue(
  domain: string,
  onUploaded: (file: MediaFile) => void,
): UploadQueue {
  const uploads = createStore<readonly Upload[]>([])
  const aborts = new Map<number, AbortController>()

  // Each queue has its own: one that ends must not answer for another.
  const ask = (event: BeforeUnloadEvent) => event.preventDefault()
  uploads.subscribe(() => {
    // The browser then asks before the page is left.
    if (uploads.get().some(isUnderWay)) addEventListener('beforeunload', ask)
    else removeEventListener('beforeunload', ask)
  })

  function change(id: number, part: Partial<Upload>) {
    uploads.set(uploads.get().map(upload => (upload.id === id ? { ...upload, ...part } : upload)))
  }

  function next() {
    const waiting = uploads.get().find(({ state }) => state === 'waiting')
    if (!waiting || aborts.size >= AT_ONCE) return
    void begin(waiting)
    next()
  }

  async function begin(upload: Upload) {
    const { id } = upload
    const abort = new AbortController()
    aborts.set(id, abort)
    change(id, { state: 'sending', sent: 0 })
    try {
      const onSent = (sent: number) => change(id, { sent })
      const made = await send(domain, upload, { signal: abort.signal, onSent })
      change(id, { state: 'done', sent: 1, made })
      onUploaded(made)
    } catch (error) {
      const known = error instanceof Error ? error : new Error('Something went wrong.')
      change(id, { state: 'refused', error: known })
    } finally {
      aborts.delete(id)
      next()
    }
  }

  function remove(isOver: (upload: Upload) => boolean) {
    for (const { id } of uploads.get().filter(isOver)) aborts.get(id)?.abort()
    uploads.set(uploads.get().filter(upload => !isOver(upload)))
  }

  return {
    uploads,
    add(files) {
      const added = Array.from(files, (file): Upload => {
        lastId++
        return { id: lastId, file, key: randomKey(), state: 'waiting', sent: 0 }
      })
      uploads.set([...uploads.get(), ...added])
      next()
    },
    cancel: id => remove(upload => upload.id === id),
    retry(id) {
      uploads.set(
        uploads.get().map(upload => (upload.id === id ? { ...upload, ...FRESH } : upload)),
      )
      next()
    },
    clear: () => remove(upload => !isUnderWay(upload)),
    close: () => remove(isUnderWay),
  }
}

/** Whether a file has still to arrive. */
export function isUnderWay({ state }: Pick<Upload, 'state'>): boolean {
  return state === 'waiting' || state === 'sending'
}

const FRESH = { state: 'waiting', sent: 0, error: undefined } as const

interface Told {
  signal: AbortSignal
  onSent: (share: number) => void
}

async function send(domain: string, { file, key }: Upload, told: Told): Promise<MediaFile> {
  const route = routes.media.upload
  const { status, text } = await sendFile({
    method: route.method,
    address: addressOf(route, { params: { domain } }),
    headers: { accept: 'application/json', 'idempotency-key': key },
    body: uploadForm(route, { [route.upload ?? '']: file }),
    lost: 'The answer to the upload was lost. Try again: the file is not stored twice.',
    ...told,
  })
  if (status !== 201) throw new ProblemError(problemOf(status, text))
  // The answers of the server keep to the contract.
  return JSON.parse(text) as MediaFile
}
