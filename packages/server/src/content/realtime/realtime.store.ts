import type { Db } from '../../db/engine.ts'
import type { ContentEventRow } from '../objects/objects.table.ts'

/** The last event of a domain; 0 before the first. */
export async function findLastEvent(db: Db, domainId: string): Promise<number> {
  const row = await db
    .selectFrom('content_heads')
    .select('seq')
    .where('domain_id', '=', domainId)
    .executeTakeFirst()
  return row?.seq ?? 0
}

/** The oldest event of a domain that is still there. */
export async function findOldestEvent(db: Db, domainId: string): Promise<number | undefined> {
  const row = await db
    .selectFrom('content_events')
    .select('seq')
    .where('domain_id', '=', domainId)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()
  return row?.seq
}

/** Events of a domain behind one of them, in their order. */
export function listEvents(
  db: Db,
  domainId: string,
  page: { after: number; limit: number },
): Promise<ContentEventRow[]> {
  return db
    .selectFrom('content_events')
    .selectAll()
    .where('domain_id', '=', domainId)
    .where('seq', '>', page.after)
    .orderBy('seq')
    .limit(page.limit)
    .execute()
}

/** Domains with more than so many events, and the last of each. */
export function listLongLogs(db: Db, moreThan: number) {
  return db
    .selectFrom('content_heads')
    .select(['domain_id', 'seq'])
    .where('seq', '>', moreThan)
    .execute()
}

/** Forgets events up to one of them that are older than a time; answers how many. */
export async function deleteEvents(
  db: Db,
  domainId: string,
  { upTo, before }: { upTo: number; before: number },
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('content_events')
    .where('domain_id', '=', domainId)
    .where('seq', '<=', upTo)
    .where('at', '<', before)
    .executeTakeFirst()
  return Number(numDeletedRows)
}
