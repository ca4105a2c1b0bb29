import { setImmediate } from 'node:timers/promises'
import type { DomainActor } from '../../access/principal.ts'
import { AppError } from '../../app-error.ts'
import type { Db } from '../../db/engine.ts'
import type { CompiledType } from '../types/content-type.ts'
import type { TypeChange } from '../types/schema-change.ts'
import { readObjectPages } from './object-pages.ts'
import { listObjectsById } from './objects.store.ts'
import type { ContentObjectRow } from './objects.table.ts'
import { WORK } from './transaction-work.ts'
import { findLastChange, listChanges, listSlugs } from './type-objects.store.ts'
import { collectOffenders, costOf, refuseShared, rewritingOf } from './type-rewriting.ts'

/** What is known of the objects of a type before the transaction that changes it. */
export interface TypeSurvey {
  /** The last event that it takes account of: what was changed behind it is to be looked at again. */
  seq: number
  /** Ids of the objects that have to be written anew. */
  changing: readonly string[]
}

/** So few changes are left to the transaction. */
const LEFT_OVER = 100
const EVENTS_AT_ONCE = 1000
const SLUGS_AT_ONCE = 2000

/**
 * Looks at all objects of a type before it is changed, outside of any transaction: nobody waits for it,
 * and what is changed meanwhile is looked at again. Throws CONTENT_TYPE_CHANGE_REFUSED, VALUE_TAKEN,
 * and TRANSACTION_TOO_LARGE where more objects have to be written than one transaction may.
 */
export async function surveyObjects(
  db: Db,
  actor: DomainActor,
  type: CompiledType,
  change: TypeChange,
): Promise<TypeSurvey> {
  const offenders = collectOffenders(actor, type)
  const costs = new Map<string, number>()
  let seq = await findLastChange(db, type.domainId)

  function look(row: ContentObjectRow) {
    const rewritten = rewritingOf(type, change, row)
    offenders.add(row, rewritten)
    if (rewritten.isNeeded) costs.set(row.id, costOf(type, row))
    else costs.delete(row.id)
  }

  for await (const rows of readObjectPages(db, type)) rows.forEach(look)
  offenders.refuse()
  if (change.reslugs) await requireDistinct(db, actor, type)
  for (let count = Number.POSITIVE_INFINITY; count > LEFT_OVER; ) {
    const news = await listChanged(db, type, seq)
    news.rows.forEach(look)
    seq = news.seq
    count = news.count
  }
  offenders.refuse()
  const cost = [...costs.values()].reduce((sum, one) => sum + one, 0)
  if (cost > WORK.most) {
    const detail = `${costs.size} objects would have to be written anew at once, which is too much. Allow both the old and the new in the type first, import the objects as they are to be, and then repeat the change.`
    throw new AppError('TRANSACTION_TOO_LARGE', { detail })
  }
  return { seq, changing: [...costs.keys()] }
}

/** Objects of a type that were changed behind an event. Those of a day are kept: no survey takes that long. */
export async function listChanged(db: Db, type: CompiledType, after: number) {
  const events = await listChanges(db, type.domainId, { after, limit: EVENTS_AT_ONCE })
  const ids = events.flatMap(event => (event.type === type.name ? [event.object_id] : []))
  const rows = await listObjectsById(db, type.domainId, [...new Set(ids)])
  return {
    rows: rows.filter(row => row.type_number === type.number),
    count: events.length,
    seq: events.at(-1)?.seq ?? after,
  }
}

async function requireDistinct(db: Db, actor: DomainActor, type: CompiledType): Promise<void> {
  const { slugField } = type.view
  if (slugField === null) return
  const shared = new Set<string>()
  let last: { text: string; object_id: string } | undefined
  let slugs: { text: string; object_id: string }[]
  do {
    slugs = await listSlugs(db, type.number, slugField, { after: last, limit: SLUGS_AT_ONCE })
    for (const slug of slugs) {
      if (slug.text === last?.text) shared.add(slug.text)
      last = slug
    }
    await setImmediate()
  } while (slugs.length === SLUGS_AT_ONCE)
  refuseShared(actor, type, [...shared])
}
