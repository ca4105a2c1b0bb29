import { join } from 'node:path'
import type { ImageQuery } from '@keywright/contract'
import type { Logger } from 'pino'
import { AppError } from '../../app-error.ts'
import type { Config } from '../../config.ts'
import { createImages, type Images, type Variant } from './images.ts'
import { type MediaRow, storageKey } from './media.table.ts'
import type { MediaStorage } from './media-storage.ts'
import { isVariable } from './media-type.ts'
import { createVariantCache } from './variant-cache.ts'

/** Variants of uploaded images. */
export interface MediaVariants extends Pick<Images, 'measure'> {
  /** The bytes of a variant, made before or now: then in turn with what other askers want. */
  read(row: MediaRow, variant: Variant, asker: string): Promise<Uint8Array<ArrayBuffer>>
  /** Removes those of a file that is gone. */
  forget(id: string): Promise<void>
}

/** Makes the variants, with a cache in the data folder. */
export function createMediaVariants(parts: {
  config: Pick<Config, 'dataFolder' | 'mediaCacheBytes'>
  storage: MediaStorage
  logger: Logger
}): MediaVariants {
  const { config, storage, logger } = parts
  const images = createImages()
  const cache = createVariantCache({
    folder: join(config.dataFolder, 'media-cache'),
    maxBytes: config.mediaCacheBytes,
    onFault: error => logger.warn({ err: error }, 'a variant of an image could not be kept'),
  })

  return {
    measure: images.measure,

    async read(row, variant, asker) {
      const { width, height } = row
      if (width === null || height === null) throw new AppError('IMAGE_UNREADABLE')
      const original = async () => readAll(await storage.open(storageKey(row)))
      const bytes = await cache.get(`${row.id}.${variantName(variant)}`, () =>
        images.render(asker, original, { width, height }, variant),
      )
      // Neither a file that was read nor an encoder's output lies in shared memory.
      return bytes as Uint8Array<ArrayBuffer>
    },

    forget: id => cache.forget(`${id}.`),
  }
}

/**
 * Which variant of a file is asked for; undefined: the file itself. Throws VALIDATION_FAILED where
 * there is none.
 */
export function variantOf(row: Pick<MediaRow, 'type'>, query: ImageQuery): Variant | undefined {
  const [given] = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [name],
  )
  if (given === undefined) return undefined
  if (!isVariable(row.type)) throw wrong(given, 'there are variants of images only')
  const { width, height, fit = 'inside' } = query
  if (fit !== 'inside' && (width === undefined || height === undefined)) {
    throw wrong('fit', 'needs a width and a height')
  }
  if (query.focus !== undefined && fit !== 'cover') throw wrong('focus', 'goes with cover only')
  const [x = 50, y = 50] = (query.focus ?? '')
    .split(',')
    .flatMap(text => (text ? [Number(text)] : []))
  return { width, height, fit, format: query.format ?? ownFormat(row.type), focus: { x, y } }
}

/** The media type of a variant. */
export function variantType({ format }: Variant): string {
  return `image/${format}`
}

/** Tells a variant from all others of the same file. */
export function variantName({ width, height, fit, format, focus }: Variant): string {
  return `${width ?? 0}x${height ?? 0}-${fit}-${focus.x}-${focus.y}.${format}`
}

function ownFormat(type: string): Variant['format'] {
  return OWN_FORMATS[type] ?? 'webp'
}

const OWN_FORMATS: Readonly<Record<string, Variant['format']>> = {
  'image/jpeg': 'jpeg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/avif': 'avif',
}

function wrong(name: string, message: string): AppError {
  return new AppError('VALIDATION_FAILED', { errors: [{ pointer: `/query/${name}`, message }] })
}

async function readAll(stream: ReadableStream<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}
