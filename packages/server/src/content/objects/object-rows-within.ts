import type { Db } from '../../db/engine.ts'
import { listObjectsById } from './objects.store.ts'
import type { ContentObjectRow, View } from './objects.table.ts'

/** Objects that are read at once: an object may be large, and most pages and levels are no longer. */
const AT_ONCE = 50

/**
 * Objects by id in the order of the ids, until they have so many characters together; at least one
 * is read. `seen` says how many of the ids that were; ids without an object are left out.
 */
export async function listWithin(
  db: Db,
  { domainId, view, ids }: { domainId: string; view: View; ids: readonly string[] },
  characters: number,
): Promise<{ rows: ContentObjectRow[]; seen: number }> {
  const rows: ContentObjectRow[] = []
  let left = characters
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const part = ids.slice(at, at + AT_ONCE)
    const found = new Map((await listObjectsById(db, domainId, part)).map(row => [row.id, row]))
    for (const [index, id] of part.entries()) {
      const row = found.get(id)
      if (!row) continue
      left -= charactersOf(view, row)
      if (left < 0 && rows.length > 0) return { rows, seen: at + index }
      rows.push(row)
    }
  }
  return { rows, seen: ids.length }
}

/** How long an object is to this view. */
export function charactersOf(view: View, row: ContentObjectRow): number {
  return (view === 'draft' ? row.fields : (row.published ?? '')).length
}
