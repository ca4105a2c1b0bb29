import type { ContentObject, ContentVersion, DeliveredObject } from '@keywright/contract'
import type { Database } from '../../db/database.ts'
import type { ContentTypeRegistry } from '../types/content-type.ts'
import { showObject } from './hydrate.ts'
import { viewVersion } from './object.view.ts'
import { listNewestVersions } from './object-versions.store.ts'
import { listObjectsById } from './objects.store.ts'
import type { View } from './objects.table.ts'

/** Loads many things at once, for those who collect what they need. */
export interface ObjectLoader {
  /**
   * What references lead to, in their order, by one query; null where this view has no such object.
   * Whether these types may be read was asked before.
   */
  load(
    view: View,
    domainId: string,
    references: readonly { type: string; id: string }[],
  ): Promise<(ContentObject | DeliveredObject | null)[]>
  /** The newest versions of each object, by one query. */
  versions(
    domainId: string,
    objects: readonly Pick<ContentObject, 'id' | 'publishedVersion'>[],
    limit: number,
  ): Promise<ContentVersion[][]>
}

/** Makes the loader of objects. */
export function createObjectLoader(parts: {
  database: Database
  types: ContentTypeRegistry
}): ObjectLoader {
  const { types } = parts
  const { db } = parts.database
  return {
    async load(view, domainId, references) {
      const ids = [...new Set(references.map(({ id }) => id))]
      const rows = new Map((await listObjectsById(db, domainId, ids)).map(row => [row.id, row]))
      const numbers = new Map((await types.list(domainId)).map(type => [type.name, type.number]))
      return references.map(({ type, id }) => {
        const row = rows.get(id)
        if (!row || row.type_number !== numbers.get(type)) return null
        return showObject(view, type, row) ?? null
      })
    },

    async versions(domainId, objects, limit) {
      const ids = objects.map(({ id }) => id)
      const rows = await listNewestVersions(db, domainId, ids, limit)
      return objects.map(({ id, publishedVersion }) =>
        rows.filter(row => row.object_id === id).map(row => viewVersion(row, publishedVersion)),
      )
    },
  }
}
