import type { ImageQuery } from '@keywright/contract'
import type { Sharp, SharpOptions } from 'sharp'
import { AppError } from '../../app-error.ts'
import { createTurns } from './image-turns.ts'

/** Lengths in pixels, the way up an image is shown. */
export interface Dimensions {
  width: number
  height: number
}

/** A variant of an image, with all that was left open decided. */
export interface Variant {
  width: number | undefined
  height: number | undefined
  fit: NonNullable<ImageQuery['fit']>
  format: NonNullable<ImageQuery['format']>
  /** Of `cover`: what stays in sight, in percent from the left and top. */
  focus: { x: number; y: number }
}

/** Reads images, and makes variants of them. Throws IMAGE_UNREADABLE for what is none, and IMAGES_BUSY. */
export interface Images {
  /** The lengths of an image file; looks at its header only. */
  measure(path: string): Promise<Dimensions>
  /**
   * Without anything but the picture: no place, no camera, no comments. The bytes are read when it is
   * its turn; those of one `asker` take turns with those of others.
   */
  render(
    asker: string,
    read: () => Promise<Uint8Array>,
    of: Dimensions,
    variant: Variant,
  ): Promise<Buffer>
}

/** More than any camera has; a small file can claim, and really hold, far more than a memory takes. */
const MAX_PIXELS = 100_000_000
const MAX_SECONDS = 20

/** Two of the four threads that do such work in a process: the others are for passwords and files. */
const RENDERS = { atOnce: 2, waiting: 256, ofOneName: 64 }
/** The headers of uploads, which are read in no time: they never wait for what visitors ask for. */
const MEASURES = { atOnce: 1, waiting: 64, ofOneName: 64 }

const OPTIONS: SharpOptions = {
  limitInputPixels: MAX_PIXELS,
  failOn: 'error',
  sequentialRead: true,
  // The first picture of an animation.
  pages: 1,
}

/** Makes the workshop of images; its library is loaded when the first image comes. */
export function createImages(): Images {
  const rendering = createTurns(RENDERS)
  const measuring = createTurns(MEASURES)
  const library = once(loadLibrary)

  return {
    async measure(path) {
      const open = await library()
      return measuring('', async () => {
        const { autoOrient } = await readable(open(path).metadata())
        return { width: autoOrient.width, height: autoOrient.height }
      })
    },

    async render(asker, read, of, variant) {
      const open = await library()
      return rendering(asker, async () => {
        const image = open(await read()).timeout({ seconds: MAX_SECONDS })
        return readable(ENCODERS[variant.format](shape(image, of, variant)).toBuffer())
      })
    },
  }
}

/** What each format is encoded with: good to look at, and quick to make. */
const ENCODERS: Record<Variant['format'], (image: Sharp) => Sharp> = {
  webp: image => image.webp({ quality: 80 }),
  avif: image => image.avif({ quality: 55, effort: 2 }),
  jpeg: image => image.flatten({ background: 'white' }).jpeg({ quality: 82, mozjpeg: false }),
  png: image => image.png(),
}

function shape(image: Sharp, of: Dimensions, { width, height, fit, focus }: Variant): Sharp {
  const upright = image.autoOrient()
  if (fit === 'inside' || width === undefined || height === undefined) {
    return upright.resize({ width, height, fit: 'inside', withoutEnlargement: true })
  }
  if (fit === 'contain') {
    return upright.resize({ width, height, fit, background: { r: 0, g: 0, b: 0, alpha: 0 } })
  }
  return upright.extract(cropped(of, width / height, focus)).resize(width, height, { fit: 'fill' })
}

/** The largest part of that shape that has the point as near to its middle as it goes. */
function cropped(of: Dimensions, ratio: number, focus: Variant['focus']) {
  const width = Math.max(1, Math.min(of.width, Math.round(of.height * ratio)))
  const height = Math.max(1, Math.min(of.height, Math.round(of.width / ratio)))
  const place = (point: number, length: number, part: number) =>
    Math.min(length - part, Math.max(0, Math.round((point / 100) * length - part / 2)))
  return {
    left: place(focus.x, of.width, width),
    top: place(focus.y, of.height, height),
    width,
    height,
  }
}

/** What fails inside the library is the image's fault. */
async function readable<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    throw new AppError('IMAGE_UNREADABLE', { cause })
  }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** Only readers of images that browsers show: whoever draws pages, letters or scripts stays away. */
async function loadLibrary(): Promise<(input: string | Uint8Array) => Sharp> {
  const { default: sharp } = await import('sharp')
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({
    operation: [
      'VipsForeignLoadJpeg',
      'VipsForeignLoadPng',
      'VipsForeignLoadWebp',
      'VipsForeignLoadNsgif',
      'VipsForeignLoadHeif',
    ],
  })
  sharp.cache(false)
  sharp.concurrency(1)
  return input => sharp(input, OPTIONS)
}
