import { sql } from 'kysely'
import type { Db, Engine, Tx } from '../../db/engine.ts'
import type { ContentTypeRow } from './content-types.table.ts'

/** All content types of a domain by name. */
export function listContentTypes(
  db: Db,
  engine: Engine,
  domainId: string,
): Promise<ContentTypeRow[]> {
  return db
    .selectFrom('content_types')
    .selectAll()
    .where('domain_id', '=', domainId)
    .orderBy(sql`name ${engine.bytewise}`)
    .execute()
}

/** The names of the content types of a domain, with their numbers. */
export function listTypeNumbers(db: Db, domainId: string) {
  return db
    .selectFrom('content_types')
    .select(['name', 'number'])
    .where('domain_id', '=', domainId)
    .execute()
}

export function findContentType(
  db: Db,
  domainId: string,
  name: string,
): Promise<ContentTypeRow | undefined> {
  return selectContentType(db, domainId, name).executeTakeFirst()
}

/** A content type, locked until the transaction ends: nobody writes its objects meanwhile. */
export function lockContentType(
  tx: Tx,
  engine: Engine,
  domainId: string,
  name: string,
): Promise<ContentTypeRow | undefined> {
  return engine.forUpdate(selectContentType(tx, domainId, name)).executeTakeFirst()
}

/** A content type that others may read, but not change, until the transaction ends. */
export function holdContentType(
  tx: Tx,
  engine: Engine,
  domainId: string,
  name: string,
): Promise<ContentTypeRow | undefined> {
  return engine.forShare(selectContentType(tx, domainId, name)).executeTakeFirst()
}

/**
 * A number that no type of any domain has or had: what another node still knows by the number of a
 * dropped type must never be found under a new one. Others who make a type wait for the commit.
 */
export async function nextTypeNumber(tx: Tx): Promise<number> {
  const { value } = await tx
    .insertInto('meta')
    .values({ name: 'lastContentTypeNumber', value: '1' })
    .onConflict(conflict =>
      conflict
        .column('name')
        .doUpdateSet({ value: sql`cast(cast(meta.value as integer) + 1 as text)` }),
    )
    .returning('value')
    .executeTakeFirstOrThrow()
  return Number(value)
}

/** Inserts a type; throws a duplicate where the domain has one of its name. */
export async function insertContentType(tx: Tx, row: ContentTypeRow): Promise<void> {
  await tx.insertInto('content_types').values(row).execute()
}

/** Writes the given columns and moves the version on. */
export async function setContentType(
  tx: Tx,
  id: string,
  columns: Partial<Omit<ContentTypeRow, 'id' | 'domain_id' | 'number' | 'name' | 'version'>>,
): Promise<void> {
  await tx
    .updateTable('content_types')
    .set(columns)
    .set({ version: sql`version + 1` })
    .where('id', '=', id)
    .execute()
}

export async function deleteContentType(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('content_types').where('id', '=', id).execute()
}

function selectContentType(db: Db, domainId: string, name: string) {
  return db
    .selectFrom('content_types')
    .selectAll()
    .where('domain_id', '=', domainId)
    .where('name', '=', name)
}
