import { AppError } from '../../app-error.ts'
import type { Database } from '../../db/database.ts'
import type { Tx } from '../../db/engine.ts'
import type { ObjectSearch } from '../objects/object-parts.ts'
import type { ContentTypeRegistry } from '../types/content-type.ts'
import {
  deleteLeftovers,
  eraseNumbers,
  hasDomain,
  listObjectsToIndex,
  listStrayNumbers,
  listTypesToIndex,
} from './reindex.store.ts'

/** What was indexed anew. */
export interface Reindexed {
  types: number
  objects: number
}

/** Makes the index of words anew from the objects. */
export interface ReindexService {
  /**
   * Of all domains, or of one by its slug or id. It works in small transactions beside whatever
   * else goes on, so that it can be ended at any time and begun again. Throws DOMAIN_NOT_FOUND.
   */
  reindex(domain: string | undefined, onProgress: (objects: number) => void): Promise<Reindexed>
}

/** Objects of one transaction. */
const BATCH = 500

/** Makes the service. `begin` takes the turn in a domain: nobody else changes anything in it. */
export function createReindexService(parts: {
  database: Database
  types: ContentTypeRegistry
  search: ObjectSearch
  begin(tx: Tx, domainId: string): Promise<void>
}): ReindexService {
  const { database, types, search, begin } = parts
  const { engine } = database

  /** The id of the last object of the batch; undefined where it was the last one of the type. */
  function indexBatch(domainId: string, name: string, after: string | undefined) {
    return database.write(async tx => {
      await begin(tx, domainId)
      const numbers = await types.numbers(tx, domainId)
      if (!numbers.has(name)) return { count: 0, last: undefined }
      const type = await types.hold(tx, domainId, name)
      const rows = await listObjectsToIndex(tx, type.number, { after, limit: BATCH })
      await search.put(tx, type, rows)
      return { count: rows.length, last: rows.length < BATCH ? undefined : rows.at(-1)?.id }
    })
  }

  async function sweep() {
    while ((await database.write(tx => deleteLeftovers(tx, engine, BATCH))) > 0);
    for (let after: number | undefined = 0; after !== undefined; ) {
      const page: { after: number; limit: number } = { after, limit: BATCH }
      after = await database.write(async tx => {
        const { stray, last } = await listStrayNumbers(tx, engine, page)
        if (stray.length > 0) await eraseNumbers(tx, engine, stray)
        return last
      })
    }
  }

  return {
    async reindex(domain, onProgress) {
      if (domain !== undefined && !(await hasDomain(database.db, domain))) {
        throw new AppError('DOMAIN_NOT_FOUND')
      }
      const all = await listTypesToIndex(database.db, domain)
      let objects = 0
      for (const { domain_id, name } of all) {
        let after: string | undefined
        do {
          const { count, last } = await indexBatch(domain_id, name, after)
          objects += count
          after = last
          onProgress(count)
        } while (after !== undefined)
      }
      if (domain === undefined) await sweep()
      return { types: all.length, objects }
    },
  }
}
