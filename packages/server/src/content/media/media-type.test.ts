import { describe, expect, it } from 'vitest'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { type Bytes, halves, pngThatClaims, pngWithHugeComment } from '../../testing/media-files.ts'
import { refusal } from '../../testing/refusal.ts'
import { useUploadScene } from '../../testing/upload-scene.ts'

const MAX_BYTES = 300_000

describeEachEngine(
  'an upload',
  get => {
    const { scene, params, upload, expectNothingLeft } = useUploadScene(get)

    it('is refused where the domain does not take its type, whatever its name says', async () => {
      const settings = (mediaTypes: string[]) =>
        scene.admin.domains.update({ params, body: { settings: { mediaTypes } } })
      expect((await scene.admin.domains.read({ params })).settings.mediaTypes).toEqual(['*/*'])
      await settings(['image/*', 'text/plain'])
      const { errors } = await refusal(upload('%PDF-1.7\n', 'a.png', 'image/png'))
      expect(errors).toEqual([
        {
          pointer: '/file',
          message: 'it is application/pdf, and this domain takes image/*, text/plain',
        },
      ])
      await expectNothingLeft()
      expect(await upload('a text', 'a.pdf')).toMatchObject({ type: 'text/plain' })
      expect(await upload(await halves(2, 2))).toMatchObject({ type: 'image/png' })
      for (const wrong of [[], ['image'], ['*/png'], ['image/*,text/plain']]) {
        expect(await refusal(settings(wrong))).toMatchObject({ code: 'VALIDATION_FAILED' })
      }
      await settings(['*/*'])
      expect(await upload('%PDF-1.7\n')).toMatchObject({ type: 'application/pdf' })
    })

    describe('is taken for what it holds, whatever it says of itself:', () => {
      const PDF = '%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF'
      const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
      const cases: [string, () => string | Bytes | Promise<Bytes>, string][] = [
        ['a PNG', () => halves(8, 8, 'png'), 'image/png'],
        ['a JPEG', () => halves(8, 8, 'jpeg'), 'image/jpeg'],
        ['a GIF', () => halves(8, 8, 'gif'), 'image/gif'],
        ['a WebP', () => halves(8, 8, 'webp'), 'image/webp'],
        ['an AVIF', () => halves(16, 16, 'avif'), 'image/avif'],
        ['a PDF', () => PDF, 'application/pdf'],
        ['a page', () => '<!doctype html><script>alert(1)</script>', 'text/plain'],
        ['a page as XML', () => '<?xml version="1.0"?><html><body/></html>', 'text/plain'],
        ['an SVG', () => SVG, 'image/svg+xml'],
        [
          'an SVG behind a declaration and comments',
          () => `\ufeff<?xml version="1.0"?><!-- <html> --><!DOCTYPE svg>\n<!--\n-->${SVG}`,
          'image/svg+xml',
        ],
        ['an SVG with a prefix', () => '<s:svg xmlns:s="x"/>', 'image/svg+xml'],
        ['a page that mentions SVG', () => '<p><svg></svg></p>', 'text/plain'],
        ['a script', () => 'alert("hi")', 'text/plain'],
        [
          'text that ends in half a character',
          () => Uint8Array.of(97, 0xc3),
          'application/octet-stream',
        ],
        ['a text with control characters', () => 'a\u0001b', 'application/octet-stream'],
        ['nobody knows what', () => Uint8Array.of(1, 2, 3, 250), 'application/octet-stream'],
        [
          'a page that begins like a GIF',
          () => 'GIF89a/*<script>alert(1)</script>*/=1;',
          'image/gif',
        ],
      ]
      it.each(cases)('%s', async (name, make, type) => {
        const content = await make()
        const call = upload(content, 'photo.png', 'image/png')
        if (name === 'a page that begins like a GIF') {
          expect(await refusal(call)).toMatchObject({ code: 'IMAGE_UNREADABLE', status: 422 })
          return
        }
        expect((await call).type).toBe(type)
      })

      it('a long text whose cut goes through a character', async () => {
        expect((await upload(`a${'é'.repeat(50_000)}`)).type).toBe('text/plain')
      })

      it('a picture of which more follows is a picture, and is served as nothing else', async () => {
        const polyglot = Buffer.concat([await halves(8, 8, 'png'), Buffer.from('<script>')])
        expect((await upload(Uint8Array.from(polyglot))).type).toBe('image/png')
      })
    })

    describe('is refused as an image, and leaves nothing, when it', () => {
      const images: [string, () => Bytes | Promise<Bytes>][] = [
        ['claims more pixels than a memory takes', () => pngThatClaims(60_000, 60_000, 1)],
        ['claims the most that can be claimed', () => pngThatClaims(2 ** 31 - 1, 2 ** 31 - 1, 1)],
        ['claims to have no width', () => pngThatClaims(0, 10, 1)],
        ['unpacks to more pixels than we take', () => pngThatClaims(20_000, 20_000, 20_000)],
        ['ends in its header', async () => (await halves(8, 8, 'png')).slice(0, 20)],
        ['is a JPEG of two bytes', () => Uint8Array.of(0xff, 0xd8, 0xff)],
      ]
      it.each(images)('%s', async (_, make) => {
        const refused = await refusal(upload(await make(), 'bomb.png'))
        expect(refused).toMatchObject({ code: 'IMAGE_UNREADABLE', status: 422 })
        await expectNothingLeft()
      })
    })

    it('with a comment that unpacks to very much does not unpack it', async () => {
      const bytes = pngWithHugeComment()
      expect(bytes.length).toBeLessThan(MAX_BYTES)
      const started = process.memoryUsage().rss
      await upload(bytes, 'bomb.png').catch(() => {})
      expect(process.memoryUsage().rss - started).toBeLessThan(150 * 1024 * 1024)
    })
  },
  { mediaMaxBytes: MAX_BYTES },
)
