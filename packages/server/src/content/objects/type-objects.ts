import type { DomainActor } from '../../access/principal.ts'
import type { Tx } from '../../db/engine.ts'
import type { Foundation } from '../../foundation.ts'
import { makerOf } from '../../keys/key-parts.ts'
import { readJson } from '../../lib/json.ts'
import type { CompiledType, ContentTypeRegistry } from '../types/content-type.ts'
import type { TypeChange } from '../types/schema-change.ts'
import { insertDroppedType } from './dropped-types.store.ts'
import type { Fields } from './object.view.ts'
import { requireReferences } from './object-checks.ts'
import { readObjectPages } from './object-pages.ts'
import type { MediaCheck, ObjectSearch } from './object-parts.ts'
import { insertEvent, lockHead } from './object-rows.store.ts'
import { indexObject } from './object-rows.ts'
import { titled } from './object-title.ts'
import { insertVersion } from './object-versions.store.ts'
import { findByValue, findObject, listObjectsById, setObject } from './objects.store.ts'
import { type ContentObjectRow, TYPE_DROPPED } from './objects.table.ts'
import { beginWork } from './transaction-work.ts'
import {
  collectOffenders,
  isRewritten,
  type Rewriting,
  refuseShared,
  rewritingOf,
} from './type-rewriting.ts'
import { listChanged, surveyObjects, type TypeSurvey } from './type-survey.ts'

/** What becomes of the objects of a type when the type changes or goes. */
export interface TypeObjects {
  /** Takes the turn: nobody else changes anything in the domain until the transaction ends. */
  begin(tx: Tx, domainId: string): Promise<void>
  /**
   * Looks at all stored objects before the change begins. Throws CONTENT_TYPE_CHANGE_REFUSED with
   * those that do not fit, VALUE_TAKEN where values that must be unique are not, and
   * TRANSACTION_TOO_LARGE where too many would have to be written.
   */
  survey(actor: DomainActor, type: CompiledType, change: TypeChange): Promise<TypeSurvey>
  /**
   * Makes those fit that were found, looks again at those that were changed since, and answers how
   * many it rewrote. Throws what the survey throws, and VALIDATION_FAILED for defaults that refer to
   * what the actor may not read.
   */
  migrate(
    tx: Tx,
    actor: DomainActor,
    type: CompiledType,
    change: TypeChange,
    survey: TypeSurvey,
  ): Promise<number>
  /** Gives objects the titles of the title field of a type that was changed, few at a time. */
  retitle(type: CompiledType): Promise<void>
  /**
   * Has all of them deleted later, few at a time, and answers how many there are. Nobody finds them
   * any more once the type is gone, and whoever listens is told of all of them at once.
   */
  delete(tx: Tx, type: { domainId: string; name: string; number: number }): Promise<number>
}

