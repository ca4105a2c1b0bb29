import { join } from 'node:path'
import type { AuditService } from '../../audit/audit.service.ts'
import type { Foundation } from '../../foundation.ts'
import type { Chore } from '../../housekeeping.ts'
import type { ContentTypeRegistry } from '../types/content-type.ts'
import { createFolderStorage } from './folder-storage.ts'
import { createMediaService, type MediaService } from './media.service.ts'
import { createMediaBytes } from './media-bytes.ts'
import { createMediaDelivery, type MediaDelivery } from './media-delivery.service.ts'
import { createMediaSpool } from './media-spool.ts'
import { withStableErrors } from './media-storage.ts'
import { createMediaUploads, type MediaUploads } from './media-upload.service.ts'
import { createMediaVariants } from './media-variants.ts'
import { createS3Storage } from './s3-storage.ts'

/** Everything that is done with uploaded files. */
export interface Media {
  media: MediaService
  mediaUploads: MediaUploads
  mediaDelivery: MediaDelivery
  mediaChore: Chore
}

/** Makes the services of uploaded files, on the storage that the configuration names. */
export function createMedia(parts: {
  foundation: Foundation
  audit: AuditService
  types: ContentTypeRegistry
}): Media {
  const { foundation } = parts
  const { config } = foundation
  const folder = join(config.dataFolder, 'media')
  const storage = withStableErrors(
    config.mediaS3 ? createS3Storage(config.mediaS3) : createFolderStorage(folder),
  )
  const spool = createMediaSpool({ ...foundation, folder: join(folder, 'incoming') })
  const variants = createMediaVariants({ ...foundation, storage })
  const bytes = createMediaBytes({
    foundation,
    storage,
    spool,
    // The last part of a key is the id of its file.
    onRemoved: key => variants.forget(key.slice(key.lastIndexOf('/') + 1)),
  })
  return {
    media: createMediaService({ ...parts, bytes }),
    mediaUploads: createMediaUploads({ ...parts, bytes, spool, variants }),
    mediaDelivery: createMediaDelivery({ foundation, storage, variants }),
    mediaChore: { name: 'removing what uploads left', run: now => bytes.prune(now) },
  }
}
