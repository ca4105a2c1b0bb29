import { sql } from 'kysely'
import type { Db, Tx } from '../../db/engine.ts'
import type { ContentObjectRow } from './objects.table.ts'

/** Objects of a type by id, after the given one. */
export function listObjectsOfType(
  db: Db,
  typeNumber: number,
  page: { after: string | undefined; limit: number },
): Promise<ContentObjectRow[]> {
  let query = db
    .selectFrom('content_objects')
    .selectAll()
    .where('type_number', '=', typeNumber)
    .orderBy('id')
    .limit(page.limit)
  if (page.after !== undefined) query = query.where('id', '>', page.after)
  return query.execute()
}

/** Values of a field that several objects of a type have, drafts and published ones alike. */
export async function listSharedValues(
  db: Db,
  typeNumber: number,
  field: string,
  limit: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom('content_values')
    .select('text')
    .where('type_number', '=', typeNumber)
    .where('field', '=', field)
    .groupBy('text')
    .having(sql<number>`count(distinct object_id)`, '>', 1)
    .orderBy('text')
    .limit(limit)
    .execute()
  return rows.map(row => row.text)
}

/** Objects of other types that refer to objects of this one. */
export async function listOutsideReferrers(
  db: Db,
  type: { domainId: string; number: number },
  limit: number,
): Promise<{ id: string; type_number: number }[]> {
  return db
    .selectFrom('content_references')
    .innerJoin('content_objects as targets', join =>
      join
        .onRef('targets.domain_id', '=', 'content_references.domain_id')
        .onRef('targets.id', '=', 'content_references.target_id'),
    )
    .innerJoin('content_objects as sources', join =>
      join
        .onRef('sources.domain_id', '=', 'content_references.domain_id')
        .onRef('sources.id', '=', 'content_references.source_id'),
    )
    .where('content_references.domain_id', '=', type.domainId)
    .where('targets.type_number', '=', type.number)
    .where('sources.type_number', '<>', type.number)
    .select(['sources.id', 'sources.type_number'])
    .distinct()
    .orderBy('sources.id')
    .limit(limit)
    .execute()
}

/** Deletes all objects of a type with all that is kept of them; answers how many there were. */
export async function deleteObjectsOfType(
  tx: Tx,
  type: { domainId: string; number: number },
): Promise<number> {
  const ids = tx
    .selectFrom('content_objects')
    .select('id')
    .where('domain_id', '=', type.domainId)
    .where('type_number', '=', type.number)
  await tx.deleteFrom('content_values').where('type_number', '=', type.number).execute()
  await tx
    .deleteFrom('content_references')
    .where('domain_id', '=', type.domainId)
    .where('source_id', 'in', ids)
    .execute()
  await tx
    .deleteFrom('content_versions')
    .where('domain_id', '=', type.domainId)
    .where('object_id', 'in', ids)
    .execute()
  const result = await tx
    .deleteFrom('content_objects')
    .where('domain_id', '=', type.domainId)
    .where('type_number', '=', type.number)
    .executeTakeFirst()
  return Number(result.numDeletedRows)
}
