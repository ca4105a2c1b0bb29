import { routes } from 'virtual:routes'
import {
  addressOf,
  type ImportSummary,
  type importProgress,
  ProblemError,
} from '@keywright/contract'
import type { z } from 'zod'
import { problemOf } from '../../../app/problem-of.ts'
import { sendFile } from '../../../app/send-file.ts'
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

/** Takes in a file. */
export async function runImport(
  wish: ImportWish,
  { signal, onStep }: ImportTold,
): Promise<ImportSummary> {
  const { domain, type, file, format, mode, publish, atomic } = wish
  const route = routes.transfer.import
  const query = { format, mode, publish, atomic }
  const { status, text } = await sendFile({
    method: route.method,
    address: addressOf(route, { params: { domain, type }, query }),
    headers: {
      accept: 'application/x-ndjson, application/problem+json',
      'content-type': MEDIA_TYPES[format],
    },
    body: file,
    signal,
    lost: LOST,
    onSent: share =>
      onStep(share < 1 ? { step: 'sending', share } : { step: 'writing', progress: undefined }),
    onAnswer({ status, text }) {
      const line = lastLine(text)
      if (status === 200 && line && !isSummary(line)) {
        // The server tells how far it is, as the contract says.
        onStep({ step: 'writing', progress: line as z.output<typeof importProgress> })
      }
    },
  })
  if (status !== 200) throw new ProblemError(problemOf(status, text))
  const summary = lastLine(text)
  if (!isSummary(summary)) throw new Error(LOST)
  return summary
}

const MEDIA_TYPES = { ndjson: 'application/x-ndjson', csv: 'text/csv' } as const

const LOST =
  'The answer was cut off. The import may have gone on, and rows that were written stay: look at the list before you try again.'

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
