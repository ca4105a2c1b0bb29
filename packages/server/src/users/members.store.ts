import { type SqlBool, sql } from 'kysely'
import type { Db, Engine, Tx } from '../db/engine.ts'
import { likePatterns } from '../lib/like.ts'
import type { MembershipRow, UserRow } from './users.table.ts'

/** A membership with its user, and how many living keys of the domain act as them. */
export interface MemberRecord
  extends Pick<MembershipRow, 'domain_id' | 'role' | 'suspended_at' | 'version'>,
    Pick<UserRow, 'id' | 'email' | 'name' | 'disabled_at' | 'totp_confirmed_at' | 'last_login_at'> {
  created_at: number
  updated_at: number
  keys: number
}

/** The members of a domain by e-mail address. */
export function listMembers(
  db: Db,
  engine: Engine,
  domainId: string,
  page: { search: string | undefined; after: string | undefined; limit: number },
): Promise<MemberRecord[]> {
  const email = sql`users.email ${engine.bytewise}`
  let query = selectMembers(db, domainId)
  if (page.search !== undefined) query = query.where(nameOrEmail(engine, page.search))
  return query
    .where(email, '>', page.after ?? '')
    .orderBy(email)
    .limit(page.limit)
    .execute()
}

export function findMember(
  db: Db,
  domainId: string,
  userId: string,
): Promise<MemberRecord | undefined> {
  return selectMembers(db, domainId).where('users.id', '=', userId).executeTakeFirst()
}

/** Whether somebody with this address is a member, suspended or not. */
export async function isMember(db: Db, domainId: string, email: string): Promise<boolean> {
  const row = await db
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .where('memberships.domain_id', '=', domainId)
    .where('users.email', '=', email)
    .select('users.id')
    .executeTakeFirst()
  return row !== undefined
}

/** Inserts a membership; false when the user is a member already. */
export async function insertMembership(tx: Tx, row: MembershipRow): Promise<boolean> {
  const result = await tx
    .insertInto('memberships')
    .values(row)
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirst()
  return Boolean(result.numInsertedOrUpdatedRows)
}

/** Writes the given columns and moves the version on. */
export async function setMembership(
  tx: Tx,
  domainId: string,
  userId: string,
  columns: Pick<MembershipRow, 'role' | 'suspended_at' | 'updated_at'>,
): Promise<void> {
  await tx
    .updateTable('memberships')
    .set({ ...columns, version: sql`version + 1` })
    .where('domain_id', '=', domainId)
    .where('user_id', '=', userId)
    .execute()
}

export async function deleteMembership(tx: Tx, domainId: string, userId: string): Promise<void> {
  await tx
    .deleteFrom('memberships')
    .where('domain_id', '=', domainId)
    .where('user_id', '=', userId)
    .execute()
}

/** Whether anybody but this user is an ADMIN of the domain who can sign in and act. */
export async function hasOtherAdmin(db: Db, domainId: string, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .where('memberships.domain_id', '=', domainId)
    .where('memberships.user_id', '<>', userId)
    .where('memberships.role', '=', 'ADMIN')
    .where('memberships.suspended_at', 'is', null)
    .where('users.disabled_at', 'is', null)
    .select('users.id')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** A condition on `users`: the text stands somewhere in the name or the e-mail address. */
export function nameOrEmail(engine: Engine, search: string) {
  // Compared by its bytes, a column is folded in ASCII only, whatever the locale of the database.
  const columns = [sql`users.name`, sql`users.email`].map(
    column => sql`lower(${column} ${engine.bytewise})`,
  )
  const matches = likePatterns(search).flatMap(pattern =>
    columns.map(column => sql`${column} like ${pattern} escape '\\'`),
  )
  return sql<SqlBool>`(${sql.join(matches, sql` or `)})`
}

function selectMembers(db: Db, domainId: string) {
  return db
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .where('memberships.domain_id', '=', domainId)
    .select([
      'memberships.domain_id',
      'memberships.role',
      'memberships.suspended_at',
      'memberships.version',
      'memberships.created_at',
      'memberships.updated_at',
      'users.id',
      'users.email',
      'users.name',
      'users.disabled_at',
      'users.totp_confirmed_at',
      'users.last_login_at',
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
}
