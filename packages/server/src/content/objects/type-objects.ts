import type { DomainActor } from '../../access/principal.ts'
import { AppError } from '../../app-error.ts'
import type { Tx } from '../../db/engine.ts'
import type { Foundation } from '../../foundation.ts'
import { makerOf } from '../../keys/key-parts.ts'
import { readJson } from '../../lib/json.ts'
import type { CompiledType, ContentTypeRegistry, FieldProblem } from '../types/content-type.ts'
import type { TypeChange } from '../types/schema-change.ts'
import { insertDroppedType } from './dropped-types.store.ts'
import type { Fields } from './object.view.ts'
import { requireReferences } from './object-checks.ts'
import { type MediaCheck, mayDo, type ObjectSearch } from './object-parts.ts'
import { insertEvent, lockHead } from './object-rows.store.ts'
import { indexObject } from './object-rows.ts'
import { titled } from './object-turn.ts'
import { insertVersion } from './object-versions.store.ts'
import { setObject } from './objects.store.ts'
import { type ContentObjectRow, TYPE_DROPPED } from './objects.table.ts'
import { listObjectsOfType, listSharedValues } from './type-objects.store.ts'

/** What becomes of the objects of a type when the type changes or goes. */
export interface TypeObjects {
  /** Takes the turn: nobody else changes anything in the domain until the transaction ends. */
  begin(tx: Tx, domainId: string): Promise<void>
  /**
   * Makes all stored objects fit the changed type, and answers how many it rewrote. Throws
   * CONTENT_TYPE_CHANGE_REFUSED with those that do not fit, VALUE_TAKEN where values that must be
   * unique are not, and VALIDATION_FAILED for defaults that refer to what the actor may not read.
   */
  migrate(tx: Tx, actor: DomainActor, type: CompiledType, change: TypeChange): Promise<number>
  /**
   * Has all of them deleted later, few at a time, and answers how many there are. Nobody finds them
   * any more once the type is gone, and whoever listens is told of all of them at once.
   */
  delete(tx: Tx, type: { domainId: string; name: string; number: number }): Promise<number>
}

const OBJECTS_AT_ONCE = 200
const MAX_OFFENDERS = 10

interface Offender {
  kind: string
  id: string
  message: string
}

/** Makes it. */
export function createTypeObjects(parts: {
  foundation: Pick<Foundation, 'database' | 'clock'>
  types: ContentTypeRegistry
  media: MediaCheck
  search: ObjectSearch
}): TypeObjects {
  const { search } = parts
  const { database, clock } = parts.foundation

  async function rewrite(
    tx: Tx,
    actor: DomainActor,
    type: CompiledType,
    { row, draft, published }: Migrated,
    seq: number,
  ): Promise<ContentObjectRow> {
    const { id, label } = makerOf(actor.principal)
    const at = clock.now()
    const { after, versions } = versionsOf(row, draft, published)
    const written = {
      ...after,
      ...titled(type, row, draft.after),
      updated_at: at,
      updated_by: id,
      updated_by_label: label,
    }
    await setObject(tx, written)
    for (const { version, fields } of versions) {
      await insertVersion(tx, {
        domain_id: row.domain_id,
        object_id: row.id,
        version,
        action: 'migrated',
        fields,
        at,
        by_id: id,
        by_label: label,
      })
    }
    const republished = published !== null && isRewritten(published)
    await insertEvent(tx, {
      domain_id: row.domain_id,
      seq,
      type: type.name,
      object_id: row.id,
      kind: republished ? 'published' : 'updated',
      published: Number(republished),
      version: after.version,
      at,
    })
    return written
  }

  return {
    async begin(tx, domainId) {
      await lockHead(tx, database.engine, domainId)
    },

    async migrate(tx, actor, type, change) {
      const offenders: Offender[] = []
      let offendersTotal = 0
      let rewritten = 0
      const seq = await lockHead(tx, database.engine, type.domainId)
      // Once for all objects: the defaults are the same in each.
      const given = { fields: change.defaults, known: {}, at: '/defaults' }
      await requireReferences(tx, parts, { actor, type, id: '', ...given })
      for await (const row of objectsOf(tx, type.number)) {
        const migrated = apply(row, change)
        const { draft, published } = migrated
        const problem = problemOf(type, draft.after, published?.after)
        if (problem) {
          offendersTotal++
          if (offenders.length < MAX_OFFENDERS) {
            const message = `${problem.pointer} ${problem.message}`.trim()
            offenders.push({ kind: type.name, id: row.id, message })
          }
        }
        // Nothing of it will be kept, but all that do not fit are counted.
        if (offendersTotal > 0) continue
        const isChanged = [draft, published ?? draft].some(isRewritten)
        const after = isChanged
          ? await rewrite(tx, actor, type, migrated, seq + rewritten + 1)
          : { ...row, ...titled(type, row, draft.after) }
        if (isChanged) rewritten++
        else if (after.title !== row.title) await setObject(tx, after)
        if (isChanged || change.reindexes) await indexObject(tx, type, after)
        if (isChanged || change.reindexes || change.retitles) await search.put(tx, type, [after])
      }
      if (offendersTotal > 0) {
        // Whoever may not read the objects learns that there are some, not which.
        const mayRead = mayDo(actor, type.name, 'read')
        throw new AppError('CONTENT_TYPE_CHANGE_REFUSED', {
          offenders: mayRead ? offenders : [],
          offendersTotal,
        })
      }
      await requireUnique(tx, actor, type)
      if (rewritten > 0) {
        const at = clock.now()
        database.announce(tx, { kind: 'content', domainId: type.domainId, id: type.name, at })
      }
      return rewritten
    },

    async delete(tx, type) {
      const { domainId, name } = type
      const seq = await lockHead(tx, database.engine, domainId)
      const at = clock.now()
      const whole = { object_id: '', published: 1, version: 0 }
      const event = { domain_id: domainId, seq: seq + 1, type: name, kind: TYPE_DROPPED, at }
      await insertEvent(tx, { ...event, ...whole })
      database.announce(tx, { kind: 'content', domainId, id: name, at })
      return insertDroppedType(tx, type)
    },
  }
}

