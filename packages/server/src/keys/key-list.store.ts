import type { KeyAccess } from '@keywright/core'
import { type SqlBool, sql } from 'kysely'
import type { Db, Engine } from '../db/engine.ts'
import type { CursorValues } from '../lib/cursor.ts'
import { type KeyRecord, selectKeys } from './keys.store.ts'

/** What a list is narrowed to. Times are epoch milliseconds. */
export interface KeyFilter {
  domainId: string
  /** All words must be found, each by its beginning. */
  words?: readonly string[] | undefined
  kind?: 'application' | 'custom' | undefined
  state?: 'active' | 'disabled' | 'expired' | 'revoked' | undefined
  role?: string | undefined
  access?: KeyAccess | undefined
  actsAs?: string | undefined
  createdBy?: string | undefined
  /** Last used at this time or before; never used, but made at this time or before. */
  unusedSince?: number | undefined
  expiringBefore?: number | undefined
  noExpiry?: boolean | undefined
  /** Only keys made by, or acting as, one of these. */
  ownedBy?: readonly string[] | undefined
  now: number
}

export type KeySort =
  | '-createdAt'
  | 'createdAt'
  | 'name'
  | '-lastUsedAt'
  | 'lastUsedAt'
  | 'expiresAt'

/** Later than any date: keys without expiry come last. The expression is that of the index. */
const EXPIRY = sql<number>`coalesce(keys.expires_at, 9007199254740991)`

const SORTS = {
  '-createdAt': { column: sql`keys.created_at`, id: sql`keys.id`, descending: true },
  createdAt: { column: sql`keys.created_at`, id: sql`keys.id`, descending: false },
  name: { column: sql`keys.name`, id: sql`keys.id`, descending: false },
  '-lastUsedAt': {
    column: sql`key_usage.last_used_at`,
    id: sql`key_usage.key_id`,
    descending: true,
  },
  lastUsedAt: { column: sql`key_usage.last_used_at`, id: sql`key_usage.key_id`, descending: false },
  expiresAt: { column: EXPIRY, id: sql`keys.id`, descending: false },
} as const satisfies Record<KeySort, unknown>

/** Up to so many matches are looked up first; of what is more common the list order is followed. */
const RARE = 1000

/** One page, in a stable order, beginning after the row that `after` describes (sort value and id). */
export async function listKeys(
  db: Db,
  engine: Engine,
  filter: KeyFilter,
  sort: KeySort,
  limit: number,
  after?: CursorValues,
): Promise<KeyRecord[]> {
  const { id, descending } = SORTS[sort]
  // Bytewise, so that both engines give the same order.
  const column = sort === 'name' ? sql`keys.name ${engine.bytewise}` : SORTS[sort].column
  const direction = sql.raw(descending ? 'desc' : 'asc')
  let query = narrow(selectKeys(db), filter, sort)
    // The table whose index gives the order is also the one that the domain narrows.
    .where(
      sort.endsWith('astUsedAt') ? 'key_usage.domain_id' : 'keys.domain_id',
      '=',
      filter.domainId,
    )
    .orderBy(sql`${column} ${direction}, ${id} ${direction}`)
    .limit(limit)
  if (after) {
    const [value, lastId] = after
    const beyond = sql.raw(descending ? '<' : '>')
    query = query.where(sql<SqlBool>`(${column}, ${id}) ${beyond} (${value}, ${lastId})`)
  }
  for (const condition of await searchConditions(db, engine, filter)) query = query.where(condition)
  if (filter.access) query = query.where(await accessCondition(db, filter.domainId, filter.access))
  return query.execute()
}

/** The value that the cursor keeps of the last row of a page. */
export function sortValue(row: KeyRecord, sort: KeySort): string | number {
  if (sort === 'name') return row.name
  if (sort === 'expiresAt') return row.expires_at ?? Number.MAX_SAFE_INTEGER
  return sort.endsWith('reatedAt') ? row.created_at : row.last_used_at
}

