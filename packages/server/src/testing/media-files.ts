import { crc32, deflateSync } from 'node:zlib'
import sharp from 'sharp'

/** What can be put into a form. */
export type Bytes = Uint8Array<ArrayBuffer>

/** A picture whose left half is red and whose right half is blue. */
export async function halves(
  width: number,
  height: number,
  format: 'png' | 'jpeg' | 'webp' | 'gif' | 'avif' = 'png',
): Promise<Bytes> {
  const half = { width: Math.floor(width / 2), height, channels: 3 as const }
  const blue = await sharp({ create: { ...half, background: 'blue' } })
    .png()
    .toBuffer()
  const image = sharp({ create: { width, height, channels: 3, background: 'red' } })
  const composed = image.composite([{ input: blue, gravity: 'east' }])
  return owned(await composed.toFormat(format).toBuffer())
}

/** A photograph with all that a camera writes into it, lying on its side. */
export async function photograph(): Promise<Bytes> {
  const image = sharp(await halves(80, 40, 'jpeg'))
  const written = image.withExif({
    IFD0: { Copyright: 'Somebody', Make: 'A camera' },
    IFD3: { GPSLatitude: '52/1 31/1 0/1', GPSLatitudeRef: 'N' },
  })
  return owned(await written.withMetadata({ orientation: 6 }).jpeg().toBuffer())
}

type Colour = readonly [red: number, green: number, blue: number]

/** A picture to look at: a sun before a sky that goes from one colour to another. */
export async function landscape(
  width: number,
  height: number,
  { top, bottom }: { top: Colour; bottom: Colour },
): Promise<Bytes> {
  const pixels = Buffer.alloc(width * height * 3)
  for (let y = 0; y < height; y++) {
    const sky = top.map((share, at) => share + ((bottom[at] ?? 0) - share) * (y / height))
    for (let x = 0; x < width; x++) {
      const isSun = Math.hypot(x - width * 0.7, y - height * 0.3) < height * 0.12
      pixels.set(isSun ? [255, 236, 190] : sky, (y * width + x) * 3)
    }
  }
  return owned(
    await sharp(pixels, { raw: { width, height, channels: 3 } })
      .jpeg()
      .toBuffer(),
  )
}

/** The pixel at a place, as red, green and blue. */
export async function pixelAt(image: Uint8Array, left: number, top: number): Promise<number[]> {
  const one = sharp(image).extract({ left, top, width: 1, height: 1 })
  return [...(await one.removeAlpha().raw().toBuffer())]
}

/** A PNG that claims these lengths, with rows for as many of them as are given. */
export function pngThatClaims(width: number, height: number, rows: number): Bytes {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // One bit for each pixel, shades of grey.
  header.set([1, 0, 0, 0, 0], 8)
  const packed = deflateSync(Buffer.alloc(rows * (1 + Math.ceil(width / 8))), { level: 9 })
  return png([
    ['IHDR', header],
    ['IDAT', packed],
    ['IEND', Buffer.alloc(0)],
  ])
}

/** A small PNG with a comment that unpacks to very much. */
export function pngWithHugeComment(): Bytes {
  const header = Buffer.from([0, 0, 0, 8, 0, 0, 0, 8, 1, 0, 0, 0, 0])
  const comment = deflateSync(Buffer.alloc(200 * 1024 * 1024, 'a'), { level: 9 })
  return png([
    ['IHDR', header],
    ['zTXt', Buffer.concat([Buffer.from('Comment\0\0'), comment])],
    ['IDAT', deflateSync(Buffer.alloc(16))],
    ['IEND', Buffer.alloc(0)],
  ])
}

function png(chunks: readonly [name: string, data: Buffer][]): Bytes {
  const parts = chunks.map(([name, data]) => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
    const length = Buffer.alloc(4)
    length.writeUInt32BE(data.length)
    const sum = Buffer.alloc(4)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  })
  return owned(Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...parts]))
}

function owned(bytes: Uint8Array): Bytes {
  return Uint8Array.from(bytes)
}
