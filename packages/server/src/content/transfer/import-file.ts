import { IMPORT_LIMITS, type ImportRow } from '@keywright/contract'
import { AppError } from '../../app-error.ts'
import type { CompiledType } from '../types/content-type.ts'
import { referencesOf } from '../types/field-values.ts'
import type { RawRow } from './import-rows.ts'
import type { ImportSpool, SpoolPlace } from './import-spool.ts'
import { orderByReferences, type ReferringRow } from './reference-order.ts'

/** A row that cannot become an object, whatever there is. */
export interface RowFailure {
  line: number
  id: string | null
  error: AppError
}

interface FileRow extends ReferringRow, SpoolPlace {
  line: number
}

/** All rows of an import, checked one by one, and in which order they can be written. */
export interface ImportFile {
  rows: readonly FileRow[]
  /** The rows that were refused already. */
  failures: readonly RowFailure[]
  /** Indices of rows: what a row refers to is in a group before, or in its own. */
  groups: readonly (readonly number[])[]
  read(index: number): Promise<ImportRow>
}

/** Checks a row by the contract; throws VALIDATION_FAILED. */
export type ParseRow = (value: unknown) => ImportRow

/** Takes all rows in; throws BODY_TOO_LARGE, and what reading them throws. */
export async function receiveRows(
  type: CompiledType,
  raw: AsyncIterable<RawRow>,
  spool: ImportSpool,
  { atomic, parse }: { atomic: boolean; parse: ParseRow },
): Promise<ImportFile> {
  const most = atomic ? IMPORT_LIMITS.transactionRows : IMPORT_LIMITS.rows
  const rows: FileRow[] = []
  const failures: RowFailure[] = []
  for await (const { line, read, ...known } of raw) {
    if (rows.length + failures.length === most) {
      const detail = `${atomic ? 'An atomic import' : 'An import'} may have ${most} rows.`
      throw new AppError('BODY_TOO_LARGE', { detail })
    }
    let id = idOf(known)
    try {
      const value = read()
      id = idOf(value)
      const row = parse(value)
      requireType(type, row)
      rows.push({ line, id: row.id, refers: refersTo(type, row), ...(await spool.add(row)) })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      failures.push({ line, id, error })
    }
  }
  await spool.flush()
  return {
    rows,
    failures,
    groups: orderByReferences(rows),
    async read(index) {
      const row = rows[index]
      if (!row) throw new Error(`There is no row ${index}`)
      // It was parsed before it was written.
      return (await spool.read(row)) as ImportRow
    },
  }
}

function requireType(type: CompiledType, row: ImportRow) {
  if (row.type === undefined || row.type === type.name) return
  const errors = [{ pointer: '/type', message: `expected ${type.name}` }]
  throw new AppError('VALIDATION_FAILED', { errors })
}

/** For the list of failures only: what is no id there is not shown. */
function idOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !('id' in value)) return null
  return typeof value.id === 'string' && value.id.length <= 64 ? value.id : null
}

function refersTo(type: CompiledType, row: ImportRow): string[] {
  const { fields, published } = row
  const views = typeof published === 'object' ? [fields, published] : [fields]
  const ids = views.flatMap(view =>
    referencesOf(type, view).flatMap(reference =>
      reference.type === type.name ? [reference.id] : [],
    ),
  )
  return [...new Set(ids)]
}
