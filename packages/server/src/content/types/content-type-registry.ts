import { LRUCache } from 'lru-cache'
import { AppError } from '../../app-error.ts'
import type { Database } from '../../db/database.ts'
import { isAway, withinDeadline } from '../../db/deadline.ts'
import type { Freshness, Stamp } from '../../db/freshness.ts'
import { compileType } from './compile-type.ts'
import type { CompiledType, ContentTypeRegistry } from './content-type.ts'
import { holdContentType, listContentTypes, listTypeNumbers } from './content-types.store.ts'
import type { ContentTypeRow } from './content-types.table.ts'

/** What is kept at the most: domains with their types, and characters of schemas that are compiled. */
const MAX_DOMAINS = 1000
const MAX_CHARACTERS = 32 * 1024 * 1024

interface Entry {
  types: ReadonlyMap<string, CompiledType>
  stamp: Stamp
}

type Types = Promise<Entry['types']>

/** Makes the registry, and keeps it right by the changes that the database announces. */
export function createContentTypeRegistry(parts: {
  database: Database
  freshness: Freshness
}): ContentTypeRegistry {
  const { database, freshness } = parts
  const domains = new LRUCache<string, Entry>({ max: MAX_DOMAINS })
  // By id and version: what was committed under them never changes.
  const compiled = new LRUCache<string, CompiledType>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: type => JSON.stringify(type.view.schema).length + 1000,
  })
  const loading = new Map<string, Types>()
  let generation = 0
  let away = false

  // Types are changed by people, so everything is read anew rather than found out what is touched.
  database.subscribe({
    onChange({ kind }) {
      if (kind !== 'contentType' && kind !== 'domain') return
      generation++
      domains.clear()
      loading.clear()
    },
  })

  function ready(row: ContentTypeRow): CompiledType {
    const name = `${row.id} ${row.version}`
    const known = compiled.get(name)
    if (known) return known
    const type = compileType(row)
    compiled.set(name, type)
    return type
  }

  async function load(domainId: string): Types {
    const begun = generation
    const stamp = freshness.stamp()
    try {
      const query = listContentTypes(database.db, database.engine, domainId)
      const rows = await withinDeadline(query)
      away = false
      if (begun !== generation) return loadOnce(domainId)
      const types = new Map(rows.map(row => [row.name, ready(row)]))
      domains.set(domainId, { types, stamp })
      return types
    } catch (error) {
      if (!isAway(error, database.engine.isOutage)) throw error
      away = true
      throw new AppError('DATABASE_UNAVAILABLE', { cause: error })
    } finally {
      if (begun === generation) loading.delete(domainId)
    }
  }

  function loadOnce(domainId: string): Types {
    const known = loading.get(domainId)
    if (known) return known
    const promise = load(domainId)
    loading.set(domainId, promise)
    return promise
  }

  async function reload(domainId: string, entry: Entry): Types {
    const isUsable = () =>
      away && freshness.isUsableInOutage(entry.stamp) && domains.peek(domainId) === entry
    const promise = loadOnce(domainId)
    try {
      // Whether the database is back is found out beside the requests, not by them.
      if (!isUsable()) return await promise
      promise.catch(() => {})
    } catch (error) {
      if (!isUsable()) throw error
    }
    return entry.types
  }

  async function typesOf(domainId: string): Types {
    const entry = domains.get(domainId)
    if (!entry) return loadOnce(domainId)
    return freshness.isFresh(entry.stamp) ? entry.types : reload(domainId, entry)
  }

  return {
    find: async (domainId, name) => (await typesOf(domainId)).get(name),
    get: async (domainId, name) => requireType((await typesOf(domainId)).get(name)),
    list: async domainId => [...(await typesOf(domainId)).values()],
    hold: async (tx, domainId, name) =>
      ready(requireType(await holdContentType(tx, database.engine, domainId, name))),
    async numbers(tx, domainId) {
      const rows = await listTypeNumbers(tx, domainId)
      return new Map(rows.map(({ name, number }) => [name, number]))
    },
  }
}

/** Throws CONTENT_TYPE_NOT_FOUND. */
export function requireType<T>(type: T | undefined): T {
  if (type === undefined) throw new AppError('CONTENT_TYPE_NOT_FOUND')
  return type
}
