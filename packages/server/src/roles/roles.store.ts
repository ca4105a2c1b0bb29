import { type SqlBool, sql } from 'kysely'
import { namingPattern } from '../access/grants.ts'
import type { Db, Engine, Tx } from '../db/engine.ts'
import type { RoleRow } from './roles.table.ts'

export async function insertRole(tx: Tx, row: RoleRow): Promise<void> {
  await tx.insertInto('roles').values(row).execute()
}

export function findRole(db: Db, domainId: string, name: string): Promise<RoleRow | undefined> {
  return db
    .selectFrom('roles')
    .selectAll()
    .where('domain_id', '=', domainId)
    .where('name', '=', name)
    .executeTakeFirst()
}

/** A role, locked until the transaction ends. */
export function lockRole(
  tx: Tx,
  engine: Engine,
  domainId: string,
  name: string,
): Promise<RoleRow | undefined> {
  return engine
    .forUpdate(
      tx.selectFrom('roles').selectAll().where('domain_id', '=', domainId).where('name', '=', name),
    )
    .executeTakeFirst()
}

/** The domain's own roles by name, after the given one. */
export function listRoles(
  db: Db,
  engine: Engine,
  domainId: string,
  page: { after: string | undefined; limit: number },
): Promise<RoleRow[]> {
  // Bytewise, so that both engines give the same order.
  const name = sql<string>`name ${engine.bytewise}`
  let query = db
    .selectFrom('roles')
    .selectAll()
    .where('domain_id', '=', domainId)
    .orderBy(name)
    .limit(page.limit)
  if (page.after !== undefined) query = query.where(name, '>', page.after)
  return query.execute()
}

/** The domain's own roles that may name a resource, locked: more than do, never fewer. */
export function lockRolesNaming(
  tx: Tx,
  engine: Engine,
  domainId: string,
  resource: string,
): Promise<RoleRow[]> {
  return engine
    .forUpdate(
      tx
        .selectFrom('roles')
        .selectAll()
        .where('domain_id', '=', domainId)
        .where(sql<SqlBool>`permissions like ${namingPattern(resource)} escape '\\'`)
        .orderBy(sql`name ${engine.bytewise}`),
    )
    .execute()
}

export async function setRole(
  tx: Tx,
  row: Pick<RoleRow, 'domain_id' | 'name' | 'description' | 'permissions' | 'updated_at'>,
): Promise<void> {
  await tx
    .updateTable('roles')
    .set({
      description: row.description,
      permissions: row.permissions,
      updated_at: row.updated_at,
      version: sql`version + 1`,
    })
    .where('domain_id', '=', row.domain_id)
    .where('name', '=', row.name)
    .execute()
}

export async function deleteRole(tx: Tx, domainId: string, name: string): Promise<void> {
  await tx.deleteFrom('roles').where('domain_id', '=', domainId).where('name', '=', name).execute()
}

/** How many members, keys (not revoked) and pending invitations have each of the roles. */
export async function countHolders(
  db: Db,
  domainId: string,
  names: readonly string[],
  now: number,
): Promise<Map<string, { users: number; keys: number; invitations: number }>> {
  const counts = new Map(names.map(name => [name, { users: 0, keys: 0, invitations: 0 }]))
  if (names.length === 0) return counts
  const count = sql<number>`count(*)`.as('holders')
  const members = await db
    .selectFrom('memberships')
    .select(['role', count])
    .where('domain_id', '=', domainId)
    .where('role', 'in', names)
    .groupBy('role')
    .execute()
  const keys = await db
    .selectFrom('keys')
    .select(['role', count])
    .where('domain_id', '=', domainId)
    .where('role', 'in', names)
    .where('revoked_at', 'is', null)
    .groupBy('role')
    .execute()
  const invitations = await db
    .selectFrom('invitations')
    .select(['role', count])
    .where('domain_id', '=', domainId)
    .where('role', 'in', names)
    .where('accepted_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .where('expires_at', '>', now)
    .groupBy('role')
    .execute()
  const note = (rows: { role: string | null; holders: number }[], kind: keyof Holders) => {
    for (const { role, holders } of rows) {
      const entry = counts.get(role ?? '')
      if (entry) entry[kind] = holders
    }
  }
  note(members, 'users')
  note(keys, 'keys')
  note(invitations, 'invitations')
  return counts
}

interface Holders {
  users: number
  keys: number
  invitations: number
}
