import { type SqlBool, sql } from 'kysely'
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

/** Texts of a field, drafts and published ones alike, with the objects that have them: by both. */
export function listSlugs(
  db: Db,
  typeNumber: number,
  field: string,
  page: { after: { text: string; object_id: string } | undefined; limit: number },
) {
  const { after } = page
  return db
    .selectFrom('content_values')
    .select(['text', 'object_id'])
    .where('type_number', '=', typeNumber)
    .where('field', '=', field)
    .where('num', '=', 0)
    .$if(after !== undefined, query =>
      query.where(sql<SqlBool>`(text, object_id) > (${after?.text}, ${after?.object_id})`),
    )
    .orderBy('text')
    .orderBy('object_id')
    .limit(page.limit)
    .execute()
}

/** The number of the last change in a domain; 0 before the first. */
export async function findLastChange(db: Db, domainId: string): Promise<number> {
  const head = await db
    .selectFrom('content_heads')
    .select('seq')
    .where('domain_id', '=', domainId)
    .executeTakeFirst()
  return head?.seq ?? 0
}

/** What was changed in a domain behind a change. */
export function listChanges(db: Db, domainId: string, page: { after: number; limit: number }) {
  return db
    .selectFrom('content_events')
    .select(['seq', 'type', 'object_id'])
    .where('domain_id', '=', domainId)
    .where('seq', '>', page.after)
    .orderBy('seq')
    .limit(page.limit)
    .execute()
}
