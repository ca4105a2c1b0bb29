import type { DomainActor } from '../../access/principal.ts'
import { AppError } from '../../app-error.ts'
import type { AuditChange } from '../../audit/audit.service.ts'
import type { Tx } from '../../db/engine.ts'
import { readJson } from '../../lib/json.ts'
import type { Fields } from './object.view.ts'
import { mayDo, type ObjectAddress, type WriterParts } from './object-parts.ts'
import { withoutReference } from './object-references.ts'
import {
  insertEvent,
  listReferrers,
  replaceReferences,
  replaceValues,
} from './object-rows.store.ts'
import { titled } from './object-title.ts'
import { deletionTrail, publicationTrail } from './object-trail.ts'
import type { ObjectTurns } from './object-turn.ts'
import { putDeletions } from './object-versions.store.ts'
import { deleteObject, listObjectsById } from './objects.store.ts'
import { addWork, beginWork, WORK } from './transaction-work.ts'

/** Deletes an object inside a transaction; answers what the audit trail keeps of it. */
export type DeleteObject = (
  tx: Tx,
  actor: DomainActor,
  at: ObjectAddress,
  detach: boolean,
) => Promise<readonly AuditChange[]>

/** More are not taken apart in one transaction. */
const MAX_DETACHED = 1000
const MAX_OFFENDERS = 10

interface Offender {
  kind: string
  id: string
  message: string
}

/** Makes the deletion of objects, which leaves no reference behind that leads nowhere. */
export function createDeletion(parts: WriterParts, turns: ObjectTurns): DeleteObject {
  const { types, search } = parts
  const { database, clock } = parts.foundation

  async function nameOf(tx: Tx, actor: DomainActor, number: number): Promise<string | undefined> {
    const numbers = await types.numbers(tx, actor.domain.id)
    return [...numbers].find(([, other]) => other === number)?.[0]
  }

  /** What stands in the way of taking a reference out of an object; undefined where it was done. */
  async function detach(
    tx: Tx,
    actor: DomainActor,
    sourceId: string,
    targetId: string,
    trail: AuditChange[],
  ): Promise<Offender | undefined> {
    await beginWork(tx)
    const [found] = await listObjectsById(tx, actor.domain.id, [sourceId])
    const name = found && (await nameOf(tx, actor, found.type_number))
    if (!found || !name) return undefined
    if (!mayDo(actor, name, 'read')) return HIDDEN
    const offends = (message: string) => ({ kind: name, id: sourceId, message })
    const actions = found.published === null ? ['update'] : ['update', 'publish']
    const mayNot = actions.find(action => !mayDo(actor, name, action))
    if (mayNot) return offends(`needs content.${name}:${mayNot}`)
    const { seq, type, row } = await turns.begin(tx, actor, { type: name, id: sourceId }, 'update')
    const fields = withoutReference(readJson<Fields>(row.fields), targetId) as Fields
    const published =
      row.published === null
        ? null
        : (withoutReference(readJson<Fields>(row.published), targetId) as Fields)
    const problem = [fields, published ?? fields].flatMap(view => type.validate(view))[0]
    if (problem) return offends(`would be invalid: ${problem.pointer} ${problem.message}`)
    const draft = JSON.stringify(fields)
    const delivered = published && JSON.stringify(published)
    const step = { type, action: 'patched', drafted: true } as const
    let left = { row, seq }
    // What is published gets a version of its own, so that each number still means one state.
    if (delivered !== null && delivered !== row.published) {
      const after = turns.next(actor, row)
      const written = {
        ...after,
        fields: delivered,
        ...titled(type, row, published ?? fields),
        published: delivered,
        published_version: after.version,
      }
      const follows = row.published_version
      await turns.write(tx, { ...step, follows, row: written, seq, kind: 'published' })
      trail.push(...publicationTrail(type, row, written))
      left = { row: written, seq: seq + 1 }
    }
    if (draft !== left.row.fields) {
      const after = { ...turns.next(actor, left.row), fields: draft, ...titled(type, row, fields) }
      const follows = row.version
      await turns.write(tx, { ...step, follows, row: after, seq: left.seq, kind: 'updated' })
    }
    return undefined
  }

  /** Those whom the actor may read; of others only that there are some. */
  async function describe(tx: Tx, actor: DomainActor, ids: readonly string[]): Promise<Offender[]> {
    const rows = await listObjectsById(tx, actor.domain.id, ids.slice(0, MAX_OFFENDERS))
    return inTurn(rows, async row => {
      const name = await nameOf(tx, actor, row.type_number)
      return name && mayDo(actor, name, 'read')
        ? { kind: name, id: row.id, message: `${row.title} refers to it` }
        : HIDDEN
    })
  }

  return async (tx, actor, at, mayDetach) => {
    await turns.begin(tx, actor, at, 'delete')
    const { id: domainId } = actor.domain
    const trail: AuditChange[] = []
    const referrers = await listReferrers(tx, domainId, at.id, MAX_DETACHED + 1)
    if (referrers.length > 0) {
      const offenders =
        mayDetach && referrers.length <= MAX_DETACHED
          ? await inTurn(referrers, source => detach(tx, actor, source, at.id, trail))
          : await describe(tx, actor, referrers)
      if (offenders.length > 0) {
        // Of those that are hidden one is told, or they could be counted.
        const told = [...new Set(offenders)].slice(0, MAX_OFFENDERS)
        throw new AppError('OBJECT_REFERENCED', { offenders: told })
      }
    }
    // Those that were detached took turns of their own.
    const { seq, type, row } = await turns.begin(tx, actor, at, 'delete')
    const version = row.version + 1
    await deleteObject(tx, domainId, row.id)
    addWork(tx, WORK.object)
    await putDeletions(tx, [{ domain_id: domainId, object_id: row.id, version }])
    await replaceValues(tx, type.number, row.id, [])
    await replaceReferences(tx, domainId, row.id, [])
    await search.remove(tx, type.number, [row.id])
    const event = {
      type: type.name,
      object_id: row.id,
      published: Number(row.published !== null),
      version,
      at: clock.now(),
    }
    await insertEvent(tx, { domain_id: domainId, seq: seq + 1, kind: 'deleted', ...event })
    database.announce(tx, { kind: 'content', domainId, id: row.id, at: event.at })
    return [...trail, deletionTrail(type, row)]
  }
}

const HIDDEN: Offender = {
  kind: 'object',
  id: '',
  message: 'an object that you may not read refers to it',
}

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R | undefined>) {
  const results: R[] = []
  for (const item of items) {
    const result = await work(item)
    if (result !== undefined) results.push(result)
  }
  return results
}