type KeyQuery = ReturnType<typeof selectKeys>

function narrow(query: KeyQuery, filter: KeyFilter, sort: KeySort): KeyQuery {
  let narrowed = inState(query, filter, sort)
  // As literals, so that the partial indexes can serve.
  if (filter.kind) narrowed = narrowed.where('keys.kind', '=', sql.lit(filter.kind))
  if (filter.role) narrowed = narrowed.where('keys.role', '=', filter.role)
  if (filter.actsAs) narrowed = narrowed.where('keys.acts_as', '=', filter.actsAs)
  if (filter.createdBy) narrowed = narrowed.where('keys.created_by', '=', filter.createdBy)
  if (filter.unusedSince !== undefined) {
    narrowed = narrowed
      .where('key_usage.last_used_at', '<=', filter.unusedSince)
      .where('keys.created_at', '<=', filter.unusedSince)
  }
  if (filter.expiringBefore !== undefined) {
    narrowed = narrowed.where(EXPIRY, '<=', filter.expiringBefore).where(EXPIRY, '>', filter.now)
  }
  if (filter.noExpiry) narrowed = narrowed.where('keys.expires_at', 'is', null)
  const { ownedBy } = filter
  if (ownedBy) {
    narrowed = narrowed.where(where =>
      where.or([where('keys.created_by', 'in', ownedBy), where('keys.acts_as', 'in', ownedBy)]),
    )
  }
  return narrowed
}

function inState(query: KeyQuery, { state, now }: KeyFilter, sort: KeySort): KeyQuery {
  if (state === 'revoked') return query.where('keys.revoked_at', 'is not', null)
  const living = query.where('keys.revoked_at', 'is', null)
  if (state === undefined) return living
  if (state === 'expired') return living.where(EXPIRY, '<=', now)
  // Most keys have not expired: by the index of expiry all of them would be read before they are sorted.
  const current =
    sort === 'expiresAt'
      ? living.where(EXPIRY, '>', now)
      : living.where(where =>
          where.or([where('keys.expires_at', 'is', null), where('keys.expires_at', '>', now)]),
        )
  return current.where('keys.disabled_at', state === 'disabled' ? 'is not' : 'is', null)
}

/**
 * A rare word is looked up and its keys are named; for a common one each key of the list is probed.
 * Either way the work is bounded, and neither planner has to guess how common a word is.
 */
async function searchConditions(db: Db, engine: Engine, { domainId, words = [] }: KeyFilter) {
  const conditions = []
  for (const word of words) {
    const begins = sql<SqlBool>`key_terms.term ${engine.bytewise} >= ${word}
      and key_terms.term ${engine.bytewise} < ${`${word}\u{10ffff}`}`
    const rare = await db
      .selectFrom('key_terms')
      .select('key_id')
      .distinct()
      .where('domain_id', '=', domainId)
      .where(begins)
      .limit(RARE + 1)
      .execute()
    const ids = rare.map(row => row.key_id)
    conditions.push(
      ids.length === 0
        ? sql<SqlBool>`1 = 0`
        : ids.length <= RARE
          ? sql<SqlBool>`keys.id in (${sql.join(ids)})`
          : sql<SqlBool>`exists (select 1 from key_terms where key_terms.key_id = keys.id and ${begins})`,
    )
  }
  return conditions
}

/** The same for an access that few or most keys may have. */
async function accessCondition(db: Db, domainId: string, access: KeyAccess) {
  const rare = await db
    .selectFrom('keys')
    .select('id')
    .where('domain_id', '=', domainId)
    .where('access', '=', access)
    .limit(RARE + 1)
    .execute()
  if (rare.length > RARE) return sql<SqlBool>`keys.access = ${access}`
  if (rare.length === 0) return sql<SqlBool>`1 = 0`
  return sql<SqlBool>`keys.id in (${sql.join(rare.map(row => row.id))})`
}
