import type { DomainActor } from '../../access/principal.ts'
import { AppError } from '../../app-error.ts'
import type { AuditChange } from '../../audit/audit.service.ts'
import type { Tx } from '../../db/engine.ts'
import { makerOf } from '../../keys/key-parts.ts'
import { createId } from '../../lib/ids.ts'
import { readJson } from '../../lib/json.ts'
import type { CompiledType } from '../types/content-type.ts'
import { spentSteps } from '../types/patterns.ts'
import { freeDroppedId } from './dropped-types.ts'
import { mergePatch } from './merge-patch.ts'
import type { Fields } from './object.view.ts'
import { type Promised, requireReferences, requireStorable } from './object-checks.ts'
import { createDeletion } from './object-deletion.ts'
import {
  type ObjectAddress,
  type ObjectSearch,
  requireAction,
  type WriterParts,
  type Written,
} from './object-parts.ts'
import { lockHead } from './object-rows.store.ts'
import { titled } from './object-title.ts'
import { publicationTrail } from './object-trail.ts'
import { createObjectTurns } from './object-turn.ts'
import { findDeletedVersion, findFieldsAt } from './object-versions.store.ts'
import { findByValue, listTaken, listTypesOfObjects } from './objects.store.ts'
import type { ContentObjectRow } from './objects.table.ts'
import { addWork, WORK } from './transaction-work.ts'

/**
 * The changes of objects, each inside a transaction that the caller made: alone, or with others in a
 * batch. Each asks for its own permission and refuses what does not fit. What they answer for the
 * audit trail is written at the end of the transaction, since its lock is held until the commit.
 */
export interface ObjectWriter {
  create(
    tx: Tx,
    actor: DomainActor,
    input: { type: string; id?: string | undefined; fields: Fields },
    promised?: Promised,
  ): Promise<Written>
  replace(
    tx: Tx,
    actor: DomainActor,
    at: ObjectAddress,
    fields: Fields,
    promised?: Promised,
  ): Promise<Written>
  patch(tx: Tx, actor: DomainActor, at: ObjectAddress, patch: Fields): Promise<Written>
  publish(tx: Tx, actor: DomainActor, at: ObjectAddress): Promise<Written>
  unpublish(tx: Tx, actor: DomainActor, at: ObjectAddress): Promise<Written>
  restore(tx: Tx, actor: DomainActor, at: ObjectAddress, version: number): Promise<Written>
  duplicate(tx: Tx, actor: DomainActor, at: ObjectAddress, id: string | undefined): Promise<Written>
  /**
   * Refused with OBJECT_REFERENCED while others refer to it; with `detach` the references are taken
   * out of them first, where the actor may change them and they stay valid without. Answers what the
   * audit trail keeps of it all.
   */
  delete(
    tx: Tx,
    actor: DomainActor,
    at: ObjectAddress,
    detach: boolean,
  ): Promise<readonly AuditChange[]>
}

/** Clients take them out of addresses, also percent-encoded, before they send those. */
const NO_PATH_SEGMENTS: ReadonlySet<string> = new Set(['.', '..'])

/** Copies of one object whose slugs are counted. */
const MAX_NUMBERED = 100

