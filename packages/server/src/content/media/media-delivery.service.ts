import type { ImageQuery } from '@keywright/contract'
import type { DomainActor, DomainVisitor } from '../../access/principal.ts'
import { AppError } from '../../app-error.ts'
import type { Foundation } from '../../foundation.ts'
import { networkOf } from '../../lib/network-of.ts'
import type { Download } from './file-answer.ts'
import { findDeliveredMedia } from './media.store.ts'
import { type MediaRow, storageKey } from './media.table.ts'
import { shortHash } from './media.view.ts'
import type { MediaStorage } from './media-storage.ts'
import { type MediaVariants, variantName, variantOf, variantType } from './media-variants.ts'

/** Hands files out. Nothing is opened before the answer needs it. */
export interface MediaDelivery {
  /** The bytes of a file for those who manage files; throws MEDIA_NOT_FOUND. */
  file(actor: DomainActor, id: string): Promise<Download>
  /**
   * The bytes of a file or of a variant. Without a credential only what a published object refers
   * to: an upload alone publishes nothing. Throws MEDIA_NOT_FOUND also for another hash, and
   * VALIDATION_FAILED where there is no such variant.
   */
  deliver(
    visitor: DomainVisitor,
    address: { id: string; hash: string },
    query: ImageQuery,
  ): Promise<Download>
}

/** Addresses hold the hash of the bytes. */
const FOREVER = 'max-age=31536000, immutable'

/** Makes the service of delivery. */
export function createMediaDelivery(parts: {
  foundation: Pick<Foundation, 'database'>
  storage: MediaStorage
  variants: MediaVariants
}): MediaDelivery {
  const { storage, variants } = parts
  const { database } = parts.foundation

  function original(row: MediaRow) {
    return {
      name: row.name,
      type: row.type,
      etag: `"${shortHash(row)}"`,
      size: row.size,
      open: (range?: Parameters<MediaStorage['open']>[1]) => storage.open(storageKey(row), range),
    }
  }

  return {
    async file({ domain }, id) {
      const row = await findDeliveredMedia(database.db, domain.id, id)
      if (!row) throw new AppError('MEDIA_NOT_FOUND')
      const cacheControl = 'private, no-cache'
      return { ...original(row), cacheControl, inline: false, embeddable: false }
    },

    async deliver({ domain, principal, context }, { id, hash }, query) {
      const row = await findDeliveredMedia(database.db, domain.id, id)
      const visible = row && (row.published || principal.kind !== 'anonymous')
      if (!visible || shortHash(row) !== hash) throw new AppError('MEDIA_NOT_FOUND')
      const isPublic = row.published && !domain.settings.deliveryProtected
      // What is not published yet may never be: nobody keeps it without asking again.
      const published = `${isPublic ? 'public' : 'private'}, ${FOREVER}`
      const how = {
        cacheControl: row.published ? published : 'private, no-cache',
        inline: true,
        embeddable: true,
      }
      const variant = variantOf(row, query)
      if (!variant) return { ...original(row), ...how }
      return {
        name: `${row.name.replace(/\.[^.]*$/, '')}.${variant.format}`,
        type: variantType(variant),
        // Made again, perhaps by another version of the library, it may have other bytes.
        etag: `W/"${hash}-${variantName(variant)}"`,
        size: undefined,
        open: () => variants.read(row, variant, networkOf(context.ip)),
        ...how,
      }
    },
  }
}
