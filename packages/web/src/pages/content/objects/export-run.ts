import { routes } from 'virtual:routes'
import { addressOf, type ContentObject, ProblemError } from '@keywright/contract'
import { sendPatiently } from '../../../app/api.ts'
import { problemOf } from '../../../app/problem-of.ts'
import { openSink } from './file-sink.ts'
import { createRowCounter, type TransferFormat } from './row-counter.ts'

/** Which objects are exported, and how. */
export interface ExportWish {
  domain: string
  type: string
  format: TransferFormat
  filter?: string | undefined
  state?: ContentObject['state'] | undefined
}

/** How far an export is. */
export interface ExportProgress {
  objects: number
  bytes: number
}

const PAUSE_MILLISECONDS = 150

/** Downloads objects; what arrives goes to the disk as it comes, so that it may be larger than the memory. */
export async function runExport(
  { domain, type, format, filter, state }: ExportWish,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (progress: ExportProgress) => void },
): Promise<ExportProgress> {
  const query = { format, ...(filter !== undefined && { filter }), ...(state && { state }) }
  const address = addressOf(routes.transfer.export, { params: { domain, type }, query })
  const response = await sendPatiently(new Request(address, { signal }))
  if (!response.ok || !response.body) {
    throw new ProblemError(problemOf(response.status, await response.text()))
  }
  const sink = await openSink()
  const count = createRowCounter(format)
  const progress = { objects: 0, bytes: 0 }
  let told = 0
  try {
    const reader = response.body.getReader()
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      await sink.write(part.value)
      progress.bytes += part.value.length
      progress.objects += count(part.value)
      if (performance.now() - told > PAUSE_MILLISECONDS) {
        told = performance.now()
        onProgress({ ...progress })
      }
    }
    await sink.save(`${type}.${format}`, MEDIA_TYPES[format])
  } catch (error) {
    await sink.discard()
    throw error
  }
  onProgress(progress)
  return progress
}

const MEDIA_TYPES = { ndjson: 'application/x-ndjson', csv: 'text/csv' } as const
