import { sql } from 'kysely'
import type { Db, Tx } from '../../db/engine.ts'
import type { ContentDroppedTypesTable } from '../types/content-types.table.ts'
import { isOfDomain, isOfType } from './object-rows.store.ts'
import { putDeletions } from './object-versions.store.ts'

/** Notes that the objects of a type are to be deleted; answers how many there are. */
export async function insertDroppedType(
  tx: Tx,
  type: { domainId: string; number: number },
): Promise<number> {
  const { count } = await tx
    .selectFrom('content_objects')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('type_number', '=', type.number)
    .executeTakeFirstOrThrow()
  await tx
    .insertInto('content_dropped_types')
    .values({ number: type.number, domain_id: type.domainId })
    .execute()
  return Number(count)
}

export function listDroppedTypes(db: Db): Promise<ContentDroppedTypesTable[]> {
  return db.selectFrom('content_dropped_types').selectAll().orderBy('number').execute()
}

/** The dropped type whose object has an id. */
export function findDroppedType(
  db: Db,
  domainId: string,
  objectId: string,
): Promise<ContentDroppedTypesTable | undefined> {
  return db
    .selectFrom('content_dropped_types')
    .innerJoin('content_objects', 'content_objects.type_number', 'content_dropped_types.number')
    .selectAll('content_dropped_types')
    .where('content_objects.domain_id', '=', domainId)
    .where('content_objects.id', '=', objectId)
    .executeTakeFirst()
}

/**
 * Deletes objects of a dropped type with all that is kept of them but their words and their last
 * numbers: the one with an id, or some. Answers their ids; fewer than the limit may be left while
 * others delete as well.
 */
export async function deleteDroppedObjects(
  tx: Tx,
  { number, domain_id }: ContentDroppedTypesTable,
  which: { id: string } | { limit: number },
): Promise<string[]> {
  // The objects first: whoever deletes one as well, or takes its id, waits here for the other.
  const some = tx.selectFrom('content_objects').select('id').where('type_number', '=', number)
  const rows = await tx
    .deleteFrom('content_objects')
    .where('domain_id', '=', domain_id)
    .where('type_number', '=', number)
    .where('id', 'in', 'id' in which ? [which.id] : some.limit(which.limit))
    .returning(['id', 'version'])
    .execute()
  const ids = rows.map(row => row.id)
  if (ids.length === 0) return ids
  // That its type was dropped ended it, as a deletion does.
  await putDeletions(
    tx,
    rows.map(({ id, version }) => ({ domain_id, object_id: id, version: version + 1 })),
  )
  await tx
    .deleteFrom('content_values')
    .where('object_id', 'in', ids)
    .where(isOfType(number, sql`content_values`))
    .execute()
  await tx
    .deleteFrom('content_references')
    .where('source_id', 'in', ids)
    .where(isOfDomain(domain_id))
    .execute()
  await tx
    .deleteFrom('content_versions')
    .where('domain_id', '=', domain_id)
    .where('object_id', 'in', ids)
    .execute()
  return ids
}

/** Takes the note back, if no object is left. */
export async function deleteDroppedType(tx: Tx, number: number): Promise<void> {
  await tx
    .deleteFrom('content_dropped_types')
    .where('number', '=', number)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('content_objects').select('id').where('type_number', '=', number).limit(1),
        ),
      ),
    )
    .execute()
}
