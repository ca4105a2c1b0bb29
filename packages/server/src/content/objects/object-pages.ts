import { setImmediate } from 'node:timers/promises'
import type { Db } from '../../db/engine.ts'
import type { CompiledType } from '../types/content-type.ts'
import type { ContentObjectRow } from './objects.table.ts'
import { listObjectsOfType } from './type-objects.store.ts'

/** Rows of a page: an object may be large. */
const ROWS = 100

/** Characters of a page: making something of it keeps everybody else waiting. */
const CHARACTERS = 200_000

/**
 * All objects of a type by id, page by page, each read when the one before was taken; between two
 * of them all else that waits has its turn.
 */
export async function* readObjectPages(
  db: Db,
  type: CompiledType,
): AsyncGenerator<ContentObjectRow[]> {
  let after: string | undefined
  do {
    const rows = await listObjectsOfType(db, type.number, { after, limit: ROWS })
    for (let first = 0; first < rows.length; ) {
      const end = endOfPage(rows, first)
      yield rows.slice(first, end)
      first = end
      await setImmediate()
    }
    after = rows.length === ROWS ? rows.at(-1)?.id : undefined
  } while (after !== undefined)
}

function endOfPage(rows: readonly ContentObjectRow[], first: number): number {
  let characters = 0
  for (let end = first; end < rows.length; end++) {
    const { fields, published } = rows[end] as ContentObjectRow
    characters += fields.length + (published?.length ?? 0)
    if (characters > CHARACTERS) return end + 1
  }
  return rows.length
}
