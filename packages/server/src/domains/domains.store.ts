import { sql } from 'kysely'
import type { Db, Engine, Tx } from '../db/engine.ts'
import type { DomainRow } from './domains.table.ts'

export async function insertDomain(tx: Tx, row: DomainRow): Promise<void> {
  await tx.insertInto('domains').values(row).execute()
}

/** The first member of a new domain. */
export async function insertFirstAdmin(
  tx: Tx,
  domainId: string,
  userId: string,
  at: number,
): Promise<void> {
  await tx
    .insertInto('memberships')
    .values({
      domain_id: domainId,
      user_id: userId,
      role: 'ADMIN',
      suspended_at: null,
      created_at: at,
      updated_at: at,
      version: 1,
    })
    .execute()
}

/** A domain, locked until the transaction ends; undefined once deleted. */
export async function lockDomain(
  tx: Tx,
  engine: Engine,
  id: string,
): Promise<DomainRow | undefined> {
  return engine
    .forUpdate(
      tx.selectFrom('domains').selectAll().where('id', '=', id).where('deleted_at', 'is', null),
    )
    .executeTakeFirst()
}

/** The domains with one of these slugs or ids, locked in the order of their ids. */
export function lockDomains(
  tx: Tx,
  engine: Engine,
  slugsOrIds: readonly string[],
): Promise<DomainRow[]> {
  const query = tx
    .selectFrom('domains')
    .selectAll()
    .where(where => where.or([where('id', 'in', slugsOrIds), where('slug', 'in', slugsOrIds)]))
    .where('deleted_at', 'is', null)
    .orderBy('id')
  return engine.forUpdate(query).execute()
}

export async function setDomain(
  tx: Tx,
  id: string,
  columns: Partial<Pick<DomainRow, 'name' | 'settings' | 'deleted_at'>> & { updated_at: number },
): Promise<void> {
  await tx
    .updateTable('domains')
    .set({ ...columns, version: sql`version + 1` })
    .where('id', '=', id)
    .execute()
}

export function findDomainById(db: Db, id: string): Promise<DomainRow | undefined> {
  return db
    .selectFrom('domains')
    .selectAll()
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
}

/** The domain with this slug or id, unless deleted. */
export function findDomainByName(db: Db, slugOrId: string): Promise<DomainRow | undefined> {
  return db
    .selectFrom('domains')
    .selectAll()
    .where(slugOrId.startsWith('dom_') ? 'id' : 'slug', '=', slugOrId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
}

/** The domains that a user is an active member of, by slug, after the given one. */
export function listDomainsOf(
  db: Db,
  userId: string,
  page: { after: string | undefined; limit: number },
) {
  let query = db
    .selectFrom('domains')
    .innerJoin('memberships', 'memberships.domain_id', 'domains.id')
    .where('memberships.user_id', '=', userId)
    .where('memberships.suspended_at', 'is', null)
    .where('domains.deleted_at', 'is', null)
    .selectAll('domains')
    .select('memberships.role')
    .orderBy('domains.slug')
    .limit(page.limit)
  if (page.after !== undefined) query = query.where('domains.slug', '>', page.after)
  return query.execute()
}
