import { type MediaFile, type mediaEndpoints, UPLOAD_FIELD } from '@keywright/contract'
import type { DomainActor } from '../../access/principal.ts'
import { AppError } from '../../app-error.ts'
import type { AuditService } from '../../audit/audit.service.ts'
import type { Foundation } from '../../foundation.ts'
import type { Input } from '../../http/mount.ts'
import { makerOf } from '../../keys/key-parts.ts'
import { createId } from '../../lib/ids.ts'
import type { Versioned } from '../../lib/versioned.ts'
import { insertMedia } from './media.store.ts'
import { type MediaRow, storageKey } from './media.table.ts'
import { targetOf, viewMedia, wholeOf } from './media.view.ts'
import type { MediaBytes } from './media-bytes.ts'
import type { MediaSpool } from './media-spool.ts'
import type { Spooled } from './media-storage.ts'
import { isVariable, sniffType } from './media-type.ts'
import type { MediaVariants } from './media-variants.ts'

type Receive = Input<typeof mediaEndpoints.upload>['receive']
/** Makes the file, unless that was done before for what was sent: then answers as it did then. */
type Once<A> = (sent: object, make: () => Promise<Versioned<MediaFile>>) => Promise<A>

/** Takes files in. */
export interface MediaUploads {
  /**
   * Receives a file, looks at what it is, stores its bytes, and then makes its row. Throws
   * BODY_TOO_LARGE, VALIDATION_FAILED, IMAGE_UNREADABLE and STORAGE_UNAVAILABLE, and leaves nothing.
   */
  upload<A>(actor: DomainActor, receive: Receive, once: Once<A>): Promise<A>
}

/** Makes the service of uploads. */
export function createMediaUploads(parts: {
  foundation: Pick<Foundation, 'config' | 'database' | 'clock'>
  audit: AuditService
  bytes: MediaBytes
  spool: MediaSpool
  variants: Pick<MediaVariants, 'measure'>
}): MediaUploads {
  const { audit, bytes, spool, variants } = parts
  const { config, database, clock } = parts.foundation

  async function keep(actor: DomainActor, row: MediaRow, file: Spooled) {
    const key = storageKey(row)
    try {
      await bytes.store(key, file)
      await database.write(async tx => {
        if (!(await bytes.claim(tx, key))) throw new AppError('STORAGE_UNAVAILABLE')
        await insertMedia(tx, row)
        await audit.record(tx, actor, {
          chain: row.domain_id,
          action: 'media.uploaded',
          target: targetOf(row),
          after: wholeOf(row),
        })
      })
    } catch (error) {
      // After an error the database may have made the row all the same: what is noted is removed
      // later, and what is not belongs to the row.
      if (error instanceof AppError) await bytes.remove(key)
      throw error
    }
  }

  async function make(
    actor: DomainActor,
    file: Spooled,
    said: Pick<MediaRow, 'name' | 'alt'>,
  ): Promise<Versioned<MediaFile>> {
    const { domain, principal } = actor
    if (file.size === 0) throw wrong('the file is empty')
    const type = await sniffType(file.head, file.head.length === file.size)
    requireAllowed(domain.settings.mediaTypes, type)
    const { width, height } = isVariable(type)
      ? await variants.measure(file.path)
      : { width: null, height: null }
    const { id: created_by, label: created_by_label } = makerOf(principal)
    const now = clock.now()
    const row: MediaRow = {
      id: createId('med'),
      domain_id: domain.id,
      ...said,
      type,
      size: file.size,
      sha256: file.sha256,
      width,
      height,
      focal_point: null,
      created_at: now,
      created_by,
      created_by_label,
      updated_at: now,
      version: 1,
    }
    await keep(actor, row, file)
    return { value: viewMedia({ ...row, references: 0 }), version: row.version }
  }

  return {
    async upload(actor, receive, once) {
      let spooled: Spooled | undefined
      try {
        const { file, fields } = await receive(config.mediaMaxBytes, async incoming => {
          spooled = await spool.receive(incoming.bytes)
          return { ...spooled, name: incoming.name }
        })
        const said = { name: fields.name ?? cleanName(file.name), alt: fields.alt ?? '' }
        const { sha256 } = file
        return await once({ ...said, sha256 }, () => make(actor, file, said))
      } finally {
        if (spooled) await spool.discard(spooled)
      }
    },
  }
}

/** By what the file holds, as all else that is decided about it. */
function requireAllowed(allowed: readonly string[], type: string) {
  const kind = type.slice(0, type.indexOf('/'))
  if (allowed.some(one => one === '*/*' || one === `${kind}/*` || one === type)) return
  throw wrong(`it is ${type}, and this domain takes ${allowed.join(', ')}`)
}

function wrong(message: string): AppError {
  const errors = [{ pointer: `/${UPLOAD_FIELD}`, message }]
  return new AppError('VALIDATION_FAILED', { errors })
}

const LONGEST_NAME = 200

/**
 * What a sender calls a file, without what the contract does not take in a name. Browsers write a
 * quote as %22 and line breaks as %0D and %0A (HTML, multipart/form-data encoding algorithm).
 */
function cleanName(name: string): string {
  const typed = name.replaceAll('%22', '"').replace(/%0[AD]/g, ' ')
  const clean = typed.replace(/[\p{Cc}\p{Cs}/\\\u202a-\u202e\u2066-\u2069]/gu, '').trim()
  // The cut may go through a character.
  const short = clean.slice(0, LONGEST_NAME).replace(/\p{Cs}/gu, '')
  return short.trim() || 'file'
}
