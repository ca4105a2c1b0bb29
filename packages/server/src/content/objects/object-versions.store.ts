import type { Db, Tx } from '../../db/engine.ts'
import type { ContentDeletionRow, ContentVersionRow } from './objects.table.ts'

/** A version without what it says. */
type ListedVersion = Omit<ContentVersionRow, 'fields' | 'follows'>

export async function insertVersion(tx: Tx, version: ContentVersionRow): Promise<void> {
  await tx.insertInto('content_versions').values(version).execute()
}

/** Versions of an object, newest first, without their fields. */
export function listVersions(
  db: Db,
  domainId: string,
  id: string,
  page: { before: number | undefined; limit: number },
): Promise<ListedVersion[]> {
  let query = db
    .selectFrom('content_versions')
    .select(['domain_id', 'object_id', 'version', 'action', 'at', 'by_id', 'by_label'])
    .where('domain_id', '=', domainId)
    .where('object_id', '=', id)
  if (page.before !== undefined) query = query.where('version', '<', page.before)
  return query.orderBy('version', 'desc').limit(page.limit).execute()
}

/** The newest versions of each of the objects, newest first, without their fields. */
export function listNewestVersions(
  db: Db,
  domainId: string,
  ids: readonly string[],
  limit: number,
): Promise<ListedVersion[]> {
  if (ids.length === 0) return Promise.resolve([])
  const columns = [
    'domain_id',
    'object_id',
    'version',
    'action',
    'at',
    'by_id',
    'by_label',
  ] as const
  const placed = db
    .selectFrom('content_versions')
    .select(columns)
    .select(({ fn }) =>
      fn
        .agg<number>('row_number')
        .over(over => over.partitionBy('object_id').orderBy('version', 'desc'))
        .as('place'),
    )
    .where('domain_id', '=', domainId)
    .where('object_id', 'in', ids)
  return db
    .selectFrom(placed.as('placed'))
    .select(columns)
    .where('place', '<=', limit)
    .orderBy('object_id')
    .orderBy('version', 'desc')
    .execute()
}

export function findVersion(
  db: Db,
  domainId: string,
  id: string,
  version: number,
): Promise<ContentVersionRow | undefined> {
  return db
    .selectFrom('content_versions')
    .selectAll()
    .where('domain_id', '=', domainId)
    .where('object_id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
}

/** The fields as they were at a version: of it, or of the last one before that changed them. */
export async function findFieldsAt(
  db: Db,
  domainId: string,
  id: string,
  version: number,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('content_versions')
    .select('fields')
    .where('domain_id', '=', domainId)
    .where('object_id', '=', id)
    .where('version', '<=', version)
    .where('fields', 'is not', null)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.fields ?? undefined
}

/** Notes how far the versions of deleted objects went. */
export async function putDeletions(
  tx: Tx,
  deletions: readonly ContentDeletionRow[],
): Promise<void> {
  await tx
    .insertInto('content_deletions')
    .values(deletions)
    .onConflict(conflict =>
      conflict
        .columns(['domain_id', 'object_id'])
        .doUpdateSet(({ ref }) => ({ version: ref('excluded.version') })),
    )
    .execute()
}

/** The last version that a deleted object with this id had; 0 where there was none. */
export async function findDeletedVersion(db: Db, domainId: string, id: string): Promise<number> {
  const row = await db
    .selectFrom('content_deletions')
    .select('version')
    .where('domain_id', '=', domainId)
    .where('object_id', '=', id)
    .executeTakeFirst()
  return row?.version ?? 0
}
