import type { Db, Engine, Tx } from '../db/engine.ts'
import type { ApiRow } from './apis.table.ts'

/** The APIs of a domain by slug, after the given one. */
export function listApis(
  db: Db,
  domainId: string,
  page: { after?: string | undefined; limit: number },
): Promise<ApiRow[]> {
  let query = db.selectFrom('apis').selectAll().where('domain_id', '=', domainId)
  if (page.after !== undefined) query = query.where('slug', '>', page.after)
  return query.orderBy('slug').limit(page.limit).execute()
}

/** The resources of all APIs of a domain. */
export function listResources(db: Db, domainId: string) {
  return db
    .selectFrom('apis')
    .select(['slug', 'resources'])
    .where('domain_id', '=', domainId)
    .orderBy('slug')
    .execute()
}

export function findApi(db: Db, domainId: string, slug: string): Promise<ApiRow | undefined> {
  return selectApi(db, domainId, slug).executeTakeFirst()
}

export function lockApi(
  tx: Tx,
  engine: Engine,
  domainId: string,
  slug: string,
): Promise<ApiRow | undefined> {
  return engine.forUpdate(selectApi(tx, domainId, slug)).executeTakeFirst()
}

/**
 * What enforcement needs of an API, by slug or id of its domain; all null but the domain where that
 * has no such API, undefined where there is no such domain.
 */
export function findRoutes(db: Db, domain: string, slug: string) {
  return db
    .selectFrom('domains')
    .leftJoin('apis', join =>
      join.onRef('apis.domain_id', '=', 'domains.id').on('apis.slug', '=', slug),
    )
    .where(domain.startsWith('dom_') ? 'domains.id' : 'domains.slug', '=', domain)
    .where('domains.deleted_at', 'is', null)
    .select(['domains.id as domain_id', 'domains.slug as domain_slug'])
    .select(['apis.routes', 'apis.unmatched'])
    .executeTakeFirst()
}

export async function insertApi(tx: Tx, api: ApiRow): Promise<void> {
  await tx.insertInto('apis').values(api).execute()
}

/** Changes columns of an API and raises its version. */
export async function setApi(tx: Tx, id: string, columns: Partial<ApiRow>): Promise<void> {
  await tx
    .updateTable('apis')
    .set(columns)
    .set(({ eb }) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .execute()
}

export async function deleteApi(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('apis').where('id', '=', id).execute()
}

function selectApi(db: Db, domainId: string, slug: string) {
  return db
    .selectFrom('apis')
    .selectAll()
    .where('domain_id', '=', domainId)
    .where('slug', '=', slug)
}