/** Makes it. */
export function createTypeObjects(parts: {
  foundation: Pick<Foundation, 'database' | 'clock'>
  types: ContentTypeRegistry
  media: MediaCheck
  search: ObjectSearch
}): TypeObjects {
  const { search, types } = parts
  const { database, clock } = parts.foundation

  async function rewrite(
    tx: Tx,
    actor: DomainActor,
    type: CompiledType,
    { row, draft, published }: Rewriting & { row: ContentObjectRow },
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
    for (const { version, follows, fields } of versions) {
      await insertVersion(tx, {
        domain_id: row.domain_id,
        object_id: row.id,
        version,
        action: 'migrated',
        follows,
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

  /** Once for all objects: the defaults are the same in each. */
  function requireDefaults(
    tx: Tx,
    actor: DomainActor,
    type: CompiledType,
    { defaults: fields }: TypeChange,
  ) {
    const given = { fields, known: {}, at: '/defaults' }
    return requireReferences(tx, parts, { actor, type, id: '', ...given })
  }

  /** By the title field that the type has by then: somebody may have changed it again. */
  async function setTitles(tx: Tx, { domainId, name, number }: CompiledType, ids: string[]) {
    await lockHead(tx, database.engine, domainId)
    const type = await types.hold(tx, domainId, name)
    const rows = await listObjectsById(tx, domainId, ids)
    const after = rows
      .filter(row => row.type_number === type.number && type.number === number)
      .map(row => ({ ...row, title: titleOf(type, row) }))
    for (const row of after) await setObject(tx, row)
    await search.put(tx, type, after)
  }

  return {
    async begin(tx, domainId) {
      await lockHead(tx, database.engine, domainId)
    },

    async survey(actor, type, change) {
      await database.write(tx => requireDefaults(tx, actor, type, change))
      return surveyObjects(database.db, actor, type, change)
    },

    async migrate(tx, actor, type, change, survey) {
      const offenders = collectOffenders(actor, type)
      let rewritten = 0
      const seq = await lockHead(tx, database.engine, type.domainId)
      await requireDefaults(tx, actor, type, change)
      const news = await listChanged(tx, type, survey.seq)
      const written: ContentObjectRow[] = []
      for (const id of new Set([...survey.changing, ...news.rows.map(row => row.id)])) {
        await beginWork(tx)
        const row = await findObject(tx, type.domainId, type.number, id)
        if (!row) continue
        const rewriting = rewritingOf(type, change, row)
        offenders.add(row, rewriting)
        const { isNewVersion } = rewriting
        const after = isNewVersion
          ? await rewrite(tx, actor, type, { row, ...rewriting }, seq + rewritten + 1)
          : row
        if (isNewVersion) rewritten++
        if (rewriting.isNeeded) {
          await indexObject(tx, type, after)
          await search.put(tx, type, [after])
        }
        written.push(after)
      }
      offenders.refuse()
      await requireOwnSlugs(tx, actor, type, written)
      if (rewritten > 0) {
        const at = clock.now()
        database.announce(tx, { kind: 'content', domainId: type.domainId, id: type.name, at })
      }
      return rewritten
    },

    async retitle(type) {
      for await (const rows of readObjectPages(database.db, type)) {
        const ids = rows.filter(row => isCalledOtherwise(type, row)).map(row => row.id)
        if (ids.length > 0) await database.write(tx => setTitles(tx, type, ids))
      }
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

/**
 * The row after a change, and the versions that lead there. Where the draft differs from what is
 * published, that gets a version of its own, so that each number still means one state.
 */
function versionsOf(
  row: ContentObjectRow,
  draft: Rewriting['draft'],
  published: Rewriting['published'],
) {
  const fields = JSON.stringify(draft.after)
  const { version } = row
  if (published === null || !isRewritten(published)) {
    const after = { ...row, fields, version: version + 1 }
    return { after, versions: [{ version: version + 1, follows: version, fields }] }
  }
  const delivered = JSON.stringify(published.after)
  const first = { version: version + 1, follows: row.published_version, fields: delivered }
  const isSame = published === draft && row.published_version === version
  const versions = isSame ? [first] : [first, { version: version + 2, follows: version, fields }]
  const after = {
    ...row,
    fields,
    published: delivered,
    version: version + versions.length,
    published_version: version + 1,
  }
  return { after, versions }
}

/** What is published may be found under another title than the draft. */
function isCalledOtherwise(type: CompiledType, row: ContentObjectRow): boolean {
  const isDraftAll = row.published === null || row.published === row.fields
  return !isDraftAll || titleOf(type, row) !== row.title
}

function titleOf(type: CompiledType, row: ContentObjectRow): string {
  return titled(type, row, readJson<Fields>(row.fields)).title
}

/** Throws VALUE_TAKEN where another object has the slug of one of these. */
async function requireOwnSlugs(
  tx: Tx,
  actor: DomainActor,
  type: CompiledType,
  rows: readonly ContentObjectRow[],
): Promise<void> {
  const { slugField } = type.view
  if (slugField === null) return
  const shared = new Set<string>()
  for (const { id, fields, published } of rows) {
    for (const view of published === null ? [fields] : [fields, published]) {
      const text = readJson<Fields>(view)[slugField]
      if (typeof text !== 'string' || shared.has(text)) continue
      const value = { typeNumber: type.number, field: slugField, text }
      if (await findByValue(tx, value, id)) shared.add(text)
    }
  }
  refuseShared(actor, type, [...shared])
}
