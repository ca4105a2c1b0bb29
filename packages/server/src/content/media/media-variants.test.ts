import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { MediaFile } from '@keywright/contract'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { halves, photograph, pixelAt, pngThatClaims } from '../../testing/media-files.ts'
import { useMediaScene } from '../../testing/media-scene.ts'

const FOREVER = 'max-age=31536000, immutable'
const RED = [255, 0, 0]
const BLUE = [0, 0, 255]
const CACHE_BYTES = 120_000

describeEachEngine(
  'delivery of files',
  get => {
    const { scene, params, upload, published, fetchAs, bytesOf, problemOf, codeOf } =
      useMediaScene(get)

    describe('of variants', () => {
      const image = (response: Response) => bytesOf(response).then(bytes => sharp(bytes))
      const get1 = async (file: MediaFile, query: string) => fetchAs(`${file.url}?${query}`)

      it('scales within, fills and pads', async () => {
        const file = await published(await halves(400, 200))
        const sizes: [string, number, number][] = [
          ['width=128', 128, 64],
          ['height=32', 64, 32],
          ['width=128&height=128', 128, 128 / 2],
          ['width=64&height=64&fit=cover', 64, 64],
          ['width=64&height=64&fit=contain', 64, 64],
          ['width=1024', 400, 200],
        ]
        for (const [query, width, height] of sizes) {
          const response = await get1(file, query)
          expect(response.headers.get('content-type'), query).toBe('image/png')
          expect(await (await image(response)).metadata(), query).toMatchObject({
            format: 'png',
            width,
            height,
          })
        }
      })

      it('keeps in sight what it is told to', async () => {
        const file = await published(await halves(400, 200))
        const cut = 'width=64&height=64&fit=cover'
        const left = await bytesOf(await get1(file, `${cut}&focus=0,50`))
        const right = await bytesOf(await get1(file, `${cut}&focus=100,50`))
        const middle = await bytesOf(await get1(file, cut))
        expect(await pixelAt(left, 60, 30)).toEqual(RED)
        expect(await pixelAt(right, 4, 30)).toEqual(BLUE)
        expect([await pixelAt(middle, 4, 30), await pixelAt(middle, 60, 30)]).toEqual([RED, BLUE])
      })

      it.each(['webp', 'avif', 'jpeg', 'png'])('come as %s where that is wanted', async format => {
        const file = await published(await halves(100, 50), 'a.photo.png')
        const response = await get1(file, `width=64&format=${format}`)
        expect(response.headers.get('content-type')).toBe(`image/${format}`)
        expect(response.headers.get('content-disposition')).toContain(`"a.photo.${format}"`)
        const { format: found } = await (await image(response)).metadata()
        expect(found).toBe(format === 'avif' ? 'heif' : format)
      })

      it('stand upright, and tell nothing of where and with what they were taken', async () => {
        const file = await published(await photograph(), 'photo.jpg')
        expect([file.width, file.height]).toEqual([40, 80])
        for (const query of ['width=32', 'width=32&height=64&fit=cover', 'format=webp']) {
          const {
            width = 0,
            height = 0,
            exif,
            orientation,
          } = await (await image(await get1(file, query))).metadata()
          expect(height, query).toBe(width * 2)
          expect([exif, orientation], query).toEqual([undefined, undefined])
        }
      })

      it('have a weak ETag, are kept forever, and are not made for those who have them', async () => {
        const file = await published(await halves(100, 50))
        const response = await get1(file, 'width=64')
        const etag = response.headers.get('etag') ?? ''
        expect(etag).toMatch(/^W\/"/)
        expect(response.headers.get('cache-control')).toBe(`public, ${FOREVER}`)
        const again = await fetchAs(`${file.url}?width=64`, { 'if-none-match': etag })
        expect(again.status).toBe(304)
      })

      it('are made once, also when many ask at the same time, and again when they are lost', async () => {
        const file = await published(await halves(100, 50))
        const folder = join(get().config.dataFolder, 'media-cache')
        const kept = async () => (await readdir(folder)).filter(name => name.startsWith(file.id))
        const many = await Promise.all(Array.from({ length: 8 }, () => get1(file, 'width=64')))
        expect(many.map(({ status }) => status)).toEqual(Array(8).fill(200))
        const [name = '', ...others] = await kept()
        expect(others).toEqual([])
        await rm(join(folder, name))
        expect((await get1(file, 'width=64')).status).toBe(200)
        expect(await kept()).toEqual([name])
      })

      it('take no more of the disk than they may, and go with their file', async () => {
        const folder = join(get().config.dataFolder, 'media-cache')
        const noise = await sharp({
          create: {
            width: 400,
            height: 400,
            channels: 3,
            background: 'grey',
            noise: { type: 'gaussian', mean: 128, sigma: 60 },
          },
        })
          .png()
          .toBuffer()
        const file = await upload(Uint8Array.from(noise))
        for (const width of [16, 32, 64, 128, 192, 256, 320]) {
          const response = await fetchAs(`${file.url}?width=${width}&format=png`, {
            cookie: scene.cookie,
          })
          expect(response.status).toBe(200)
        }
        const sizes = async () => {
          const names = await readdir(folder)
          const all = await Promise.all(names.map(name => stat(join(folder, name)).catch(() => {})))
          return all.reduce((sum, one) => sum + (one?.size ?? 0), 0)
        }
        await expect.poll(sizes).toBeLessThanOrEqual(CACHE_BYTES)
        await scene.admin.media.delete({ params: { ...params, id: file.id } })
        const left = async () => (await readdir(folder)).filter(name => name.startsWith(file.id))
        await expect.poll(left).toEqual([])
      })

      it.each([
        ['width=100', '/query/width'],
        ['width=0', '/query/width'],
        ['width=-16', '/query/width'],
        ['width=1e2', '/query/width'],
        ['height=100000', '/query/height'],
        ['fit=cover', '/query/fit'],
        ['width=64&fit=contain', '/query/fit'],
        ['width=64&focus=50,50', '/query/focus'],
        ['width=64&height=64&fit=cover&focus=1,2', '/query/focus'],
        ['format=svg', '/query/format'],
        ['quality=1', '/query'],
      ])('there is none for %s', async (query, pointer) => {
        const file = await published(await halves(100, 50))
        const response = await get1(file, query)
        expect(response.status).toBe(400)
        expect((await problemOf(response)).errors?.[0]?.pointer).toBe(pointer)
      })

      it('there are none of what is no image, or one that nobody draws', async () => {
        const svg = await published('<svg xmlns="http://www.w3.org/2000/svg"/>')
        for (const file of [await published('text'), svg]) {
          const response = await get1(file, 'width=64')
          expect([response.status, await codeOf(response)]).toEqual([400, 'VALIDATION_FAILED'])
        }
      })

      it('of an image that is damaged are refused, while its bytes are still there', async () => {
        const broken = pngThatClaims(4000, 4000, 10)
        const file = await published(broken)
        const response = await get1(file, 'width=64')
        expect([response.status, await codeOf(response)]).toEqual([422, 'IMAGE_UNREADABLE'])
        expect(await bytesOf(await fetchAs(file.url))).toEqual(broken)
      })

      it('of an image as large as they come take little memory', async () => {
        const file = await published(pngThatClaims(10_000, 10_000, 10_000))
        const before = process.memoryUsage().rss
        expect((await get1(file, 'width=64')).status).toBe(200)
        expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024)
      })

      it('of the thinnest image are refused or made, and nothing else', async () => {
        const file = await published(pngThatClaims(1, 1_000_000, 1_000_000))
        for (const query of ['width=4096&height=16&fit=cover', 'width=16', 'format=webp']) {
          expect([200, 422], query).toContain((await get1(file, query)).status)
        }
      })
    })
  },
  { mediaCacheBytes: CACHE_BYTES },
)