/** Makes the writer of objects. */
export function createObjectWriter(parts: WriterParts): ObjectWriter {
  const { database, clock } = parts.foundation
  const { types } = parts
  const turns = createObjectTurns(parts)
  const { begin, next, write } = turns

  async function requireFit(
    tx: Tx,
    actor: DomainActor,
    type: CompiledType,
    fields: Fields,
    before: ContentObjectRow | undefined,
    id: string,
    promised: Promised | undefined,
  ) {
    const characters = requireStorable(fields)
    const problems = type.validate(fields)
    // Also where it is refused: an import goes on.
    addWork(tx, characters / WORK.characters + spentSteps() / WORK.steps)
    if (problems.length > 0) {
      throw new AppError('VALIDATION_FAILED', {
        errors: problems.map(({ pointer, message }) => ({
          pointer: `/fields${pointer}`,
          message,
        })),
      })
    }
    const known = before ? readJson<Fields>(before.fields) : {}
    await requireReferences(tx, parts, { actor, type, id, fields, known, promised })
    const { slugField } = type.view
    const slug = slugField === null ? undefined : fields[slugField]
    if (slugField !== null && typeof slug === 'string') {
      if (NO_PATH_SEGMENTS.has(slug)) {
        const message = 'stands for a place in addresses (RFC 3986 section 3.3), and never arrives'
        throw new AppError('VALIDATION_FAILED', {
          errors: [{ pointer: `/fields/${slugField}`, message }],
        })
      }
      const value = { typeNumber: type.number, field: slugField, text: slug }
      if (await findByValue(tx, value, id)) {
        throw new AppError('VALUE_TAKEN', {
          errors: [
            { pointer: `/fields/${slugField}`, message: 'another object has this value already' },
          ],
        })
      }
    }
  }

  async function change(
    tx: Tx,
    actor: DomainActor,
    at: ObjectAddress,
    action: string,
    makeFields: (before: Fields) => Fields,
    promised?: Promised,
  ): Promise<Written> {
    const { seq, type, row } = await begin(tx, actor, at, 'update')
    const fields = makeFields(readJson<Fields>(row.fields))
    await requireFit(tx, actor, type, fields, row, row.id, promised)
    const after = {
      ...next(actor, row),
      fields: JSON.stringify(fields),
      ...titled(type, row, fields),
    }
    return write(tx, { type, row: after, seq, action, kind: 'updated', drafted: true })
  }

  async function insert(
    tx: Tx,
    actor: DomainActor,
    type: CompiledType,
    seq: number,
    input: { id: string | undefined; fields: Fields },
    promised?: Promised,
  ): Promise<Written> {
    const { id: domainId } = actor.domain
    const id = input.id ?? createId('obj')
    await requireFit(tx, actor, type, input.fields, undefined, id, promised)
    if (input.id !== undefined && (await isTaken(tx, parts.search, domainId, id))) {
      throw new AppError('OBJECT_EXISTS')
    }
    const last = input.id === undefined ? 0 : await findDeletedVersion(tx, domainId, id)
    const maker = makerOf(actor.principal)
    const now = clock.now()
    const row: ContentObjectRow = {
      domain_id: domainId,
      id,
      type_number: type.number,
      ...titled(type, { id }, input.fields),
      fields: JSON.stringify(input.fields),
      published: null,
      version: last + 1,
      published_version: null,
      created_at: now,
      created_by: maker.id,
      created_by_label: maker.label,
      updated_at: now,
      updated_by: maker.id,
      updated_by_label: maker.label,
      published_at: null,
    }
    const action = 'created'
    return write(tx, { type, row, seq, action, kind: action, drafted: true, isNew: true })
  }

  return {
    async create(tx, actor, { type: name, id, fields }, promised) {
      requireAction(actor, name, 'create')
      const seq = await lockHead(tx, database.engine, actor.domain.id)
      const type = await types.hold(tx, actor.domain.id, name)
      return insert(tx, actor, type, seq, { id, fields }, promised)
    },

    replace: (tx, actor, at, fields, promised) =>
      change(tx, actor, at, 'replaced', () => fields, promised),

    patch: (tx, actor, at, patch) =>
      // A patch that is an object makes an object of an object (RFC 7396 section 2).
      change(tx, actor, at, 'patched', before => mergePatch(before, patch) as Fields),

    async publish(tx, actor, at) {
      const { seq, type, row } = await begin(tx, actor, at, 'publish')
      const after = next(actor, row)
      const published = {
        ...after,
        published: row.fields,
        published_version: after.version,
        published_at: after.updated_at,
      }
      const action = 'published'
      await write(tx, { type, row: published, seq, action, kind: action, drafted: false })
      return { type, row: published, trail: publicationTrail(type, row, published) }
    },

    async unpublish(tx, actor, at) {
      const { seq, type, row } = await begin(tx, actor, at, 'publish')
      if (row.published === null) return { type, row }
      const after = { ...next(actor, row), published: null, published_version: null }
      const action = 'unpublished'
      const taken = { ...after, published_at: null }
      await write(tx, { type, row: taken, seq, action, kind: action, drafted: false })
      return { type, row: taken, trail: publicationTrail(type, row, taken) }
    },

    async restore(tx, actor, at, version) {
      requireAction(actor, at.type, 'read')
      const { row } = await begin(tx, actor, at, 'update')
      const fields = await findFieldsAt(tx, actor.domain.id, at.id, version)
      if (fields === undefined || version > row.version) throw new AppError('VERSION_NOT_FOUND')
      return change(tx, actor, at, 'restored', () => readJson<Fields>(fields))
    },

    async duplicate(tx, actor, at, id) {
      requireAction(actor, at.type, 'create')
      const { seq, type, row } = await begin(tx, actor, at, 'read')
      const fields = readJson<Fields>(row.fields)
      const { slugField } = type.view
      if (slugField !== null && typeof fields[slugField] === 'string') {
        fields[slugField] = await freeSlug(tx, type, slugField, fields[slugField])
      }
      return insert(tx, actor, type, seq, { id, fields })
    },

    delete: createDeletion(parts, turns),
  }
}

async function isTaken(
  tx: Tx,
  search: ObjectSearch,
  domainId: string,
  id: string,
): Promise<boolean> {
  const known = await listTypesOfObjects(tx, domainId, [id])
  return known.length > 0 && !(await freeDroppedId(tx, search, domainId, id))
}

/** With the first number that is free; where many copies were made, with one that nobody else has. */
async function freeSlug(tx: Tx, type: CompiledType, field: string, slug: string): Promise<string> {
  const numbered = Array.from({ length: MAX_NUMBERED }, (_, index) => `${slug}-${index + 2}`)
  const taken = new Set(await listTaken(tx, { typeNumber: type.number, field }, numbered))
  return numbered.find(text => !taken.has(text)) ?? `${slug}-${createId('obj').slice(-10)}`
}
