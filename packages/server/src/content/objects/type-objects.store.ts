import { sql } from 'kysely'
import type { Db } from '../../db/engine.ts'
import type { ContentObjectRow } from './objects.table.ts'

/** Objects of a type by id, after the given one; none of a type that was dropped. */
export function listObjectsOfType(
  db: Db,
  typeNumber: number,
  page: { after: string | undefined; limit: number },
): Promise<ContentObjectRow[]> {
  let query = db
    .selectFrom('content_objects')
    .selectAll()
    .where('type_number', '=', ({ selectFrom }) =>
      selectFrom('content_types').select('number').where('number', '=', typeNumber),
    )
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
