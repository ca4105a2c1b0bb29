import type { Db, Engine, Tx } from '../db/engine.ts'
import type { UserRow } from './users.table.ts'

/** A domain that somebody is a member of, with the permissions of the role if it is the domain's own. */
export interface ReachableDomain {
  id: string
  slug: string
  name: string
  role: string
  permissions: string | null
}

export function findUser(db: Db, id: string) {
  return db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
}

export function findUserByEmail(db: Db, email: string) {
  return db.selectFrom('users').selectAll().where('email', '=', email).executeTakeFirst()
}

/** The user as they are now, locked until the transaction ends; they are never deleted. */
export function lockUser(tx: Tx, engine: Engine, id: string): Promise<UserRow> {
  return engine
    .forUpdate(tx.selectFrom('users').selectAll().where('id', '=', id))
    .executeTakeFirstOrThrow()
}

export async function insertUser(tx: Tx, row: UserRow): Promise<void> {
  await tx.insertInto('users').values(row).execute()
}

/** Whether anybody has an account. */
export async function hasUsers(db: Db): Promise<boolean> {
  return (await db.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined
}

/** The administrator of the instance who came first, else whoever came first. */
export function findFirstUser(db: Db) {
  return db
    .selectFrom('users')
    .selectAll()
    .orderBy('instance_admin', 'desc')
    .orderBy('created_at', 'asc')
    .orderBy('id', 'asc')
    .limit(1)
    .executeTakeFirst()
}

export function setUserName(tx: Tx, id: string, name: string, at: number): Promise<UserRow> {
  return tx
    .updateTable('users')
    .set(eb => ({ name, updated_at: at, version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

/** Stores a password that somebody chose, or that was generated and is to be changed. */
export async function setPassword(
  tx: Tx,
  id: string,
  password: { hash: string; generated: boolean },
  at: number,
): Promise<void> {
  await tx
    .updateTable('users')
    .set(eb => ({
      password_hash: password.hash,
      must_change_password: password.generated ? 1 : 0,
      updated_at: at,
      version: eb('version', '+', 1),
    }))
    .where('id', '=', id)
    .execute()
}

/** Stores another hash of the same password. */
export async function setPasswordHash(tx: Tx, id: string, hash: string): Promise<void> {
  await tx.updateTable('users').set({ password_hash: hash }).where('id', '=', id).execute()
}

/** Lets somebody in again, as an administrator of the instance. */
export async function setOwnership(tx: Tx, id: string, at: number): Promise<void> {
  await tx
    .updateTable('users')
    .set(eb => ({
      instance_admin: 1,
      disabled_at: null,
      updated_at: at,
      version: eb('version', '+', 1),
    }))
    .where('id', '=', id)
    .execute()
}

/** The domains where somebody is a member and not suspended, by slug. */
export function listReachableDomains(db: Db, userId: string): Promise<ReachableDomain[]> {
  return db
    .selectFrom('memberships')
    .innerJoin('domains', 'domains.id', 'memberships.domain_id')
    .leftJoin('roles', join =>
      join
        .onRef('roles.domain_id', '=', 'memberships.domain_id')
        .onRef('roles.name', '=', 'memberships.role'),
    )
    .where('memberships.user_id', '=', userId)
    .where('memberships.suspended_at', 'is', null)
    .where('domains.deleted_at', 'is', null)
    .orderBy('domains.slug', 'asc')
    .select(['domains.id', 'domains.slug', 'domains.name', 'memberships.role', 'roles.permissions'])
    .execute()
}

/** What a domain is called, unless it was deleted. */
export function findDomainName(db: Db, id: string) {
  return db
    .selectFrom('domains')
    .select(['id', 'slug', 'name'])
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
}
