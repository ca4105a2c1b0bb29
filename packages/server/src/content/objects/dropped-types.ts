import { setImmediate } from 'node:timers/promises'
import type { Database } from '../../db/database.ts'
import type { Tx } from '../../db/engine.ts'
import {
  deleteDroppedObjects,
  deleteDroppedType,
  findDroppedType,
  listDroppedTypes,
} from './dropped-types.store.ts'
import type { ObjectSearch } from './object-parts.ts'

/** Objects of one transaction: whoever waits for the database waits for few. */
const OBJECTS_AT_ONCE = 200

/**
 * Deletes what types that were dropped left behind, in small transactions beside whatever else goes
 * on, so that it can be ended at any time and is gone on with at the next run.
 */
export async function sweepDroppedTypes(
  { database, search }: { database: Database; search: ObjectSearch },
  signal: AbortSignal,
): Promise<void> {
  for (const type of await listDroppedTypes(database.db)) {
    let deleted: number
    do {
      if (signal.aborted) return
      deleted = await database.write(async tx => {
        const ids = await deleteDroppedObjects(tx, type, { limit: OBJECTS_AT_ONCE })
        if (ids.length > 0) await search.remove(tx, type.number, ids)
        else await deleteDroppedType(tx, type.number)
        return ids.length
      })
      await setImmediate()
    } while (deleted > 0)
  }
}

/** Deletes the object with an id if its type was dropped, so that the id is free at once. */
export async function freeDroppedId(
  tx: Tx,
  search: ObjectSearch,
  domainId: string,
  id: string,
): Promise<boolean> {
  const type = await findDroppedType(tx, domainId, id)
  if (!type) return false
  await deleteDroppedObjects(tx, type, { id })
  await search.remove(tx, type.number, [id])
  return true
}
