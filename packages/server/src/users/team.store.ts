import { sql } from 'kysely'
import type { Db, Engine, Tx } from '../db/engine.ts'
import type { DomainRow } from '../domains/domains.table.ts'
import { nameOrEmail } from './members.store.ts'
import type { MembershipRow, UserRow } from './users.table.ts'

/** A membership with the domain it is in. */
export interface DomainMembership
  extends Pick<MembershipRow, 'domain_id' | 'user_id' | 'role' | 'suspended_at'> {
  slug: string
  name: string
  /** Keys of the domain, not revoked, that act as the user. */
  keys: number
}

/** Everybody, by e-mail address. */
export function listUsers(
  db: Db,
  engine: Engine,
  page: { search: string | undefined; after: string | undefined; limit: number },
): Promise<UserRow[]> {
  const email = sql`users.email ${engine.bytewise}`
  let query = db.selectFrom('users').selectAll()
  if (page.search !== undefined) query = query.where(nameOrEmail(engine, page.search))
  return query
    .where(email, '>', page.after ?? '')
    .orderBy(email)
    .limit(page.limit)
    .execute()
}

/** The memberships of these users in domains that were not deleted, by slug. */
export async function listMemberships(
  db: Db,
  userIds: readonly string[],
): Promise<DomainMembership[]> {
  if (userIds.length === 0) return []
  return db
    .selectFrom('memberships')
    .innerJoin('domains', 'domains.id', 'memberships.domain_id')
    .where('memberships.user_id', 'in', userIds)
    .where('domains.deleted_at', 'is', null)
    .orderBy('domains.slug')
    .select([
      'memberships.domain_id',
      'memberships.user_id',
      'memberships.role',
      'memberships.suspended_at',
      'domains.slug',
      'domains.name',
    ])
    .select(where =>
      where
        .selectFrom('keys')
        .whereRef('keys.domain_id', '=', 'memberships.domain_id')
        .whereRef('keys.acts_as', '=', 'memberships.user_id')
        .where('keys.revoked_at', 'is', null)
        .select(count => count.fn.countAll<number>().as('count'))
        .$asScalar()
        .$notNull()
        .as('keys'),
    )
    .execute()
}

/** The domains of the instance that were not deleted, by slug, after the given one. */
export function listInstanceDomains(
  db: Db,
  engine: Engine,
  page: { after: string | undefined; limit: number },
): Promise<Pick<DomainRow, 'id' | 'slug' | 'name' | 'created_at'>[]> {
  const slug = sql`slug ${engine.bytewise}`
  return db
    .selectFrom('domains')
    .select(['id', 'slug', 'name', 'created_at'])
    .where('deleted_at', 'is', null)
    .where(slug, '>', page.after ?? '')
    .orderBy(slug)
    .limit(page.limit)
    .execute()
}

/**
 * Locks a user together with all administrators of the instance until the transaction ends, so that
 * two of them cannot dismiss each other at once.
 */
export function lockUserAndAdmins(tx: Tx, engine: Engine, id: string): Promise<UserRow[]> {
  const query = tx
    .selectFrom('users')
    .selectAll()
    .where(where => where.or([where('id', '=', id), where('instance_admin', '=', 1)]))
    .orderBy('id')
  return engine.forUpdate(query).execute()
}

/** Writes the given columns and moves the version on. */
export function setStanding(
  tx: Tx,
  id: string,
  columns: Pick<UserRow, 'instance_admin' | 'disabled_at' | 'updated_at'>,
): Promise<UserRow> {
  return tx
    .updateTable('users')
    .set({ ...columns, version: sql`version + 1` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}
