import { stringify } from 'csv-stringify/sync'
import { readJson } from '../../lib/json.ts'
import { type Fields, viewObject } from '../objects/object.view.ts'
import type { ContentObjectRow } from '../objects/objects.table.ts'
import type { CompiledType } from '../types/content-type.ts'
import { columnsOf, ID_COLUMN, PUBLISHED_COLUMN, writeCell } from './transfer-csv.ts'

/** How objects travel. */
export type TransferFormat = 'ndjson' | 'csv'

interface Writer {
  start: string
  page(rows: readonly ContentObjectRow[]): string
}

/** How each format is written. */
export const EXPORTS = {
  ndjson: {
    mediaType: 'application/x-ndjson; charset=utf-8',
    writer: (type: CompiledType): Writer => ({
      start: '',
      page: rows =>
        rows
          .map(row => `${JSON.stringify({ ...viewObject(type.name, row), ...published(row) })}\n`)
          .join(''),
    }),
  },
  csv: {
    mediaType: 'text/csv; charset=utf-8; header=present',
    writer: (type: CompiledType): Writer => {
      const columns = columnsOf(type)
      return {
        start: toCsv([columns.map(({ name }) => name)]),
        page: rows =>
          toCsv(
            rows.map(row => {
              const fields = readJson<Fields>(row.fields)
              const values: Fields = {
                ...fields,
                [ID_COLUMN]: row.id,
                [PUBLISHED_COLUMN]: published(row).published,
              }
              return columns.map(column => writeCell(column, values[column.name]))
            }),
          ),
      }
    },
  },
} satisfies Record<TransferFormat, { mediaType: string; writer(type: CompiledType): Writer }>

/** Whether what the object says now is published, or what else is. */
function published(row: ContentObjectRow): { published: boolean | Fields } {
  if (row.published === null) return { published: false }
  return { published: row.published === row.fields || readJson<Fields>(row.published) }
}

/** RFC 4180; texts in quotes, so that an empty one is another thing than none. */
function toCsv(rows: readonly (readonly (string | number | undefined)[])[]): string {
  return stringify([...rows], { record_delimiter: '\r\n', quoted_string: true })
}

/** The bytes of an export; the next page is read only when the last one was taken. */
export function exportStream(
  type: CompiledType,
  format: TransferFormat,
  pages: AsyncGenerator<readonly ContentObjectRow[]>,
): ReadableStream<Uint8Array> {
  const { start, page } = EXPORTS[format].writer(type)
  const encoder = new TextEncoder()
  return new ReadableStream({
    start(controller) {
      if (start !== '') controller.enqueue(encoder.encode(start))
    },
    async pull(controller) {
      const next = await pages.next()
      if (next.done) controller.close()
      else controller.enqueue(encoder.encode(page(next.value)))
    },
    async cancel() {
      await pages.return(undefined)
    },
  })
}
