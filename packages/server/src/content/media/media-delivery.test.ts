import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { MediaFile } from '@keywright/contract'
import { beforeAll, describe, expect, it } from 'vitest'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { type Bytes, halves } from '../../testing/media-files.ts'
import { useMediaScene } from '../../testing/media-scene.ts'

const FOREVER = 'max-age=31536000, immutable'

describeEachEngine('delivery of files', get => {
  const { scene, domain, params, upload, page, published, fetchAs, codeOf } = useMediaScene(get)

  describe('shows to the world', () => {
    it('what a published object refers to, and nothing before or after', async () => {
      const file = await upload('text')
      const status = async () => (await fetchAs(file.url)).status
      expect(await status()).toBe(404)
      const object = await page(file)
      expect(await status()).toBe(404)
      await scene.admin.objects.publish({ params: object })
      expect(await status()).toBe(200)
      await scene.admin.objects.patch({ params: object, body: { fields: { picture: null } } })
      expect(await status()).toBe(200)
      await scene.admin.objects.unpublish({ params: object })
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
      return { 'api-key': (await scene.admin.keys.create({ params, body })).token }
    }
    const response = await fetchAs(file.url, await key('content.media:read'))
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('private, no-cache')
    expect((await fetchAs(file.url, { cookie: scene.cookie })).status).toBe(200)
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
      const response = await fetchAs(path, { cookie: scene.cookie, range: 'bytes=-2' })
      expect([response.status, await response.text()]).toEqual([206, '89'])
      expect(response.headers.get('content-disposition')).toContain('attachment')
      expect(response.headers.get('cache-control')).toBe('private, no-cache')
      expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin')
    })
  })

  it('says so when the bytes cannot be had', async () => {
    const file = await published('text')
    await rm(join(get().config.dataFolder, 'media', file.url.split('/')[3] ?? '', file.id))
    const response = await fetchAs(file.url)
    expect([response.status, await codeOf(response)]).toEqual([503, 'STORAGE_UNAVAILABLE'])
    expect(response.headers.get('retry-after')).toBe('2')
  })
})
