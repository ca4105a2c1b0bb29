import type { Db } from '../../db/engine.ts'
import type { CompiledType } from '../types/content-type.ts'
import type { ContentObjectRow } from './objects.table.ts'
import { listObjectsOfType } from './type-objects.store.ts'

/** Rows of a page: an object may be large. */
const ROWS = 100

/** All objects of a type by id, page by page, each read when the one before was taken. */
export async function* readObjectPages(
  db: Db,
  type: CompiledType,
): AsyncGenerator<ContentObjectRow[]> {
  let after: string | undefined
  do {
    const rows = await listObjectsOfType(db, type.number, { after, limit: ROWS })
    if (rows.length > 0) yield rows
    after = rows.length === ROWS ? rows.at(-1)?.id : undefined
  } while (after !== undefined)
}
