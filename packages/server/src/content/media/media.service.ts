import type { MediaFile, mediaEndpoints, Parsed } from '@keywright/contract'
import { z } from 'zod'
import type { DomainActor } from '../../access/principal.ts'
import { AppError, requireVersion } from '../../app-error.ts'
import type { AuditService } from '../../audit/audit.service.ts'
import type { Db, Tx } from '../../db/engine.ts'
import type { Foundation } from '../../foundation.ts'
import { difference } from '../../lib/difference.ts'
import type { Versioned } from '../../lib/versioned.ts'
import { type Page, readAfter, toPage } from '../../paging.ts'
import { mayDo } from '../objects/object-parts.ts'
import { takeTurn } from '../objects/object-turn.ts'
import type { ContentTypeRegistry } from '../types/content-type.ts'
import {
  deleteMedia,
  findMedia,
  holdMedia,
  isByName,
  isReferred,
  listMedia,
  listMediaById,
  listReferrers,
  lockMedia,
  type MediaRecord,
  setMedia,
  sortValue,
} from './media.store.ts'
import { type MediaRow, storageKey } from './media.table.ts'
import { detailsOf, targetOf, viewHydrated, viewMedia, wholeOf } from './media.view.ts'
import type { MediaBytes } from './media-bytes.ts'

type ListQuery = Parsed<typeof mediaEndpoints.list>['query']
type Update = Parsed<typeof mediaEndpoints.update>['body']

/** Uploaded files, without their bytes. */
export interface MediaService {
  list(actor: DomainActor, query: ListQuery): Promise<Page<MediaFile>>
  /** Throws MEDIA_NOT_FOUND. */
  get(actor: DomainActor, id: string): Promise<Versioned<MediaFile>>
  update(
    actor: DomainActor,
    id: string,
    input: Update,
    ifMatch?: number,
  ): Promise<Versioned<MediaFile>>
  /** Throws OBJECT_REFERENCED while an object refers to it, with the ones that the actor may read. */
  delete(actor: DomainActor, id: string, ifMatch?: number): Promise<void>
  /**
   * The ids that are no files of the domain. Those that are cannot be deleted until the end of the
   * transaction, so that it may store references to them.
   */
  missing(tx: Tx, domainId: string, ids: readonly string[]): Promise<string[]>
  /** What stands in the place of references to files, by id; of those that exist. */
  views(db: Db, domainId: string, ids: readonly string[]): Promise<ReadonlyMap<string, object>>
}

const BY_NAME = z.tuple([z.string(), z.string()])
const BY_NUMBER = z.tuple([z.number(), z.string()])
const MOST_OFFENDERS = 20

/** Makes the service of uploaded files. */
export function createMediaService(parts: {
  foundation: Pick<Foundation, 'database' | 'clock'>
  audit: AuditService
  types: ContentTypeRegistry
  bytes: MediaBytes
}): MediaService {
  const { audit, types, bytes } = parts
  const { database, clock } = parts.foundation

  /** Nobody learns from a count of references that there is what they may not read. */
  async function countedFor(actor: DomainActor) {
    const domainId = actor.domain.id
    const names = (await types.list(domainId)).map(({ name }) => name)
    return { domainId, types: names.filter(name => mayDo(actor, name, 'read')) }
  }

  /**
   * In turn with the changes of objects: they hold the files that they refer to, and either may wait
   * for the audit trail of the other.
   */
  const inTurn = (tx: Tx, domainId: string) => takeTurn(tx, database.engine, domainId)

  return {
    async missing(tx, domainId, ids) {
      if (ids.length === 0) return []
      const wanted = [...new Set(ids)]
      const found = new Set(await holdMedia(tx, database.engine, domainId, wanted))
      return wanted.filter(id => !found.has(id))
    },

    async views(db, domainId, ids) {
      const rows = await listMediaById(db, domainId, ids)
      return new Map(rows.map(row => [row.id, viewHydrated(row)]))
    },

    async list(actor, { limit, cursor, search, type, sort }) {
      const list = `media ${sort}`
      const rows = await listMedia(database.db, database.engine, await countedFor(actor), {
        search,
        type,
        sort,
        after: readAfter<[string | number, string]>(
          list,
          cursor,
          isByName(sort) ? BY_NAME : BY_NUMBER,
        ),
        limit: limit + 1,
      })
      return toPage(list, rows, limit, {
        view: viewMedia,
        position: row => [sortValue(row, sort), row.id],
      })
    },

    async get(actor, id) {
      const row = required(await findMedia(database.db, await countedFor(actor), id))
      return { value: viewMedia(row), version: row.version }
    },

    async update(actor, id, input, ifMatch) {
      const { domain } = actor
      const counted = await countedFor(actor)
      const row = await database.write(async tx => {
        await inTurn(tx, domain.id)
        const before = required(await lockMedia(tx, database.engine, domain.id, id))
        requireVersion(before.version, ifMatch)
        const details = { ...detailsOf(before), ...given(input) }
        const changes = difference(detailsOf(before), details)
        if (changes.changed) {
          await setMedia(tx, id, {
            name: details.name,
            alt: details.alt,
            focal_point: details.focalPoint && JSON.stringify(details.focalPoint),
            updated_at: clock.now(),
          })
        }
        const after = required(await findMedia(tx, counted, id))
        if (changes.changed) {
          await audit.record(tx, actor, {
            chain: domain.id,
            action: 'media.updated',
            target: targetOf(after),
            before: changes.before,
            after: changes.after,
          })
        }
        return after
      })
      return { value: viewMedia(row), version: row.version }
    },

    async delete(actor, id, ifMatch) {
      const { domain } = actor
      const key = await database.write(async tx => {
        await inTurn(tx, domain.id)
        const row = required(await lockMedia(tx, database.engine, domain.id, id))
        requireVersion(row.version, ifMatch)
        if (await isReferred(tx, domain.id, id)) throw await referenced(tx, actor, id)
        await bytes.release(tx, storageKey(row))
        await deleteMedia(tx, id)
        await audit.record(tx, actor, {
          chain: domain.id,
          action: 'media.deleted',
          target: targetOf(row),
          before: wholeOf(row),
        })
        return storageKey(row)
      })
      await bytes.remove(key)
    },
  }
}

/** Of objects that the actor may not read, not even the number is told. */
async function referenced(tx: Tx, actor: DomainActor, id: string): Promise<AppError> {
  const rows = await listReferrers(tx, actor.domain.id, id, 10 * MOST_OFFENDERS)
  const readable = rows.filter(({ type }) => mayDo(actor, type, 'read'))
  return new AppError('OBJECT_REFERENCED', {
    detail: 'Objects still refer to this file, or what is published of them does.',
    offenders: readable.slice(0, MOST_OFFENDERS).map(object => ({
      kind: object.type,
      id: object.id,
      message: object.title,
    })),
  })
}

function required<R extends MediaRow | MediaRecord>(row: R | undefined): R {
  if (!row) throw new AppError('MEDIA_NOT_FOUND')
  return row
}

/** Only the fields that were sent: an absent one leaves what is stored. */
function given({ name, alt, focalPoint }: Update) {
  return {
    ...(name !== undefined && { name }),
    ...(alt !== undefined && { alt }),
    ...(focalPoint !== undefined && { focalPoint }),
  }
}
