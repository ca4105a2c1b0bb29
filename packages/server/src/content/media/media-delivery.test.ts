import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Client, MediaFile, Problem } from '@keywright/contract'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import {
  type Bytes,
  halves,
  photograph,
  pixelAt,
  pngThatClaims,
} from '../../testing/media-files.ts'

const FOREVER = 'max-age=31536000, immutable'
const RED = [255, 0, 0]
const BLUE = [0, 0, 255]

describeEachEngine(
  'delivery of files',
  get => {
    const domain = 'shown'
    const params = { domain }
    let admin: Client
    let cookie: string

    beforeAll(async () => {
      const { seed, client } = get()
      const { id } = await seed.domain(domain)
      await seed.contentType(id, 'page', { picture: { media: true } })
      const ana = await seed.user('ana', { roles: { [id]: 'ADMIN' } })
      admin = client(ana)
      cookie = ana.cookie
    })

    const upload = (content: string | Bytes, name = 'a.bin') =>
      admin.media.upload({ params, body: { file: new File([content], name) } })
    const page = async ({ id }: MediaFile) => {
      const body = { fields: { picture: { type: 'media', id } } }
      const made = await admin.objects.create({ params: { domain, type: 'page' }, body })
      return { domain, type: 'page', id: made.id }
    }
    async function published(content: string | Bytes, name?: string): Promise<MediaFile> {
      const file = await upload(content, name)
      await admin.objects.publish({ params: await page(file) })
      return file
    }
    const fetchAs = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
      get().request(path, { headers, method })
    const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer())
    const problemOf = async (response: Response): Promise<Problem> =>
      JSON.parse(await response.text())
    const codeOf = async (response: Response) => (await problemOf(response)).code

    describe('shows to the world', () => {
      it('what a published object refers to, and nothing before or after', async () => {
        const file = await upload('text')
        const status = async () => (await fetchAs(file.url)).status
        expect(await status()).toBe(404)
        const object = await page(file)
        expect(await status()).toBe(404)
        await admin.objects.publish({ params: object })
        expect(await status()).toBe(200)
        await admin.objects.patch({ params: object, body: { fields: { picture: null } } })
        expect(await status()).toBe(200)
        await admin.objects.unpublish({ params: object })
        expect(await status()).toBe(404)
      })

      it('nothing under another hash, another id or in another domain', async () => {
        const file = await published('text')
        const { id } = await get().seed.domain('another')
        const wrong = [
          file.url.replace(file.hash, '0'.repeat(32)),
          file.url.replace(file.id, 'med_00000000000000000000000000'),
          file.url.replace(/dom_\w+/, id),
        ]
        for (const path of wrong) {
          const response = await fetchAs(path)
          expect([response.status, await codeOf(response)], path).toEqual([404, 'MEDIA_NOT_FOUND'])
        }
        expect((await fetchAs(file.url.replace(/[^/]*$/, 'any-name'))).status).toBe(200)
      })
    })

    it('shows what is not published to those who may read files, and to them only', async () => {
      const file = await upload('text')
      const key = async (scope: string) => {
        const body = { name: scope, scopes: [scope] }
        return { 'api-key': (await admin.keys.create({ params, body })).token }
      }
      const response = await fetchAs(file.url, await key('content.media:read'))
      expect(response.status).toBe(200)
      expect(response.headers.get('cache-control')).toBe('private, no-cache')
      expect((await fetchAs(file.url, { cookie })).status).toBe(200)
      expect((await fetchAs(file.url, await key('content.page:read'))).status).toBe(403)
      const other = await get().seed.domain('third')
      const bob = await get().seed.user('bob', { roles: { [other.id]: 'ADMIN' } })
      expect((await fetchAs(file.url, { cookie: bob.cookie })).status).toBe(404)
    })

    it('asks for a credential where delivery is protected, and nobody else may keep the bytes', async () => {
      const { id } = await get().seed.domain('locked', { deliveryProtected: true })
      await get().seed.contentType(id, 'page', { picture: { media: true } })
      const cleo = await get().seed.user('cleo', { roles: { [id]: 'ADMIN' } })
      const client = get().client(cleo)
      const body = { file: new File(['x'], 'x.txt') }
      const file = await client.media.upload({ params: { domain: 'locked' }, body })
      const at = { domain: 'locked', type: 'page' }
      const fields = { picture: { type: 'media', id: file.id } }
      const object = await client.objects.create({ params: at, body: { fields } })
      await client.objects.publish({ params: { ...at, id: object.id } })
      expect((await fetchAs(file.url)).status).toBe(401)
      const response = await fetchAs(file.url, { cookie: cleo.cookie })
      expect(response.status).toBe(200)
      expect(response.headers.get('cache-control')).toBe(`private, ${FOREVER}`)
    })

    describe('answers', () => {
      it('so that caches keep it, browsers guess nothing, and it is nobody’s page', async () => {
        const file = await published(await halves(8, 8), 'Grüße "1".png')
        const { headers } = await fetchAs(file.url)
        expect(headers.get('cache-control')).toBe(`public, ${FOREVER}`)
        expect(headers.get('content-type')).toBe('image/png')
        expect(headers.get('content-length')).toBe(String(file.size))
        expect(headers.get('x-content-type-options')).toBe('nosniff')
        expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*; sandbox$/)
        expect(headers.get('cross-origin-resource-policy')).toBe('cross-origin')
        expect(headers.get('content-disposition')).toBe(
          `inline; filename="Gr__e _1_.png"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%221%22.png`,
        )
      })

      const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
      const kinds: [string, () => string | Bytes | Promise<Bytes>, string, string][] = [
        ['an image', () => halves(8, 8, 'jpeg'), 'inline', 'image/jpeg'],
        ['a PDF', () => '%PDF-1.7\n%%EOF', 'inline', 'application/pdf'],
        ['an SVG with a script', () => SVG, 'attachment', 'image/svg+xml'],
        ['a page', () => '<!doctype html><p>', 'attachment', 'text/plain; charset=utf-8'],
        ['something', () => Uint8Array.of(1, 2, 3), 'attachment', 'application/octet-stream'],
      ]
      it.each(kinds)('%s as what it may do', async (_, make, way, type) => {
        const { headers } = await fetchAs((await published(await make())).url)
        expect(headers.get('content-disposition')?.split(';')[0]).toBe(way)
        expect(headers.get('content-type')).toBe(type)
        expect(headers.get('content-security-policy')).toContain('sandbox')
      })

      it('nothing to those who have it', async () => {
        const file = await published('text')
        const etag = (await fetchAs(file.url)).headers.get('etag') ?? ''
        for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
          const response = await fetchAs(file.url, { 'if-none-match': known })
          expect([response.status, await response.text()], known).toEqual([304, ''])
          expect(response.headers.get('etag')).toBe(etag)
          expect(response.headers.get('cache-control')).toBe(`public, ${FOREVER}`)
        }
        expect((await fetchAs(file.url, { 'if-none-match': '"other"' })).status).toBe(200)
      })

      it('HEAD like GET, without the bytes', async () => {
        const file = await published('text')
        const response = await fetchAs(file.url, {}, 'HEAD')
        expect([response.status, await response.text()]).toEqual([200, ''])
        expect(response.headers.get('content-length')).toBe('4')
      })
    })

    describe('of a range (RFC 9110 section 14)', () => {
      const TEXT = '0123456789'
      let file: MediaFile
      let etag: string
      beforeAll(async () => {
        file = await published(TEXT)
        etag = (await fetchAs(file.url)).headers.get('etag') ?? ''
      })

      it.each([
        ['bytes=0-0', '0', '0-0'],
        ['bytes=2-5', '2345', '2-5'],
        ['bytes=7-', '789', '7-9'],
        ['bytes=-3', '789', '7-9'],
        ['bytes=-30', TEXT, '0-9'],
        ['bytes=5-500', '56789', '5-9'],
        ['Bytes=1-1', '1', '1-1'],
      ])('answers %s with just that', async (range, text, place) => {
        const response = await fetchAs(file.url, { range })
        expect(response.status).toBe(206)
        expect(await response.text()).toBe(text)
        expect(response.headers.get('content-range')).toBe(`bytes ${place}/10`)
        expect(response.headers.get('content-length')).toBe(String(text.length))
      })

      it.each(['bytes=10-', 'bytes=99-100', 'bytes=-0'])(
        'refuses %s, and says how much there is',
        async range => {
          const response = await fetchAs(file.url, { range })
          expect([response.status, await codeOf(response)]).toEqual([416, 'RANGE_NOT_SATISFIABLE'])
          expect(response.headers.get('content-range')).toBe('bytes */10')
        },
      )

      it.each([
        'bytes=0-1,4-5',
        'bytes=5-2',
        'bytes=-',
        'bytes=a-b',
        'bytes',
        'chars=0-1',
        'bytes=0x1-2',
        `bytes=0-${'9'.repeat(5000)}`,
      ])('ignores %s', async range => {
        const response = await fetchAs(file.url, { range })
        expect([response.status, await response.text()]).toEqual([200, TEXT])
      })

      it('answers all where the caller has the beginning of something else', async () => {
        const range = 'bytes=5-'
        expect((await fetchAs(file.url, { range, 'if-range': etag })).status).toBe(206)
        for (const other of ['"other"', `W/${etag}`, 'Thu, 01 Jan 2026 12:00:00 GMT']) {
          expect((await fetchAs(file.url, { range, 'if-range': other })).status, other).toBe(200)
        }
      })

      it('goes for downloads as well, which are never shown', async () => {
        const path = `/v1/domains/${domain}/content/media/${file.id}/file`
        const response = await fetchAs(path, { cookie, range: 'bytes=-2' })
        expect([response.status, await response.text()]).toEqual([206, '89'])
        expect(response.headers.get('content-disposition')).toContain('attachment')
        expect(response.headers.get('cache-control')).toBe('private, no-cache')
        expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin')
      })
    })

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
          const response = await fetchAs(`${file.url}?width=${width}&format=png`, { cookie })
          expect(response.status).toBe(200)
        }
        const sizes = async () => {
          const names = await readdir(folder)
          const all = await Promise.all(names.map(name => stat(join(folder, name)).catch(() => {})))
          return all.reduce((sum, one) => sum + (one?.size ?? 0), 0)
        }
        await expect.poll(sizes).toBeLessThanOrEqual(CACHE_BYTES)
        await admin.media.delete({ params: { ...params, id: file.id } })
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

    it('says so when the bytes cannot be had', async () => {
      const file = await published('text')
      await rm(join(get().config.dataFolder, 'media', file.url.split('/')[3] ?? '', file.id))
      const response = await fetchAs(file.url)
      expect([response.status, await codeOf(response)]).toEqual([503, 'STORAGE_UNAVAILABLE'])
      expect(response.headers.get('retry-after')).toBe('2')
    })
  },
  { mediaCacheBytes: 120_000 },
)

const CACHE_BYTES = 120_000
