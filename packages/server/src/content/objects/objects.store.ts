import type { Db, Engine, Tx } from '../../db/engine.ts'
import type { ContentObjectRow } from './objects.table.ts'

export function findObject(
  db: Db,
  domainId: string,
  typeNumber: number,
  id: string,
): Promise<ContentObjectRow | undefined> {
  return selectObject(db, domainId, typeNumber, id).executeTakeFirst()
}

/** What an object is shown from, to be run with the ids of domain, type (its number) and object. */
export function compileShownObject(db: Db) {
  return db
    .selectFrom('content_objects')
    .select(SHOWN)
    .where('domain_id', '=', '')
    .where('type_number', '=', 0)
    .where('id', '=', '')
    .compile()
}

const SHOWN = [
  'title',
  'fields',
  'version',
  'published_version',
  'created_at',
  'created_by',
  'created_by_label',
  'updated_at',
  'updated_by',
  'updated_by_label',
  'published_at',
] as const

/** The columns of an object that show it to editors. */
export type ShownObjectRow = Pick<ContentObjectRow, (typeof SHOWN)[number]>

export function lockObject(
  tx: Tx,
  engine: Engine,
  domainId: string,
  typeNumber: number,
  id: string,
): Promise<ContentObjectRow | undefined> {
  return engine.forUpdate(selectObject(tx, domainId, typeNumber, id)).executeTakeFirst()
}

/** Objects of any type by id, in no order; ids that do not exist are left out. */
export function listObjectsById(
  db: Db,
  domainId: string,
  ids: readonly string[],
): Promise<ContentObjectRow[]> {
  if (ids.length === 0) return Promise.resolve([])
  return db
    .selectFrom('content_objects')
    .selectAll()
    .where('domain_id', '=', domainId)
    .where('id', 'in', ids)
    .execute()
}

/** Which of the ids exist, with the type of each. */
export function listTypesOfObjects(db: Db, domainId: string, ids: readonly string[]) {
  if (ids.length === 0) return Promise.resolve([])
  return db
    .selectFrom('content_objects')
    .select(['id', 'type_number'])
    .where('domain_id', '=', domainId)
    .where('id', 'in', ids)
    .execute()
}

/** The object that has a value in a field, drafts and published ones alike; the one given left out. */
export async function findByValue(
  db: Db,
  value: { typeNumber: number; field: string; text: string },
  except: string | undefined,
): Promise<string | undefined> {
  let query = db
    .selectFrom('content_values')
    .select('object_id')
    .where('type_number', '=', value.typeNumber)
    .where('field', '=', value.field)
    .where('num', '=', 0)
    .where('text', '=', value.text)
  if (except !== undefined) query = query.where('object_id', '<>', except)
  return (await query.limit(1).executeTakeFirst())?.object_id
}

/** Those of the texts that some object has in a field, drafts and published ones alike. */
export async function listTaken(
  db: Db,
  { typeNumber, field }: { typeNumber: number; field: string },
  texts: readonly string[],
): Promise<string[]> {
  const rows = await db
    .selectFrom('content_values')
    .select('text')
    .where('type_number', '=', typeNumber)
    .where('field', '=', field)
    .where('num', '=', 0)
    .where('text', 'in', texts)
    .execute()
  return rows.map(row => row.text)
}

/** The published object that has a value in a field. */
export function findPublishedByValue(
  db: Db,
  domainId: string,
  value: { typeNumber: number; field: string; text: string },
): Promise<ContentObjectRow | undefined> {
  return db
    .selectFrom('content_values')
    .innerJoin('content_objects', 'content_objects.id', 'content_values.object_id')
    .selectAll('content_objects')
    .where('content_values.type_number', '=', value.typeNumber)
    .where('content_values.field', '=', value.field)
    .where('content_values.num', '=', 0)
    .where('content_values.text', '=', value.text)
    .where('content_values.views', 'in', [2, 3])
    .where('content_objects.domain_id', '=', domainId)
    .limit(1)
    .executeTakeFirst()
}

export async function insertObject(tx: Tx, object: ContentObjectRow): Promise<void> {
  await tx.insertInto('content_objects').values(object).execute()
}

export async function setObject(tx: Tx, object: ContentObjectRow): Promise<void> {
  const { domain_id, id, ...columns } = object
  await tx
    .updateTable('content_objects')
    .set(columns)
    .where('domain_id', '=', domain_id)
    .where('id', '=', id)
    .execute()
}

/** Deletes an object with its history. */
export async function deleteObject(tx: Tx, domainId: string, id: string): Promise<void> {
  await tx
    .deleteFrom('content_versions')
    .where('domain_id', '=', domainId)
    .where('object_id', '=', id)
    .execute()
  await tx
    .deleteFrom('content_objects')
    .where('domain_id', '=', domainId)
    .where('id', '=', id)
    .execute()
}

function selectObject(db: Db, domainId: string, typeNumber: number, id: string) {
  return db
    .selectFrom('content_objects')
    .selectAll()
    .where('domain_id', '=', domainId)
    .where('type_number', '=', typeNumber)
    .where('id', '=', id)
}
