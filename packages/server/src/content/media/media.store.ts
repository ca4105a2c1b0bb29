import type { MEDIA_SORTS } from '@keywright/contract'
import { type SqlBool, sql } from 'kysely'
import type { Db, Engine, Tx } from '../../db/engine.ts'
import { foldAscii, likePatterns } from '../../lib/like.ts'
import { VIEWS } from '../objects/objects.table.ts'
import type { MediaRow } from './media.table.ts'

/** A file, and how many objects of certain types refer to it. */
export interface MediaRecord extends MediaRow {
  references: number
}

/** An order of files; what is the same in it is in the order of the ids. */
export type MediaSort = (typeof MEDIA_SORTS)[number]

/** Which files of a domain in which order, and where a page of them begins. */
export interface MediaFilter {
  search?: string | undefined
  /** `image`, or `image/png`. */
  type?: string | undefined
  sort: MediaSort
  /** The sort value and id of the row before. */
  after?: readonly [value: string | number, id: string] | undefined
  limit: number
}

/** Where a file is, and the types whose references are counted. */
interface Counted {
  domainId: string
  types: readonly string[]
}

/** A page of the files of a domain. */
export async function listMedia(
  db: Db,
  engine: Engine,
  counted: Counted,
  { search, type, sort, after, limit }: MediaFilter,
): Promise<MediaRecord[]> {
  const id = sql<string>`content_media.id ${engine.bytewise}`
  const column = columnOf(sort, engine)
  const isDescending = sort.startsWith('-')
  const direction = sql.raw(isDescending ? 'desc' : 'asc')
  let query = selectMedia(db, counted)
  if (search !== undefined) query = query.where(named(engine, search))
  if (type?.includes('/')) query = query.where('type', '=', type)
  else if (type !== undefined) query = query.where('type', 'like', `${type}/%`)
  if (after) {
    const beyond = sql.raw(isDescending ? '<' : '>')
    const [value, lastId] = after
    query = query
      .where(sql<SqlBool>`(${column}, ${id}) ${beyond} (${value}, ${lastId})`)
      // The same once more: SQLite looks up no row of values that begins with an expression.
      .where(sql<SqlBool>`${column} ${beyond}= ${value}`)
  }
  return query.orderBy(sql`${column} ${direction}, ${id} ${direction}`).limit(limit).execute()
}

/** The value that the cursor keeps of the last row of a page. */
export function sortValue(row: MediaRow, sort: MediaSort): string | number {
  if (isByName(sort)) return foldAscii(row.name)
  return sort.endsWith('size') ? row.size : row.created_at
}

/** Whether files are in the order of a text. */
export function isByName(sort: MediaSort): boolean {
  return sort.endsWith('name')
}

export function findMedia(db: Db, counted: Counted, id: string): Promise<MediaRecord | undefined> {
  return selectMedia(db, counted).where('id', '=', id).executeTakeFirst()
}

/** Those of the ids that are files of the domain, without their references. */
export function listMediaById(db: Db, domainId: string, ids: readonly string[]) {
  return db
    .selectFrom('content_media')
    .selectAll()
    .where('domain_id', '=', domainId)
    .where('id', 'in', ids)
    .execute()
}

/** A file without its references, and whether something published refers to it. */
export async function findDeliveredMedia(db: Db, domainId: string, id: string) {
  return db
    .selectFrom('content_media')
    .selectAll()
    .select(({ exists, selectFrom }) =>
      exists(
        selectFrom('content_references')
          .innerJoin('content_objects', join =>
            join
              .onRef('content_objects.domain_id', '=', 'content_references.domain_id')
              .onRef('content_objects.id', '=', 'content_references.source_id'),
          )
          .innerJoin('content_types', 'content_types.number', 'content_objects.type_number')
          .select('content_references.source_id')
          .where('content_references.domain_id', '=', domainId)
          .where('content_references.target_id', '=', id)
          .where(sql<SqlBool>`content_references.views & ${VIEWS.published} <> 0`),
      ).as('published'),
    )
    .where('content_media.domain_id', '=', domainId)
    .where('content_media.id', '=', id)
    .executeTakeFirst()
}

export function lockMedia(
  tx: Tx,
  engine: Engine,
  domainId: string,
  id: string,
): Promise<MediaRow | undefined> {
  const query = tx
    .selectFrom('content_media')
    .selectAll()
    .where('domain_id', '=', domainId)
    .where('id', '=', id)
  return engine.forUpdate(query).executeTakeFirst()
}

/** Those of the ids that are files of the domain; they then stay to the end of the transaction. */
export async function holdMedia(
  tx: Tx,
  engine: Engine,
  domainId: string,
  ids: readonly string[],
): Promise<string[]> {
  const query = tx
    .selectFrom('content_media')
    .select('id')
    .where('domain_id', '=', domainId)
    .where('id', 'in', ids)
    .orderBy('id')
  const rows = await engine.forShare(query).execute()
  return rows.map(({ id }) => id)
}

