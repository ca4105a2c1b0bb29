import type { Api } from '@keywright/contract'
import { LRUCache } from 'lru-cache'
import { AppError } from '../app-error.ts'
import type { Database } from '../db/database.ts'
import { isAway, withinDeadline } from '../db/deadline.ts'
import type { Freshness, Stamp } from '../db/freshness.ts'
import { readJson } from '../lib/json.ts'
import { type ApiRouter, createApiRouter } from './api-router.ts'
import { findRoutes } from './apis.store.ts'

/** An API ready to be enforced. */
export interface RegisteredApi {
  readonly domainId: string
  readonly domainSlug: string
  /** Null: the domain has no such API. */
  readonly match: ApiRouter | null
}

/** The registered APIs, in memory. */
export interface ApiRegistry {
  /**
   * The API by slug or id of its domain and its own slug, undefined when there is no such domain; a
   * promise when the database must be asked, which rejects with DATABASE_UNAVAILABLE when it is away.
   */
  find(domain: string, slug: string): RegisteredApi | undefined | Found
}

/** Compiled APIs kept at the most; and names that no API has, apart from them. */
const MAX_APIS = 1000
const MAX_MISSES = 10_000

type Found = Promise<RegisteredApi | undefined>

interface Entry {
  api: RegisteredApi | undefined
  stamp: Stamp
}

/** Makes the registry, and keeps it right by the changes that the database announces. */
export function createApiRegistry(parts: {
  database: Database
  freshness: Freshness
}): ApiRegistry {
  const { database, freshness } = parts
  const found = new LRUCache<string, Entry>({ max: MAX_APIS })
  const missing = new LRUCache<string, Entry>({ max: MAX_MISSES })
  const loading = new Map<string, Found>()
  let generation = 0
  let away = false

  // Both are rare, so everything is compiled anew rather than found out what is touched.
  database.subscribe({
    onChange({ kind }) {
      if (kind !== 'api' && kind !== 'domain') return
      generation++
      found.clear()
      missing.clear()
      loading.clear()
    },
  })

  async function load(name: string, domain: string, slug: string): Found {
    const begun = generation
    const stamp = freshness.stamp()
    try {
      const row = await withinDeadline(findRoutes(database.db, domain, slug))
      away = false
      if (begun !== generation) return loadOnce(name, domain, slug)
      const api = row && compile(row)
      const cache = api?.match ? found : missing
      cache.set(name, { api, stamp })
      return api
    } catch (error) {
      if (!isAway(error, database.engine.isOutage)) throw error
      away = true
      throw new AppError('DATABASE_UNAVAILABLE', { cause: error })
    } finally {
      if (begun === generation) loading.delete(name)
    }
  }

  function loadOnce(name: string, domain: string, slug: string): Found {
    const known = loading.get(name)
    if (known) return known
    const promise = load(name, domain, slug)
    loading.set(name, promise)
    return promise
  }

  async function reload(name: string, entry: Entry, domain: string, slug: string) {
    const isUsable = () =>
      away && freshness.isUsableInOutage(entry.stamp) && found.peek(name) === entry
    const promise = loadOnce(name, domain, slug)
    try {
      // Whether the database is back is found out beside the requests, not by them.
      if (!isUsable()) return await promise
      promise.catch(() => {})
    } catch (error) {
      if (!isUsable()) throw error
    }
    return entry.api
  }

  return {
    find(domain, slug) {
      const name = `${domain}/${slug}`
      const entry = found.get(name) ?? missing.get(name)
      if (!entry) return loadOnce(name, domain, slug)
      return freshness.isFresh(entry.stamp) ? entry.api : reload(name, entry, domain, slug)
    },
  }
}

function compile(row: NonNullable<Awaited<ReturnType<typeof findRoutes>>>): RegisteredApi {
  return {
    domainId: row.domain_id,
    domainSlug: row.domain_slug,
    match:
      row.routes === null
        ? null
        : createApiRouter(readJson<Api['routes']>(row.routes), row.unmatched),
  }
}
