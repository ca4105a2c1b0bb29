import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from '@keywright/contract'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { HOUR } from '../../lib/clock.ts'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { type Bytes, halves, pngThatClaims, pngWithHugeComment } from '../../testing/media-files.ts'
import { BOUNDARY, END, field, file, part, TYPE } from '../../testing/media-form.ts'
import { refusal } from '../../testing/refusal.ts'
import { type StoredFile, sha256, storedFiles, storedRows } from '../../testing/stored-files.ts'

const MAX_BYTES = 300_000

describeEachEngine(
  'an upload',
  get => {
    const params = { domain: 'uploads' }
    const path = '/v1/domains/uploads/content/media'
    let admin: Client
    let domainId: string
    let cookie: string
    let before: { files: Map<string, StoredFile>; rows: Awaited<ReturnType<typeof storedRows>> }

    beforeAll(async () => {
      const { seed, client } = get()
      domainId = (await seed.domain(params.domain)).id
      const ana = await seed.user('ana', { roles: { [domainId]: 'ADMIN' } })
      admin = client(ana)
      cookie = ana.cookie
    })
    beforeEach(async () => {
      before = { files: await storedFiles(get()), rows: await storedRows(get()) }
    })

    const upload = (content: string | Bytes, name = 'a.bin', type = '') =>
      admin.media.upload({ params, body: { file: new File([content], name, { type }) } })

    function send(body: RequestInit['body'], headers: Record<string, string> = {}) {
      return get().request(path, {
        method: 'POST',
        headers: { cookie, 'content-type': TYPE, ...headers },
        body: body ?? null,
        // Node wants to be told that a stream is sent before the answer is read.
        duplex: 'half',
      } as RequestInit)
    }

    it('is done once for an idempotency key, however often it is sent', async () => {
      const name = 'once.txt'
      const again = (content: string, more = '') =>
        send(field('alt', `A text${more}`) + file(content, 'file', name) + END, {
          'idempotency-key': 'upload-1',
        })
      const [first, second] = [await again('hello'), await again('hello')]
      expect([first.status, second.status]).toEqual([201, 201])
      const made = await first.json()
      expect(await second.json()).toEqual(made)
      expect(second.headers.get('etag')).toBe(first.headers.get('etag'))
      expect(second.headers.get('idempotency-replayed')).toBe('true')
      for (const other of [await again('other'), await again('hello', ' more')]) {
        expect(await other.json()).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' })
      }
      const { items } = await admin.media.list({ params, query: { search: name } })
      expect(items).toEqual([made])
      expect((await storedFiles(get())).size).toBe(before.files.size + 1)
    })

    it('is refused where the domain does not take its type, whatever its name says', async () => {
      const settings = (mediaTypes: string[]) =>
        admin.domains.update({ params, body: { settings: { mediaTypes } } })
      expect((await admin.domains.read({ params })).settings.mediaTypes).toEqual(['*/*'])
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

    async function expectNothingLeft() {
      expect(await storedFiles(get())).toEqual(before.files)
      expect(await storedRows(get())).toEqual(before.rows)
    }

    it('keeps the bytes as they came, readable by their owner only', async () => {
      const bytes = Uint8Array.from({ length: 200_000 }, (_, index) => (index * 7) % 251)
      const made = await upload(bytes)
      const stored = await storedFiles(get())
      expect(stored.get(`${domainId}/${made.id}`)?.sha256).toBe(sha256(bytes))
      expect(stored.size).toBe(before.files.size + 1)
      expect(made).toMatchObject({ size: 200_000, type: 'application/octet-stream' })
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

    describe('gets its name', () => {
      const names: [string, string, string][] = [
        ['without a path', '../../etc/passwd', 'passwd'],
        ['without a path of Windows', 'C:\\\\temp\\\\a.txt', 'a.txt'],
        ['as it is written', 'Grüße 🔑.txt', 'Grüße 🔑.txt'],
        ['with the quotes of browsers', '%22a%22.txt', '"a".txt'],
        ['without changes of direction', 'a\u202egnp.exe', 'agnp.exe'],
        ['made up where there is none', '', 'file'],
        ['cut where it is long', 'é'.repeat(300), 'é'.repeat(200)],
      ]
      it.each(names)('%s', async (_, sent, kept) => {
        const response = await send(file('text', 'file', sent) + END)
        expect(await response.json()).toMatchObject({ name: kept })
      })

      it('from a field of the form before the one of the file', async () => {
        const body = field('name', 'named.txt') + file('text') + field('alt', 'A text') + END
        expect(await (await send(body)).json()).toMatchObject({ name: 'named.txt', alt: 'A text' })
      })
    })

    describe('is refused, and leaves nothing, when its form', () => {
      const headers = Array.from({ length: 200 }, (_, index) => `x-${index}: y`).join('\r\n')
      const many = Array.from({ length: 100 }, (_, index) => field(`f${index}`, '')).join('')
      const forms: [string, string, string][] = [
        ['has no file', field('alt', 'x') + END, 'VALIDATION_FAILED'],
        ['has an empty file', file('') + END, 'VALIDATION_FAILED'],
        ['has two files', file('one') + file('two') + END, 'VALIDATION_FAILED'],
        ['has the file elsewhere', file('one', 'photo') + END, 'VALIDATION_FAILED'],
        ['has a second file elsewhere', file('one') + file('2', 'b') + END, 'VALIDATION_FAILED'],
        [
          'has a field that is not known',
          file('x') + field('size', '1') + END,
          'VALIDATION_FAILED',
        ],
        [
          'has a field twice',
          field('alt', 'a') + field('alt', 'b') + file('x') + END,
          'VALIDATION_FAILED',
        ],
        ['has a prototype', field('__proto__', 'a') + file('x') + END, 'VALIDATION_FAILED'],
        [
          'has a field that is too long',
          file('x') + field('alt', 'a'.repeat(20_000)) + END,
          'VALIDATION_FAILED',
        ],
        [
          'has a text that is too long',
          file('x') + field('alt', 'a'.repeat(2000)) + END,
          'VALIDATION_FAILED',
        ],
        ['has a NUL', file('x') + field('alt', 'a\0b') + END, 'VALIDATION_FAILED'],
        ['has a name with a slash', file('x') + field('name', 'a/b') + END, 'VALIDATION_FAILED'],
        ['has many fields', many + file('x') + END, 'VALIDATION_FAILED'],
        ['has a part with many headers', part(headers, 'x') + END, 'VALIDATION_FAILED'],
        ['ends in the file', file('x').slice(0, -2), 'BAD_REQUEST'],
        ['ends before the file', field('alt', 'x'), 'BAD_REQUEST'],
        ['is empty', '', 'BAD_REQUEST'],
        ['is something else', 'alt=x&file=y', 'BAD_REQUEST'],
        ['has no part', END, 'VALIDATION_FAILED'],
      ]
      it.each(forms)('%s', async (_, body, code) => {
        const response = await send(body)
        expect(await response.json()).toMatchObject({ code })
        expect(response.status).toBe(400)
        await expectNothingLeft()
      })

      const types: [string, string, number][] = [
        ['has no boundary', 'multipart/form-data', 415],
        ['has an empty boundary', 'multipart/form-data; boundary=', 400],
        ['has another boundary', 'multipart/form-data; boundary=other', 400],
        ['has a long boundary', `multipart/form-data; boundary=${'x'.repeat(5000)}`, 400],
        ['is of another kind', 'multipart/mixed; boundary=a-boundary', 415],
        ['is JSON', 'application/json', 415],
        ['is of an unknown kind', '', 415],
      ]
      it.each(types)('%s', async (_, type, status) => {
        expect((await send(file('x') + END, { 'content-type': type })).status).toBe(status)
        await expectNothingLeft()
      })
    })

    describe('that is too large', () => {
      it('is refused at the first byte where it says so', async () => {
        const response = await send(file('x') + END, { 'content-length': '10000000' })
        expect(response.status).toBe(413)
        expect(await response.json()).toMatchObject({
          code: 'BODY_TOO_LARGE',
          detail: `A file may have at most ${MAX_BYTES} bytes.`,
        })
      })

      it('is refused while it arrives, and leaves nothing', async () => {
        let sent = 0
        const start = new TextEncoder().encode(file('').slice(0, -2))
        const endless = new ReadableStream({
          pull(controller) {
            controller.enqueue(sent === 0 ? start : new Uint8Array(16_384))
            sent += 16_384
          },
        })
        const response = await send(endless)
        expect(response.status).toBe(413)
        expect(await response.json()).toMatchObject({ code: 'BODY_TOO_LARGE' })
        expect(sent).toBeLessThan(3 * MAX_BYTES)
        await expectNothingLeft()
      })

      it('by one byte is refused, and to the last byte is not', async () => {
        expect((await upload('x'.repeat(MAX_BYTES))).size).toBe(MAX_BYTES)
        expect(await refusal(upload('x'.repeat(MAX_BYTES + 1)))).toMatchObject({ status: 413 })
      })

      it('by what stands around the file is refused as well', async () => {
        const padding = `--${BOUNDARY}\r\n`.repeat(1).padStart(MAX_BYTES + 100_000, 'x\r\n')
        expect((await send(`${padding}${file('x')}${END}`)).status).toBe(413)
        await expectNothingLeft()
      })
    })

    it('that breaks off leaves nothing', async () => {
      const chunks = [file('').slice(0, -2), 'x'.repeat(50_000)]
      const broken = new ReadableStream({
        pull(controller) {
          const next = chunks.shift()
          if (next === undefined) controller.error(new Error('The line went dead'))
          else controller.enqueue(new TextEncoder().encode(next))
        },
      })
      expect(await (await send(broken)).json()).toMatchObject({ code: 'BAD_REQUEST' })
      await expectNothingLeft()
    })

    it('that the storage does not take is refused, and leaves nothing', async () => {
      const other = await get().seed.domain('blocked')
      const bob = get().client(await get().seed.user('bob', { roles: { [other.id]: 'ADMIN' } }))
      // A file stands where the folder of the domain has to be.
      const blocked = join(get().config.dataFolder, 'media', other.id)
      await upload('makes the folder')
      writeFileSync(blocked, '')
      before = { files: await storedFiles(get()), rows: await storedRows(get()) }
      const body = { file: new File(['x'], 'x') }
      const refused = await refusal(bob.media.upload({ params: { domain: 'blocked' }, body }))
      expect(refused).toMatchObject({ code: 'STORAGE_UNAVAILABLE', status: 503 })
      expect(JSON.stringify(refused)).not.toContain(other.id)
      expect(await storedFiles(get())).toEqual(before.files)
      rmSync(blocked)
      get().clock.advance(2 * HOUR)
      await get().server.services.mediaChore.run(get().clock.now(), new AbortController().signal)
      expect((await storedRows(get())).leftovers).toEqual([])
    })

    it('that died with its process is taken away when nobody waits for it any more', async () => {
      const { clock, server, config } = get()
      const { db } = server.foundation.database
      const key = `${domainId}/med_00000000000000000000000000`
      writeFileSync(join(config.dataFolder, 'media', key), 'stored, and no row')
      const half = join(config.dataFolder, 'media', 'incoming', `${clock.now()}-0123`)
      writeFileSync(half, 'half')
      await db
        .insertInto('media_leftovers')
        .values({ storage_key: key, due_at: clock.now() + HOUR })
        .execute()
      const chore = () => server.services.mediaChore.run(clock.now(), new AbortController().signal)
      await chore()
      expect((await storedFiles(get())).size).toBe(before.files.size + 2)
      clock.advance(2 * HOUR)
      await chore()
      await expectNothingLeft()
    })
  },
  { mediaMaxBytes: MAX_BYTES },
)
