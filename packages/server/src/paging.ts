import type { z } from 'zod'
import { AppError } from './app-error.ts'
import { readCursor, writeCursor } from './lib/cursor.ts'

/** What a caller asks of a list. */
export interface PageQuery {
  limit: number
  cursor?: string | undefined
}

/** One page of a list as it travels. */
export interface Page<T> {
  items: T[]
  /** Null on the last page. */
  nextCursor: string | null
}

/**
 * The position after which a page begins; undefined for the first one. `shape` are the sort values
 * of this very list. Throws CURSOR_INVALID for what another list, or somebody else, wrote.
 */
export function readAfter<T>(
  list: string,
  cursor: string | undefined,
  shape: z.ZodType<T>,
): T | undefined {
  if (cursor === undefined) return undefined
  const parsed = shape.safeParse(readCursor(list, cursor))
  if (!parsed.success) throw new AppError('CURSOR_INVALID')
  return parsed.data
}

/** Makes a page of rows that were asked for with one more than `limit`. */
export function toPage<Row, T>(
  list: string,
  rows: readonly Row[],
  limit: number,
  parts: { view(row: Row): T; position(last: Row): readonly (string | number)[] },
): Page<T> {
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  return {
    items: page.map(parts.view),
    nextCursor: last === undefined ? null : writeCursor(list, parts.position(last)),
  }
}
