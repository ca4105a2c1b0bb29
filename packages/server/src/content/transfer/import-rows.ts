import { Readable } from 'node:stream'
import { IMPORT_LIMITS } from '@keywright/contract'
import { CsvError, parse } from 'csv-parse'
import { AppError } from '../../app-error.ts'
import type { CompiledType } from '../types/content-type.ts'
import {
  type Cell,
  type Column,
  ID_COLUMN,
  PUBLISHED_COLUMN,
  readCell,
  readHeader,
} from './transfer-csv.ts'
import type { TransferFormat } from './transfer-export.ts'

/** A row as it was read: a value that nobody has checked yet, or why it is none. */
export interface RawRow {
  /** From 1. */
  line: number
  /** Where it is known before the row is read. */
  id?: unknown
  read(): unknown
}

/**
 * The rows of a body, as it arrives. Throws BODY_TOO_LARGE, VALIDATION_FAILED for a table that is
 * none, and BAD_REQUEST for bytes that are no text.
 */
export function readRows(
  type: CompiledType,
  format: TransferFormat,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<RawRow> {
  return format === 'csv' ? readTable(type, textOf(bytes)) : readLines(textOf(bytes))
}

async function* textOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const decode = (chunk?: Uint8Array) => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
    } catch {
      throw new AppError('BAD_REQUEST', { detail: 'The body is not UTF-8.' })
    }
  }
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.byteLength
    if (size > IMPORT_LIMITS.totalBytes) throw tooLarge()
    yield decode(chunk)
  }
  yield decode()
}

/** Refuses what is larger than an import may be. */
export function tooLarge(): AppError {
  const { totalBytes } = IMPORT_LIMITS
  return new AppError('BODY_TOO_LARGE', { detail: `An import may have ${totalBytes} bytes.` })
}

function rowTooLarge(line: number): AppError {
  const detail = `Line ${line}: a row may have ${IMPORT_LIMITS.rowBytes} bytes.`
  return new AppError('BODY_TOO_LARGE', { detail })
}

async function* readLines(texts: AsyncIterable<string>): AsyncGenerator<RawRow> {
  let line = 1
  let rest = ''
  for await (const text of texts) {
    // A row may come in many pieces: they are put together once.
    const pieces = text.includes('\n') ? (rest + text).split('\n') : [rest + text]
    rest = pieces.pop() ?? ''
    for (const piece of pieces) {
      // Blank ones are passed over at once: there may be millions of them.
      if (piece.trim() !== '') yield rowOf(line, piece)
      line++
    }
    if (line > MAX_LINES) throw tooLarge()
    // No character takes less than a byte: what is too long here is too large.
    if (rest.length > IMPORT_LIMITS.rowBytes) throw rowTooLarge(line)
  }
  if (rest.trim() !== '') yield rowOf(line, rest)
}

/** Blank ones included. */
const MAX_LINES = 2 * IMPORT_LIMITS.rows

function rowOf(line: number, text: string): RawRow {
  if (Buffer.byteLength(text) > IMPORT_LIMITS.rowBytes) throw rowTooLarge(line)
  return {
    line,
    read() {
      try {
        return JSON.parse(text)
      } catch {
        throw new AppError('INVALID_JSON')
      }
    },
  }
}

async function* readTable(
  type: CompiledType,
  texts: AsyncIterable<string>,
): AsyncGenerator<RawRow> {
  const parser = parse({
    bom: true,
    info: true,
    skip_empty_lines: true,
    max_record_size: IMPORT_LIMITS.rowBytes,
    cast: (text, { quoting }): Cell => ({ text, quoted: quoting }),
  })
  const source = Readable.from(texts, { objectMode: true })
  source.once('error', error => parser.destroy(error))
  source.pipe(parser)
  let columns: Column[] | undefined
  try {
    for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
      if (!columns) {
        columns = readHeader(
          type,
          record.map(({ text }) => text),
        )
        continue
      }
      const known = columns
      const id = record[known.findIndex(({ name }) => name === ID_COLUMN)]?.text || undefined
      yield { line: info.lines, id, read: () => readRecord(known, record) }
    }
  } catch (error) {
    throw error instanceof CsvError ? unreadable(error) : error
  } finally {
    source.destroy()
  }
}

interface CsvRecord {
  record: Cell[]
  info: { lines: number }
}

function readRecord(columns: readonly Column[], record: readonly Cell[]): unknown {
  const fields: Record<string, unknown> = {}
  const row: Record<string, unknown> = { fields }
  for (const [index, column] of columns.entries()) {
    const cell = record[index]
    const value = cell && readCell(column, cell)
    if (value === undefined) continue
    if (column.name === ID_COLUMN) row.id = value
    else if (column.name === PUBLISHED_COLUMN) row.published = value
    else fields[column.name] = value
  }
  return row
}

function unreadable(error: CsvError): AppError {
  const line = typeof error.lines === 'number' ? error.lines : 1
  if (error.code === 'CSV_MAX_RECORD_SIZE') return rowTooLarge(line)
  return new AppError('VALIDATION_FAILED', {
    errors: [
      {
        pointer: '',
        message: `line ${line} is no row of the table: ${SAID[error.code] ?? 'it cannot be read'}`,
      },
    ],
  })
}

/** What is wrong with a table, by the codes of its parser. */
const SAID: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is not closed',
  CSV_INVALID_CLOSING_QUOTE: 'something follows a closing quote',
  INVALID_OPENING_QUOTE: 'a quote stands inside a cell',
  CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: 'it has another number of cells than the header',
}
