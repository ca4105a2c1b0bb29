import type { AuditEvent } from '@keywright/contract'
import { stringify } from 'csv-stringify/sync'

/** The formats of an export. */
export type ExportFormat = 'ndjson' | 'csv'

/** The cells of a line, from left to right. */
const COLUMNS: readonly [name: string, read: (event: AuditEvent) => string | number | null][] = [
  ['seq', event => event.seq],
  ['at', event => event.at],
  ['action', event => event.action],
  ['actorKind', event => event.actor.kind],
  ['actorId', event => event.actor.id],
  ['actorLabel', event => event.actor.label],
  ['targetKind', event => event.target.kind],
  ['targetId', event => event.target.id],
  ['targetLabel', event => event.target.label],
  ['before', event => event.before && JSON.stringify(event.before)],
  ['after', event => event.after && JSON.stringify(event.after)],
  ['ip', event => event.ip],
  ['userAgent', event => event.userAgent],
  ['requestId', event => event.requestId],
  ['id', event => event.id],
  ['chain', event => event.chain],
  ['previousHash', event => event.previousHash],
  ['hash', event => event.hash],
]

/** How each format is written, page by page. */
export const EXPORT_FORMATS = {
  ndjson: {
    mediaType: 'application/x-ndjson; charset=utf-8',
    start: '',
    page: events => events.map(event => `${JSON.stringify(event)}\n`).join(''),
  },
  csv: {
    mediaType: 'text/csv; charset=utf-8; header=present',
    start: toCsv([COLUMNS.map(([name]) => name)]),
    page: events => toCsv(events.map(event => COLUMNS.map(([, read]) => read(event)))),
  },
} satisfies Record<
  ExportFormat,
  { mediaType: string; start: string; page(events: readonly AuditEvent[]): string }
>

/** A stream of bytes that asks for the next page only when the last one was taken. */
export function toStream(
  pages: AsyncGenerator<readonly AuditEvent[]>,
  format: ExportFormat,
): ReadableStream<Uint8Array> {
  const { start, page } = EXPORT_FORMATS[format]
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

/**
 * RFC 4180, with an apostrophe before every cell that a spreadsheet would take for a formula. Texts
 * are quoted whatever they hold: a lone carriage return would begin a new line for some readers.
 */
function toCsv(rows: readonly (readonly (string | number | null)[])[]): string {
  return stringify([...rows], {
    record_delimiter: '\r\n',
    quoted_string: true,
    escape_formulas: true,
  })
}
