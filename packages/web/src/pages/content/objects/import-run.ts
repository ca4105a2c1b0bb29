import { routes } from 'virtual:routes'
import {
  addressOf,
  type ImportSummary,
  type importProgress,
  type Problem,
  ProblemError,
} from '@keywright/contract'
import type { z } from 'zod'
import { api, ConnectionError } from '../../../app/api.ts'
import { connectionFound, connectionLost, isReachable } from '../../../app/connection.ts'
import type { TransferFormat } from './row-counter.ts'

/** What is imported, and how. */
export interface ImportWish {
  domain: string
  type: string
  file: File
  format: TransferFormat
  mode: 'create' | 'upsert'
  publish: boolean
  atomic: boolean
}

/** How far an import is: first the file travels, then its rows are written. */
export type ImportStep =
  | { step: 'sending'; share: number }
  | { step: 'writing'; progress: z.output<typeof importProgress> | undefined }

/** What an import tells, and what ends it before all of the file has left. */
export interface ImportTold {
  signal: AbortSignal
  onStep: (step: ImportStep) => void
}

/** Takes in a file. It is sent from the disk as it is. A session that has ended asks for another one. */
export async function runImport(wish: ImportWish, told: ImportTold): Promise<ImportSummary> {
  try {
    return await send(wish, told)
  } catch (error) {
    if (!(error instanceof ProblemError) || error.status !== 401) throw error
    await api.me.read({ query: { domain: wish.domain } })
    return send(wish, told)
  }
}

/** Somebody did not want it any more, while the file was under way. */
export class ImportCancelled extends Error {}

/** `fetch` does not say how much of a body has left. */
function send(wish: ImportWish, { signal, onStep }: ImportTold): Promise<ImportSummary> {
  const { domain, type, file, format, mode, publish, atomic } = wish
  const route = routes.transfer.import
  const query = { format, mode, publish, atomic }
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(route.method, addressOf(route, { params: { domain, type }, query }))
    request.setRequestHeader('accept', 'application/x-ndjson, application/problem+json')
    request.setRequestHeader('content-type', MEDIA_TYPES[format])
    request.upload.onprogress = ({ loaded, total }) =>
      onStep({ step: 'sending', share: total > 0 ? loaded / total : 1 })
    request.upload.onload = () => onStep({ step: 'writing', progress: undefined })
    request.onprogress = () => {
      const line = lastLine(request.responseText)
      if (request.status === 200 && line && !isSummary(line)) {
        // The server tells how far it is, as the contract says.
        onStep({ step: 'writing', progress: line as z.output<typeof importProgress> })
      }
    }
    request.onload = () => {
      connectionFound()
      const answer = lastLine(request.responseText)
      if (request.status === 200 && isSummary(answer)) return resolve(answer)
      reject(new ProblemError(problemOf(request.status, answer)))
    }
    request.onerror = () => void explain().then(reject)
    request.onabort = () => reject(new ImportCancelled())
    if (signal.aborted) return reject(new ImportCancelled())
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

const MEDIA_TYPES = { ndjson: 'application/x-ndjson', csv: 'text/csv' } as const

/** Whoever is refused while they send may lose the connection before they have read why. */
async function explain(): Promise<Error> {
  if (await isReachable()) {
    return new Error(
      'The import was cut off before its end. Rows that were written stay: look at the list before you try again.',
    )
  }
  connectionLost()
  return new ConnectionError()
}

/** The last line that is whole. */
function lastLine(text: string): unknown {
  const end = text.endsWith('\n') ? text.length - 1 : text.lastIndexOf('\n')
  const lines = end < 0 ? text : text.slice(text.lastIndexOf('\n', end - 1) + 1, end)
  try {
    return JSON.parse(lines)
  } catch {
    return undefined
  }
}

function isSummary(value: unknown): value is ImportSummary {
  return typeof value === 'object' && value !== null && 'committed' in value
}

function problemOf(status: number, body: unknown): Problem {
  // The server refuses with a problem; anything else comes from something in between.
  if (typeof body === 'object' && body !== null && 'code' in body) return body as Problem
  const title = 'The answer was cut off. The import may have gone on: look at the list.'
  return { type: 'about:blank', title, status, code: 'UNEXPECTED_ANSWER', requestId: '' }
}