/** Fields before and after a change; the same object where nothing changed. */
interface Rewritten {
  before: Fields
  after: Fields
}

interface Migrated {
  row: ContentObjectRow
  draft: Rewritten
  published: Rewritten | null
}

function apply(row: ContentObjectRow, change: TypeChange): Migrated {
  const rewritten = (text: string): Rewritten => {
    const before = readJson<Fields>(text)
    return { before, after: change.apply(before) }
  }
  const draft = rewritten(row.fields)
  const { published } = row
  if (published === null) return { row, draft, published }
  return { row, draft, published: published === row.fields ? draft : rewritten(published) }
}

function isRewritten({ before, after }: Rewritten): boolean {
  return before !== after
}

function problemOf(
  type: CompiledType,
  draft: Fields,
  published: Fields | undefined,
): FieldProblem | undefined {
  const [problem] = type.validate(draft)
  if (problem || published === undefined || published === draft) return problem
  const [other] = type.validate(published)
  return other && { pointer: other.pointer, message: `${other.message} in what is published` }
}

/**
 * The row after a change, and the versions that lead there. Where the draft differs from what is
 * published, that gets a version of its own, so that each number still means one state.
 */
function versionsOf(row: ContentObjectRow, draft: Rewritten, published: Rewritten | null) {
  const fields = JSON.stringify(draft.after)
  const { version } = row
  if (published === null || !isRewritten(published)) {
    const after = { ...row, fields, version: version + 1 }
    return { after, versions: [{ version: version + 1, fields }] }
  }
  const delivered = JSON.stringify(published.after)
  const first = { version: version + 1, fields: delivered }
  const isSame = published === draft && row.published_version === version
  const versions = isSame ? [first] : [first, { version: version + 2, fields }]
  const after = {
    ...row,
    fields,
    published: delivered,
    version: version + versions.length,
    published_version: version + 1,
  }
  return { after, versions }
}

async function* objectsOf(tx: Tx, typeNumber: number): AsyncGenerator<ContentObjectRow> {
  let after: string | undefined
  do {
    const page = { after, limit: OBJECTS_AT_ONCE }
    const rows: ContentObjectRow[] = await listObjectsOfType(tx, typeNumber, page)
    yield* rows
    after = rows.length < OBJECTS_AT_ONCE ? undefined : rows.at(-1)?.id
  } while (after !== undefined)
}

async function requireUnique(tx: Tx, actor: DomainActor, type: CompiledType): Promise<void> {
  const { slugField } = type.view
  if (slugField === null) return
  const shared = await listSharedValues(tx, type.number, slugField, MAX_OFFENDERS)
  if (shared.length === 0) return
  const mayRead = mayDo(actor, type.name, 'read')
  throw new AppError('VALUE_TAKEN', {
    errors: mayRead
      ? shared.map(text => ({
          pointer: '/slugField',
          message: `several objects have ${JSON.stringify(text)}`,
        }))
      : [{ pointer: '/slugField', message: 'several objects have the same value' }],
  })
}
