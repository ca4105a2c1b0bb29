import type {
  ChangedObject,
  ContentObject,
  ContentVersion,
  ObjectListQuery,
} from '@keywright/contract'
import { z } from 'zod'
import type { DomainActor } from '../../access/principal.ts'
import { AppError } from '../../app-error.ts'
import type { AuditService } from '../../audit/audit.service.ts'
import type { Database } from '../../db/database.ts'
import type { Tx } from '../../db/engine.ts'
import { after } from '../../lib/after.ts'
import { readJson } from '../../lib/json.ts'
import type { Versioned } from '../../lib/versioned.ts'
import { type Page, readAfter, toPage } from '../../paging.ts'
import type { ContentTypeRegistry } from '../types/content-type.ts'
import { type Fields, viewChanged, viewVersion } from './object.view.ts'
import { type Difference, differencesOf } from './object-diff.ts'
import { mayDo, type ObjectAddress, type Written } from './object-parts.ts'
import type { ObjectReader, Presentation } from './object-reader.ts'
import { createObjectTexts } from './object-texts.ts'
import { findFieldsAt, findVersion, listVersions } from './object-versions.store.ts'
import type { ObjectWriter } from './object-writer.ts'
import { findObject } from './objects.store.ts'

/**
 * The objects of a domain as editors work on them. The permission for the type was asked at the door.
 * Changes answer what the actor may read of the object.
 */
export interface ObjectsService {
  list(
    actor: DomainActor,
    type: string,
    query: ObjectListQuery & { state?: ContentObject['state'] | undefined },
  ): Promise<Page<ContentObject>>
  get(
    actor: DomainActor,
    at: ObjectAddress,
    presentation: Presentation,
  ): Promise<Versioned<ContentObject>>
  /** The same as JSON, without hydration; at once where what it takes is at hand. */
  getText(actor: DomainActor, at: ObjectAddress): Versioned<string> | Promise<Versioned<string>>
  create(
    actor: DomainActor,
    input: { type: string; id?: string | undefined; fields: Fields },
  ): Promise<Versioned<ChangedObject>>
  replace(actor: DomainActor, at: ObjectAddress, fields: Fields): Promise<Versioned<ChangedObject>>
  patch(actor: DomainActor, at: ObjectAddress, patch: Fields): Promise<Versioned<ChangedObject>>
  delete(actor: DomainActor, at: ObjectAddress, detach: boolean): Promise<void>
  publish(actor: DomainActor, at: ObjectAddress): Promise<Versioned<ChangedObject>>
  unpublish(actor: DomainActor, at: ObjectAddress): Promise<Versioned<ChangedObject>>
  duplicate(
    actor: DomainActor,
    at: ObjectAddress,
    id: string | undefined,
  ): Promise<Versioned<ChangedObject>>
  versions(
    actor: DomainActor,
    at: ObjectAddress,
    query: { limit: number; cursor?: string | undefined },
  ): Promise<Page<ContentVersion>>
  /** One version with its fields and what it changed; throws VERSION_NOT_FOUND. */
  version(
    actor: DomainActor,
    at: ObjectAddress,
    version: number,
  ): Promise<ContentVersion & { fields: Fields; changes: Difference[] }>
  restore(actor: DomainActor, at: ObjectAddress, version: number): Promise<Versioned<ChangedObject>>
}

const VERSIONS = 'content versions'
const afterVersion = z.tuple([z.number().int()])

/** Makes the service of objects. */
export function createObjectsService(parts: {
  database: Database
  types: ContentTypeRegistry
  reader: ObjectReader
  writer: ObjectWriter
  audit: AuditService
}): ObjectsService {
  const { database, types, reader, writer, audit } = parts
  const texts = createObjectTexts({ database })

  async function change(
    actor: DomainActor,
    work: (tx: Tx) => Promise<Written>,
  ): Promise<Versioned<ChangedObject>> {
    const { type, row } = await database.write(async tx => {
      const written = await work(tx)
      await audit.recordAll(tx, actor, actor.domain.id, written.trail ?? [])
      return written
    })
    const value = viewChanged(type.name, row, mayDo(actor, type.name, 'read'))
    return { value, version: row.version }
  }

  async function require(actor: DomainActor, at: ObjectAddress) {
    const type = await types.get(actor.domain.id, at.type)
    const row = await findObject(database.db, actor.domain.id, type.number, at.id)
    if (!row) throw new AppError('OBJECT_NOT_FOUND')
    return row
  }

  return {
    list: (actor, type, query) => reader.list('draft', actor, type, query),

    async get(actor, at, presentation) {
      const value = await reader.get('draft', actor, at.type, at.id, presentation)
      return { value, version: value.version }
    },

    getText: ({ domain }, at) =>
      after(types.at(domain.id, at.type), type =>
        after(texts.find(type, at.id), text => {
          if (!text) throw new AppError('OBJECT_NOT_FOUND')
          return text
        }),
      ),

    create: (actor, input) => change(actor, tx => writer.create(tx, actor, input)),
    replace: (actor, at, fields) => change(actor, tx => writer.replace(tx, actor, at, fields)),
    patch: (actor, at, patch) => change(actor, tx => writer.patch(tx, actor, at, patch)),
    publish: (actor, at) => change(actor, tx => writer.publish(tx, actor, at)),
    unpublish: (actor, at) => change(actor, tx => writer.unpublish(tx, actor, at)),
    duplicate: (actor, at, id) => change(actor, tx => writer.duplicate(tx, actor, at, id)),
    restore: (actor, at, version) => change(actor, tx => writer.restore(tx, actor, at, version)),

    delete: (actor, at, detach) =>
      database.write(async tx => {
        const trail = await writer.delete(tx, actor, at, detach)
        await audit.recordAll(tx, actor, actor.domain.id, trail)
      }),

    async versions(actor, at, { limit, cursor }) {
      const { published_version } = await require(actor, at)
      const before = readAfter(VERSIONS, cursor, afterVersion)?.[0]
      const page = { before, limit: limit + 1 }
      const rows = await listVersions(database.db, actor.domain.id, at.id, page)
      return toPage(VERSIONS, rows, limit, {
        view: row => viewVersion(row, published_version),
        position: row => [row.version],
      })
    },

    async version(actor, at, version) {
      const { published_version } = await require(actor, at)
      const domainId = actor.domain.id
      const row = await findVersion(database.db, domainId, at.id, version)
      const fields = row && (await findFieldsAt(database.db, domainId, at.id, version))
      if (!row || fields === undefined) throw new AppError('VERSION_NOT_FOUND')
      const former = row.follows ?? version - 1
      const before = await findFieldsAt(database.db, domainId, at.id, former)
      return {
        ...viewVersion(row, published_version),
        fields: readJson<Fields>(fields),
        changes: differencesOf(before === undefined ? {} : readJson(before), readJson(fields)),
      }
    },
  }
}
