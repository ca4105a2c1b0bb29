import type { KeySummary } from '@keywright/contract'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { Db } from '../db/engine.ts'

/** Which keys are counted. Times are epoch milliseconds. */
export interface KeySummaryFilter {
  domainId: string
  /** Only keys made by, or acting as, one of these. */
  ownedBy: readonly string[] | undefined
  now: number
  /** Last used at this time or before, or never. */
  unusedSince: number
  expiringBefore: number
}

/** Counts the custom keys of a domain in one pass; the same terms as those of the list. */
export async function summarizeKeys(db: Db, filter: KeySummaryFilter): Promise<KeySummary> {
  const { domainId, ownedBy, now, unusedSince, expiringBefore } = filter
  const living = sql<SqlBool>`keys.revoked_at is null`
  const ended = sql<SqlBool>`(keys.expires_at is not null and keys.expires_at <= ${now})`
  const current = sql<SqlBool>`${living} and not ${ended}`
  const active = sql<SqlBool>`${current} and keys.disabled_at is null`
  let query = db
    .selectFrom('keys')
    .innerJoin('key_usage', 'key_usage.key_id', 'keys.id')
    .select([
      countOf(active).as('active'),
      countOf(sql`${current} and keys.disabled_at is not null`).as('disabled'),
      countOf(sql`${living} and ${ended}`).as('expired'),
      countOf(sql`keys.revoked_at is not null`).as('revoked'),
      countOf(sql`${active} and keys.expires_at <= ${expiringBefore}`).as('expiringSoon'),
      countOf(sql`${active} and key_usage.last_used_at <= ${unusedSince}`).as('unused'),
      countOf(sql`${active} and key_usage.last_used_at = 0`).as('neverUsed'),
      countOf(sql`${active} and keys.expires_at is null`).as('noExpiry'),
      countOf(sql`${active} and keys.role = 'ADMIN'`).as('adminRole'),
      // A JSON list of permissions: the quotes make it the whole of one.
      countOf(sql`${active} and keys.scopes like '%"*:*"%'`).as('allScopes'),
    ])
    .where('keys.domain_id', '=', domainId)
    .where('keys.kind', '=', 'custom')
  if (ownedBy) {
    query = query.where(where =>
      where.or([where('keys.created_by', 'in', ownedBy), where('keys.acts_as', 'in', ownedBy)]),
    )
  }
  const {
    active: activeCount,
    disabled,
    expired,
    revoked,
    ...rest
  } = await query.executeTakeFirstOrThrow()
  return { states: { active: activeCount, disabled, expired, revoked }, ...rest }
}

function countOf(condition: RawBuilder<SqlBool>) {
  return sql<number>`count(case when ${condition} then 1 end)`
}
