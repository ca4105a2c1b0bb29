import { createHash } from 'node:crypto'
import type { GraphqlRequest } from '@keywright/contract'
import { LRUCache } from 'lru-cache'
import { z } from 'zod'
import { AppError } from '../../app-error.ts'
import { GraphqlRefusal } from './graphql-refusal.ts'

/** The text that a request means, and how to keep it by its hash once it has proved right. */
export interface ResolvedText {
  text: string
  keep(): void
}

/** Texts by their hash, as Apollo's automatic persisted queries have it. */
export interface PersistedQueries {
  /** `scope` is whose texts are looked at: nobody pushes those of another scope out. */
  resolve(scope: string, request: GraphqlRequest): ResolvedText
}

/** Kept for each scope, in characters; and scopes. All of it can be sent again. */
const LIMITS = { characters: 256 * 1024, scopes: 200 } as const

const persistedQuery = z.object({
  version: z.literal(1),
  sha256Hash: z.string().regex(/^[0-9a-f]{64}$/),
})

/** Makes an empty store. */
export function createPersistedQueries(): PersistedQueries {
  const scopes = new LRUCache<string, LRUCache<string, string>>({ max: LIMITS.scopes })

  function keep(scope: string, hash: string, text: string) {
    const known = scopes.get(scope)
    const texts =
      known ??
      new LRUCache<string, string>({
        maxSize: LIMITS.characters,
        sizeCalculation: ({ length }) => length + hash.length,
      })
    if (!known) scopes.set(scope, texts)
    texts.set(hash, text)
  }

  return {
    resolve(scope, { query, extensions }) {
      const text = query === '' ? undefined : (query ?? undefined)
      if (extensions?.persistedQuery == null) {
        if (text === undefined) throw new AppError('VALIDATION_FAILED', { errors: [MISSING] })
        return { text, keep() {} }
      }
      const parsed = persistedQuery.safeParse(extensions.persistedQuery)
      if (!parsed.success) refuse('persistedQuery: expected { version: 1, sha256Hash }.')
      const { sha256Hash: hash } = parsed.data
      if (text === undefined) {
        const known = scopes.get(scope)?.get(hash)
        // The message that clients of this protocol look for.
        if (!known) throw new GraphqlRefusal('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound')
        return { text: known, keep() {} }
      }
      if (createHash('sha256').update(text).digest('hex') !== hash) {
        refuse('persistedQuery: the hash is not that of the text.')
      }
      return { text, keep: () => keep(scope, hash, text) }
    },
  }
}

const MISSING = { pointer: '/query', message: 'expected the text of a query' }

function refuse(message: string): never {
  throw new GraphqlRefusal('GRAPHQL_INVALID', message)
}