export async function insertMedia(tx: Tx, row: MediaRow): Promise<void> {
  await tx.insertInto('content_media').values(row).execute()
}

/** Changes columns of a file and raises its version. */
export async function setMedia(
  tx: Tx,
  id: string,
  columns: Pick<MediaRow, 'name' | 'alt' | 'focal_point' | 'updated_at'>,
): Promise<void> {
  await tx
    .updateTable('content_media')
    .set({ ...columns, version: sql`version + 1` })
    .where('id', '=', id)
    .execute()
}

export async function deleteMedia(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('content_media').where('id', '=', id).execute()
}

/** The objects that refer to a file, each once, with their types. */
export function listReferrers(db: Db, domainId: string, id: string, limit: number) {
  return db
    .selectFrom('content_references')
    .innerJoin('content_objects', join =>
      join
        .onRef('content_objects.domain_id', '=', 'content_references.domain_id')
        .onRef('content_objects.id', '=', 'content_references.source_id'),
    )
    .innerJoin('content_types', 'content_types.number', 'content_objects.type_number')
    .where('content_references.domain_id', '=', domainId)
    .where('content_references.target_id', '=', id)
    .select(['content_objects.id', 'content_objects.title', 'content_types.name as type'])
    .distinct()
    .orderBy('content_objects.id')
    .limit(limit)
    .execute()
}

/** Whether anything refers to a file. */
export async function isReferred(db: Db, domainId: string, id: string): Promise<boolean> {
  const row = await db
    .selectFrom('content_references')
    .innerJoin('content_objects', join =>
      join
        .onRef('content_objects.domain_id', '=', 'content_references.domain_id')
        .onRef('content_objects.id', '=', 'content_references.source_id'),
    )
    .innerJoin('content_types', 'content_types.number', 'content_objects.type_number')
    .select('source_id')
    .where('content_references.domain_id', '=', domainId)
    .where('target_id', '=', id)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Notes that bytes are to be taken away at a time, unless they become a file before. */
export async function insertLeftover(db: Db, key: string, dueAt: number): Promise<void> {
  await db
    .insertInto('media_leftovers')
    .values({ storage_key: key, due_at: dueAt })
    .onConflict(conflict => conflict.column('storage_key').doUpdateSet({ due_at: dueAt }))
    .execute()
}

/** Takes the note back; false when it is due, so that the bytes may be gone already. */
export async function takeLeftover(tx: Tx, key: string, now: number): Promise<boolean> {
  const result = await tx
    .deleteFrom('media_leftovers')
    .where('storage_key', '=', key)
    .where('due_at', '>', now)
    .executeTakeFirst()
  return result.numDeletedRows > 0n
}

export async function deleteLeftover(db: Db, key: string): Promise<void> {
  await db.deleteFrom('media_leftovers').where('storage_key', '=', key).execute()
}

/** Bytes that nobody has waited for since a time, the oldest first. */
export async function listLeftovers(db: Db, until: number, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('media_leftovers')
    .select('storage_key')
    .where('due_at', '<=', until)
    .orderBy('due_at')
    .limit(limit)
    .execute()
  return rows.map(row => row.storage_key)
}

function selectMedia(db: Db, { domainId, types }: Counted) {
  return db
    .selectFrom('content_media')
    .selectAll('content_media')
    .select(where =>
      where
        .selectFrom('content_references')
        .innerJoin('content_objects', join =>
          join
            .onRef('content_objects.domain_id', '=', 'content_references.domain_id')
            .onRef('content_objects.id', '=', 'content_references.source_id'),
        )
        .innerJoin('content_types', 'content_types.number', 'content_objects.type_number')
        .where('content_references.domain_id', '=', domainId)
        .whereRef('content_references.target_id', '=', 'content_media.id')
        // No type is called nothing, and a list must not be empty.
        .where('content_types.name', 'in', types.length > 0 ? types : [''])
        .select(count =>
          count.fn.count<number>('content_references.source_id').distinct().as('count'),
        )
        .$asScalar()
        .$notNull()
        .as('references'),
    )
    .where('content_media.domain_id', '=', domainId)
}

/** The expressions are those of the indexes. */
function columnOf(sort: MediaSort, engine: Engine) {
  if (isByName(sort)) return folded('name', engine)
  return sort.endsWith('size') ? sql`content_media.size` : sql`content_media.created_at`
}

function folded(column: 'name' | 'alt', { bytewise }: Engine) {
  return sql`lower(${sql.ref(`content_media.${column}`)} ${bytewise})`
}

function named(engine: Engine, search: string) {
  const patterns = likePatterns(search).flatMap(pattern =>
    (['name', 'alt'] as const).map(
      column => sql`${folded(column, engine)} like ${pattern} escape '\\'`,
    ),
  )
  return sql<SqlBool>`(${sql.join(patterns, sql` or `)})`
}
