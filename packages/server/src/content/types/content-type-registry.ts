import { LRUCache } from 'lru-cache'
import { AppError } from '../../app-error.ts'
import type { Database } from '../../db/database.ts'
import type { Freshness } from '../../db/freshness.ts'
import { createKnown } from '../../db/known.ts'
import { after } from '../../lib/after.ts'
import { compileType } from './compile-type.ts'
import type { CompiledType, ContentTypeRegistry } from './content-type.ts'
import { holdContentType, listContentTypes, listTypeNumbers } from './content-types.store.ts'
import type { ContentTypeRow } from './content-types.table.ts'

/** What is kept at the most: domains with their types, and characters of schemas that are compiled. */
const MAX_DOMAINS = 1000
const MAX_CHARACTERS = 32 * 1024 * 1024

type Types = ReadonlyMap<string, CompiledType>

/** Makes the registry, and keeps it right by the changes that the database announces. */
export function createContentTypeRegistry(parts: {
  database: Database
  freshness: Freshness
}): ContentTypeRegistry {
  const { database, freshness } = parts
  // By id and version: what was committed under them never changes.
  const compiled = new LRUCache<string, CompiledType>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: type => JSON.stringify(type.view.schema).length + 1000,
  })

  function ready(row: ContentTypeRow): CompiledType {
    const name = `${row.id} ${row.version}`
    const known = compiled.get(name)
    if (known) return known
    const type = compileType(row)
    compiled.set(name, type)
    return type
  }

  const domains = createKnown<Types>({
    database,
    freshness,
    kinds: ['contentType', 'domain'],
    max: MAX_DOMAINS,
    async load(domainId) {
      const rows = await listContentTypes(database.db, database.engine, domainId)
      return new Map(rows.map(row => [row.name, ready(row)]))
    },
  })

  return {
    at: (domainId, name) => after(domains.find(domainId), types => requireType(types.get(name))),
    find: async (domainId, name) => (await domains.find(domainId)).get(name),
    get: async (domainId, name) => requireType((await domains.find(domainId)).get(name)),
    list: async domainId => [...(await domains.find(domainId)).values()],
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
