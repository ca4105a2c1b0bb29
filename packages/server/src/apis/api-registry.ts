import type { Api } from '@keywright/contract'
import type { Database } from '../db/database.ts'
import type { Freshness } from '../db/freshness.ts'
import { createKnown } from '../db/known.ts'
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
  find(domain: string, slug: string): RegisteredApi | undefined | Promise<RegisteredApi | undefined>
}

/** Compiled APIs kept at the most; and names that no API has, apart from them. */
const MAX_APIS = 1000
const MAX_MISSES = 10_000

/** Makes the registry, and keeps it right by the changes that the database announces. */
export function createApiRegistry(parts: {
  database: Database
  freshness: Freshness
}): ApiRegistry {
  const apis = createKnown<RegisteredApi | undefined>({
    ...parts,
    kinds: ['api', 'domain'],
    max: MAX_APIS,
    maxMisses: MAX_MISSES,
    isMiss: api => !api?.match,
    async load(name) {
      // No slug has a slash in it, and what is made up has no domain.
      const slash = name.indexOf('/')
      const [domain, slug] = [name.slice(0, slash), name.slice(slash + 1)]
      const row = await findRoutes(parts.database.db, domain, slug)
      return row && compile(row)
    },
  })
  return { find: (domain, slug) => apis.find(`${domain}/${slug}`) }
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
