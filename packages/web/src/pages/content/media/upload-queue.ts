import { routes } from 'virtual:routes'
import {
  addressOf,
  type MediaFile,
  type Problem,
  ProblemError,
  uploadForm,
} from '@keywright/contract'
import { api, ConnectionError } from '../../../app/api.ts'
import { connectionFound, connectionLost, isReachable } from '../../../app/connection.ts'
import { createStore, type Store } from '../../../lib/store.ts'

/** A file on its way to the server, or behind it. */
export interface Upload {
  id: number
  file: File
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

  async function begin({ id, file }: Upload) {
    const abort = new AbortController()
    aborts.set(id, abort)
    change(id, { state: 'sending', sent: 0 })
    try {
      const onSent = (sent: number) => change(id, { sent })
      const made = await sendPatiently(domain, file, { signal: abort.signal, onSent })
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
        return { id: lastId, file, state: 'waiting', sent: 0 }
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

function ask(event: BeforeUnloadEvent) {
  event.preventDefault()
}

interface Sending {
  signal: AbortSignal
  onSent: (share: number) => void
}

/** A session that has ended asks for another one, as calls of the client do; then it is sent once more. */
async function sendPatiently(domain: string, file: File, sending: Sending): Promise<MediaFile> {
  try {
    return await send(domain, file, sending)
  } catch (error) {
    if (!(error instanceof ProblemError) || error.status !== 401) throw error
    await api.me.read({ query: { domain } })
    return send(domain, file, sending)
  }
}

/** `fetch` does not say how much of a body has left. */
function send(domain: string, file: File, { signal, onSent }: Sending): Promise<MediaFile> {
  const route = routes.media.upload
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(route.method, addressOf(route, { params: { domain } }))
    request.setRequestHeader('accept', 'application/json')
    request.upload.onprogress = ({ loaded, total }) => onSent(total > 0 ? loaded / total : 0)
    request.onload = () => {
      connectionFound()
      const body = readJson(request.responseText)
      if (request.status === 201) return resolve(body as MediaFile)
      reject(new ProblemError(problemOf(request.status, body)))
    }
    request.onerror = () => void explain().then(reject)
    request.onabort = () => reject(new Error('The upload was cancelled.'))
    if (signal.aborted) return reject(new Error('The upload was cancelled.'))
    signal.addEventListener('abort', () => request.abort())
    request.send(uploadForm(route, { [route.upload ?? '']: file }))
  })
}

/** Whoever is refused while they send may lose the connection before they have read why. */
async function explain(): Promise<Error> {
  if (await isReachable()) {
    return new Error('The upload was cut off. The file may be too large for this server.')
  }
  connectionLost()
  return new ConnectionError()
}

/** What is no JSON comes from something in between; the answers of the server keep to the contract. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function problemOf(status: number, body: unknown): Problem {
  if (typeof body === 'object' && body !== null && 'code' in body) return body as Problem
  return {
    type: 'about:blank',
    title: `The server answered ${status}.`,
    status,
    code: 'UNEXPECTED_ANSWER',
    requestId: '',
  }
}
