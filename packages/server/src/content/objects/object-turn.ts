import type { DomainActor } from '../../access/principal.ts'
import { AppError, requireVersion } from '../../app-error.ts'
import type { Engine, Tx } from '../../db/engine.ts'
import { makerOf } from '../../keys/key-parts.ts'
import {
  type ContentEventKind,
  type ObjectAddress,
  requireAction,
  type WriterParts,
  type Written,
} from './object-parts.ts'
import { insertEvent, lockHead } from './object-rows.store.ts'
import { indexObject } from './object-rows.ts'
import { insertVersion } from './object-versions.store.ts'
import { insertObject, lockObject, setObject } from './objects.store.ts'
import type { ContentObjectRow } from './objects.table.ts'

/** An object whose turn it is: nobody else changes anything in its domain until the transaction ends. */
export interface Turn extends Written {
  /** The last event of the domain. */
  seq: number
}

/** A changed object, and how its change is told. */
export interface ObjectChange extends Turn {
  action: string
  kind: ContentEventKind
  /** The version it was made of, where that is not the one before. */
  follows?: number | null
  /** False where the draft stayed as it was. */
  drafted: boolean
  isNew?: boolean
}

/** The steps that every change of an object takes. */
export interface ObjectTurns {
  /** Takes the turn and reads type and object as they are now; throws FORBIDDEN and OBJECT_NOT_FOUND. */
  begin(tx: Tx, actor: DomainActor, at: ObjectAddress, action: string): Promise<Turn>
  /** The next version of a row, by this actor. */
  next(actor: DomainActor, row: ContentObjectRow): ContentObjectRow
  /** Writes the row, its version, what filters know of it, and the event. */
  write(tx: Tx, change: ObjectChange): Promise<Written>
}

/** Makes the steps. */
export function createObjectTurns({ foundation, types, search }: WriterParts): ObjectTurns {
  const { database, clock } = foundation
  return {
    async begin(tx, actor, at, action) {
      requireAction(actor, at.type, action)
      const { id: domainId } = actor.domain
      const seq = await lockHead(tx, database.engine, domainId)
      const type = await types.hold(tx, domainId, at.type)
      const row = await lockObject(tx, database.engine, domainId, type.number, at.id)
      if (!row) throw new AppError('OBJECT_NOT_FOUND')
      requireVersion(row.version, at.ifMatch)
      return { seq, type, row }
    },

    next(actor, row) {
      const { id, label } = makerOf(actor.principal)
      return {
        ...row,
        version: row.version + 1,
        updated_at: clock.now(),
        updated_by: id,
        updated_by_label: label,
      }
    },

    async write(tx, change) {
      const { type, row, seq, kind } = change
      await (change.isNew ? insertObject(tx, row) : setObject(tx, row))
      await insertVersion(tx, {
        domain_id: row.domain_id,
        object_id: row.id,
        version: row.version,
        action: change.action,
        follows: change.follows ?? null,
        fields: change.drafted ? row.fields : null,
        at: row.updated_at,
        by_id: row.updated_by,
        by_label: row.updated_by_label,
      })
      await indexObject(tx, type, row)
      await search.put(tx, type, [row])
      await insertEvent(tx, {
        domain_id: row.domain_id,
        seq: seq + 1,
        type: type.name,
        object_id: row.id,
        kind,
        published: Number(kind === 'published' || kind === 'unpublished'),
        version: row.version,
        at: row.updated_at,
      })
      database.announce(tx, {
        kind: 'content',
        domainId: row.domain_id,
        id: row.id,
        at: row.updated_at,
      })
      return { type, row }
    },
  }
}

/** Takes the turn alone: nobody else changes an object of the domain until the transaction ends. */
export async function takeTurn(tx: Tx, engine: Engine, domainId: string): Promise<void> {
  await lockHead(tx, engine, domainId)
}
