import type { KeySummary } from '@keywright/contract'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Db } from '../db/engine.ts'

/** Which keys are counted. Times are epoch milliseconds. */
export interface KeySummaryFilter {
  domainId: string
  /** Only keys made by, or acting as, one of these. */
  ownedBy: readonly string[] | undefined
  now: number
  /** Last used at this time or before; never used, but made at this time or before. */
  unusedSince: number
  expiringBefore: number
}

/** Keys counted at once: the embedded database works in this very thread, and requests get their turn in between. */
const CHUNK = 4000

/** Counts the custom keys of a domain; the same terms as those of the list. */
export async function summarizeKeys(db: Db, filter: KeySummaryFilter): Promise<KeySummary> {
  let total = EMPTY
  let after: Position | undefined
  do {
    const last = await findLastOfChunk(db, filter, after)
    total = add(total, await countChunk(db, filter, after, last))
    after = last
    if (after) await new Promise(resolve => setImmediate(resolve))
  } while (after)
  const { active, disabled, expired, revoked, ...rest } = total
  return { states: { active, disabled, expired, revoked }, ...rest }
}

/** Where a key stands in the order of their making. */
interface Position {
  created_at: number
  id: string
}

const EMPTY = {
  active: 0,
  disabled: 0,
  expired: 0,
  revoked: 0,
  expiringSoon: 0,
  unused: 0,
  neverUsed: 0,
  noExpiry: 0,
  allAccess: 0,
}
type Counts = typeof EMPTY

/** The last key of the next chunk; none when all that are left fit into it. */
function findLastOfChunk(
  db: Db,
  filter: KeySummaryFilter,
  after: Position | undefined,
): Promise<Position | undefined> {
  return selectCounted(db, filter, after)
    .select(['keys.created_at', 'keys.id'])
    .orderBy('keys.created_at')
    .orderBy('keys.id')
    .limit(1)
    .offset(CHUNK - 1)
    .executeTakeFirst()
}

function countChunk(
  db: Db,
  filter: KeySummaryFilter,
  after: Position | undefined,
  last: Position | undefined,
): Promise<Counts> {
  const { now, unusedSince, expiringBefore } = filter
  const living = sql<SqlBool>`keys.revoked_at is null`
  const ended = sql<SqlBool>`(keys.expires_at is not null and keys.expires_at <= ${now})`
  const current = sql<SqlBool>`${living} and not ${ended}`
  const active = sql<SqlBool>`${current} and keys.disabled_at is null`
  const unused = sql<SqlBool>`${active} and key_usage.last_used_at <= ${unusedSince}
    and keys.created_at <= ${unusedSince}`
  let query = selectCounted(db, filter, after)
    .innerJoin('key_usage', 'key_usage.key_id', 'keys.id')
    .select([
      countOf(active).as('active'),
      countOf(sql`${current} and keys.disabled_at is not null`).as('disabled'),
      countOf(sql`${living} and ${ended}`).as('expired'),
      countOf(sql`keys.revoked_at is not null`).as('revoked'),
      countOf(sql`${active} and keys.expires_at <= ${expiringBefore}`).as('expiringSoon'),
      countOf(unused).as('unused'),
      countOf(sql`${unused} and key_usage.last_used_at = 0`).as('neverUsed'),
      countOf(sql`${active} and keys.expires_at is null`).as('noExpiry'),
      countOf(sql`${active} and keys.access = 'all'`).as('allAccess'),
    ])
  if (last) {
    query = query.where(
      sql<SqlBool>`(keys.created_at, keys.id) <= (${last.created_at}, ${last.id})`,
    )
  }
  return query.executeTakeFirstOrThrow()
}

/** The keys that count and stand behind a position. */
function selectCounted(
  db: Db,
  { domainId, ownedBy }: KeySummaryFilter,
  after: Position | undefined,
) {
  let query = db
    .selectFrom('keys')
    .where('keys.domain_id', '=', domainId)
    .where('keys.kind', '=', 'custom')
  if (ownedBy) {
    query = query.where(where =>
      where.or([where('keys.created_by', 'in', ownedBy), where('keys.acts_as', 'in', ownedBy)]),
    )
  }
  if (after) {
    query = query.where(
      sql<SqlBool>`(keys.created_at, keys.id) > (${after.created_at}, ${after.id})`,
    )
  }
  return query
}

function countOf(condition: RawBuilder<SqlBool>) {
  return sql<number>`count(case when ${condition} then 1 end)`
}

function add(one: Counts, other: Counts): Counts {
  return {
    active: one.active + other.active,
    disabled: one.disabled + other.disabled,
    expired: one.expired + other.expired,
    revoked: one.revoked + other.revoked,
    expiringSoon: one.expiringSoon + other.expiringSoon,
    unused: one.unused + other.unused,
    neverUsed: one.neverUsed + other.neverUsed,
    noExpiry: one.noExpiry + other.noExpiry,
    allAccess: one.allAccess + other.allAccess,
  }
}
