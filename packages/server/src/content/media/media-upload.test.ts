import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { HOUR } from '../../lib/clock.ts'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { BOUNDARY, END, field, file, part } from '../../testing/media-form.ts'
import { refusal } from '../../testing/refusal.ts'
import { sha256, storedFiles, storedRows } from '../../testing/stored-files.ts'
import { useUploadScene } from '../../testing/upload-scene.ts'

const MAX_BYTES = 300_000

describeEachEngine(
  'an upload',
  get => {
    const { scene, params, look, upload, send, expectNothingLeft } = useUploadScene(get)

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
      const { items } = await scene.admin.media.list({ params, query: { search: name } })
      expect(items).toEqual([made])
      expect((await storedFiles(get())).size).toBe(scene.before.files.size + 1)
    })

    it('keeps the bytes as they came, readable by their owner only', async () => {
      const bytes = Uint8Array.from({ length: 200_000 }, (_, index) => (index * 7) % 251)
      const made = await upload(bytes)
      const stored = await storedFiles(get())
      expect(stored.get(`${scene.domainId}/${made.id}`)?.sha256).toBe(sha256(bytes))
      expect(stored.size).toBe(scene.before.files.size + 1)
      expect(made).toMatchObject({ size: 200_000, type: 'application/octet-stream' })
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
      scene.before = await look()
      const body = { file: new File(['x'], 'x') }
      const refused = await refusal(bob.media.upload({ params: { domain: 'blocked' }, body }))
      expect(refused).toMatchObject({ code: 'STORAGE_UNAVAILABLE', status: 503 })
      expect(JSON.stringify(refused)).not.toContain(other.id)
      expect(await storedFiles(get())).toEqual(scene.before.files)
      rmSync(blocked)
      get().clock.advance(2 * HOUR)
      await get().server.services.mediaChore.run(get().clock.now(), new AbortController().signal)
      expect((await storedRows(get())).leftovers).toEqual([])
    })

    it('that died with its process is taken away when nobody waits for it any more', async () => {
      const { clock, server, config } = get()
      const { db } = server.foundation.database
      const key = `${scene.domainId}/med_00000000000000000000000000`
      writeFileSync(join(config.dataFolder, 'media', key), 'stored, and no row')
      const half = join(config.dataFolder, 'media', 'incoming', `${clock.now()}-0123`)
      writeFileSync(half, 'half')
      await db
        .insertInto('media_leftovers')
        .values({ storage_key: key, due_at: clock.now() + HOUR })
        .execute()
      const chore = () => server.services.mediaChore.run(clock.now(), new AbortController().signal)
      await chore()
      expect((await storedFiles(get())).size).toBe(scene.before.files.size + 2)
      clock.advance(2 * HOUR)
      await chore()
      await expectNothingLeft()
    })
  },
  { mediaMaxBytes: MAX_BYTES },
)
