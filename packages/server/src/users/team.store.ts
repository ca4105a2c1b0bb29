import { sql } from 'kysely'
import type { Db, Engine, Tx } from '../db/engine.ts'
import { nameOrEmail } from './members.store.ts'
import type { MembershipRow, UserRow } from './users.table.ts'

/** A membership with the domain it is in. */
export interface DomainMembership
  extends Pick<MembershipRow, 'domain_id' | 'user_id' | 'role' | 'suspended_at'> {
  slug: string
  name: string
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
