import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Client, MEDIA_SORTS, MediaFile } from '@keywright/contract'
import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../db/database.ts'
import type { Tx } from '../../db/engine.ts'
import { actionsAbout } from '../../testing/audit-trail.ts'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { createGate } from '../../testing/gate.ts'
import { halves } from '../../testing/media-files.ts'
import { refusal } from '../../testing/refusal.ts'

describeEachEngine('uploaded files', (get, engine) => {
  const domain = 'files'
  const params = { domain }
  let domainId: string
  let admin: Client

  beforeAll(async () => {
    const { seed, client } = get()
    domainId = (await seed.domain(domain)).id
    await seed.contentType(domainId, 'page', {
      picture: { media: true },
      more: { type: 'array', items: { media: true } },
    })
    await seed.contentType(domainId, 'secret', { picture: { media: true } })
    admin = client(await seed.user('ana', { roles: { [domainId]: 'ADMIN' } }))
  })

  const upload = (content: string | Uint8Array<ArrayBuffer> = 'text', name = 'a.txt') =>
    admin.media.upload({ params, body: { file: new File([content], name) } })
  const at = ({ id }: Pick<MediaFile, 'id'>) => ({ domain, id })
  const page = (fields: Record<string, unknown>, type = 'page') =>
    admin.objects.create({ params: { domain, type }, body: { fields } })
  const media = ({ id }: MediaFile) => ({ type: 'media', id })

  it('are uploaded, read, listed, changed and deleted', async () => {
    const body = { file: new File(['hello'], 'hello.txt'), alt: ' A greeting ' }
    const made = await admin.media.upload({ params, body })
    expect(made).toMatchObject({
      name: 'hello.txt',
      alt: 'A greeting',
      type: 'text/plain',
      size: 5,
      width: null,
      height: null,
      focalPoint: null,
      references: 0,
      createdBy: { label: 'ana@example.com' },
    })
    expect(await admin.media.read({ params: at(made) })).toEqual(made)
    expect((await admin.media.list({ params })).items[0]).toEqual(made)
    const change = { name: 'hi.txt', alt: '', focalPoint: { x: 0.25, y: 1 } }
    const changed = await admin.media.update({ params: at(made), body: change })
    expect(changed).toMatchObject({ ...change, hash: made.hash })
    const back = await admin.media.update({ params: at(made), body: { focalPoint: null } })
    expect(back).toMatchObject({ name: 'hi.txt', focalPoint: null })
    await admin.media.delete({ params: at(made) })
    expect(await refusal(admin.media.read({ params: at(made) }))).toMatchObject({
      code: 'MEDIA_NOT_FOUND',
    })
    expect(await actionsAbout(get().server, made.id)).toEqual([
      'media.uploaded',
      'media.updated',
      'media.updated',
      'media.deleted',
    ])
    const { items } = await admin.audit.list({ params, query: { targetId: made.id } })
    const { type, size } = made
    const whole = { name: 'hello.txt', alt: 'A greeting', type, size }
    expect(items[3]).toMatchObject({ target: { label: 'hello.txt' }, before: null, after: whole })
    expect(items[2]).toMatchObject({ before: { name: 'hello.txt' }, after: change })
    expect(items[1]?.after).toEqual({ focalPoint: null })
  })

  it('are changed and deleted only as the version that the caller knows', async () => {
    const made = await upload()
    const call = { ifMatch: '"v1"' }
    await admin.media.update({ params: at(made), body: { alt: 'new' } }, call)
    const stale = { code: 'PRECONDITION_FAILED' }
    const again = admin.media.update({ params: at(made), body: { alt: 'newer' } }, call)
    expect(await refusal(again)).toMatchObject(stale)
    expect(await refusal(admin.media.delete({ params: at(made) }, call))).toMatchObject(stale)
    await admin.media.delete({ params: at(made) }, { ifMatch: '"v2"' })
  })

  it('a change that changes nothing makes no new version', async () => {
    const made = await upload()
    let etag: string | undefined
    const body = { name: made.name }
    await admin.media.update({ params: at(made), body }, { onEtag: text => (etag = text) })
    expect(etag).toBe('"v1"')
    expect(await actionsAbout(get().server, made.id)).toEqual(['media.uploaded'])
  })

  it('are found by a part of their names, whatever its case, and by their types', async () => {
    const named = await upload(await halves(8, 8), 'Straße 100%.png')
    const search = async (query: { search?: string; type?: string }) =>
      (await admin.media.list({ params, query })).items.map(({ id }) => id)
    for (const text of ['STRASSE', 'xyz', '100_']) {
      expect(await search({ search: text }), text).not.toContain(named.id)
    }
    for (const text of ['straße', 'Straß', '100%', 'PNG']) {
      expect(await search({ search: text }), text).toContain(named.id)
    }
    expect(await search({ type: 'image' })).toContain(named.id)
    expect(await search({ type: 'image/png' })).toContain(named.id)
    expect(await search({ type: 'image/jpeg' })).not.toContain(named.id)
    expect(await search({ type: 'imag' })).not.toContain(named.id)
  })

  it('are found by what is said of them', async () => {
    const body = { file: new File(['x'], 'x.txt'), alt: 'A Lighthouse' }
    const { id } = await admin.media.upload({ params, body })
    const { items } = await admin.media.list({ params, query: { search: 'lightHOUSE' } })
    expect(items.map(item => item.id)).toEqual([id])
  })

  it('are listed newest first, or in another order, page by page, each once', async () => {
    const sizes: [name: string, size: number][] = [
      ['Page-b.txt', 3],
      ['Page-a.txt', 1],
      ['PAGE-B.txt', 3],
      ['page-C.txt', 20],
      ['Page-b.txt', 3],
    ]
    const made: MediaFile[] = []
    for (const [index, [name, size]] of sizes.entries()) {
      if (index === 2) get().clock.advance(1000)
      made.push(await upload('x'.repeat(size), name))
    }
    const list = async (sort?: (typeof MEDIA_SORTS)[number]) => {
      const listed: MediaFile[] = []
      let cursor: string | undefined
      do {
        const query = { search: 'page-', limit: 2, cursor, sort }
        const { items, nextCursor } = await admin.media.list({ params, query })
        listed.push(...items)
        cursor = nextCursor ?? undefined
      } while (cursor !== undefined && listed.length < made.length)
      return listed
    }
    expect(await list()).toEqual(made.toReversed())
    const inOrder = <T>(of: (file: MediaFile) => T) =>
      made.toSorted((one, other) =>
        of(one) < of(other) || (of(one) === of(other) && one.id < other.id) ? -1 : 1,
      )
    for (const [sort, expected] of [
      ['createdAt', made],
      ['name', inOrder(({ name }) => name.toLowerCase())],
      ['size', inOrder(({ size }) => size)],
    ] as const) {
      expect(await list(sort), sort).toEqual(expected)
      expect(await list(`-${sort}`), sort).toEqual(expected.toReversed())
    }
  })

  it('take no cursor of another order', async () => {
    for (let count = 0; count < 2; count++) await upload()
    const { nextCursor } = await admin.media.list({ params, query: { limit: 1, sort: 'size' } })
    for (const sort of ['name', '-size', 'createdAt'] as const) {
      const query = { sort, cursor: nextCursor ?? '' }
      const refused = await refusal(admin.media.list({ params, query }))
      expect(refused.code, sort).toBe('CURSOR_INVALID')
    }
  })

  describe('that objects refer to', () => {
    it('count these objects, each once, and stay until none does', async () => {
      const file = await upload()
      const one = await page({ picture: media(file), more: [media(file)] })
      const two = await page({ more: [media(file)] })
      const count = async () => (await admin.media.read({ params: at(file) })).references
      expect(await count()).toBe(2)
      const refused = await refusal(admin.media.delete({ params: at(file) }))
      expect(refused).toMatchObject({ code: 'OBJECT_REFERENCED', status: 409 })
      expect(refused.offenders?.map(({ id }) => id).sort()).toEqual([one.id, two.id].sort())
      for (const { id } of [one, two]) {
        await admin.objects.delete({ params: { domain, type: 'page', id }, body: {} })
      }
      expect(await count()).toBe(0)
      await admin.media.delete({ params: at(file) })
    })

    it('and whose deletion meets a batch that begins to do so wait for it', async () => {
      const { database } = get().server.foundation
      const file = await upload()
      const { id } = await page({})
      // The trail is where both come in the end; there is one from the first entry on.
      await admin.media.delete({ params: at(await upload()) })
      const trail = createGate((tx: Tx) => {
        const head = tx.selectFrom('audit_heads').selectAll().where('chain', '=', domainId)
        return database.engine.forUpdate(head).execute()
      })
      trail.close()
      const holding = database.write(trail.call)
      await trail.held()
      const waiting = (count: number) =>
        expect.poll(() => countWaiting(database), { timeout: 20_000 }).toBe(count)
      const batch = admin.batch.run({
        params,
        body: {
          operations: [
            { op: 'delete', type: 'page', id },
            { op: 'create', type: 'page', fields: { picture: media(file) } },
          ],
        },
      })
      if (engine === 'postgres') await waiting(1)
      const deletion = admin.media.delete({ params: at(file) }).then(
        () => 'done',
        error => error.code,
      )
      if (engine === 'postgres') await waiting(2)
      trail.open()
      await holding
      // Whoever came first.
      const { committed } = await batch
      expect(await deletion).toBe(committed ? 'OBJECT_REFERENCED' : 'done')
    })

    it('also stay where only what is published does', async () => {
      const file = await upload()
      const { id } = await page({ picture: media(file) })
      const object = { domain, type: 'page', id }
      await admin.objects.publish({ params: object })
      await admin.objects.patch({ params: object, body: { fields: { picture: null } } })
      expect(await refusal(admin.media.delete({ params: at(file) }))).toMatchObject({
        code: 'OBJECT_REFERENCED',
      })
    })

    it('name to nobody the objects that they may not read, nor count them', async () => {
      const file = await upload()
      await page({ picture: media(file) }, 'secret')
      const shown = await page({ picture: media(file) })
      const cleaner = async (...scopes: string[]) => {
        const body = { name: 'cleaner', scopes: ['content.media:*', ...scopes] }
        return get().client(await admin.keys.create({ params, body }))
      }
      for (const [client, count] of [
        [admin, 2],
        [await cleaner('content.page:read'), 1],
        [await cleaner(), 0],
      ] as const) {
        const read = [
          await client.media.read({ params: at(file) }),
          await client.media.update({ params: at(file), body: { alt: 'same' } }),
          (await client.media.list({ params, query: { limit: 1 } })).items[0],
        ]
        expect(read.map(one => one?.references)).toEqual([count, count, count])
      }
      const pages = await cleaner('content.page:read')
      const refused = await refusal(pages.media.delete({ params: at(file) }))
      expect(refused.offenders).toEqual([{ kind: 'page', id: shown.id, message: shown.title }])
      expect(refused.offendersTotal).toBeUndefined()
    })

    it('must exist, in the same domain', async () => {
      const other = await get().seed.domain('elsewhere')
      const bob = get().client(await get().seed.user('bob', { roles: { [other.id]: 'ADMIN' } }))
      const file = new File(['theirs'], 'theirs.txt')
      const theirs = await bob.media.upload({ params: { domain: 'elsewhere' }, body: { file } })
      expect(await refusal(page({ picture: media(theirs) }))).toMatchObject({
        code: 'VALIDATION_FAILED',
      })
    })

    it('stand in their places when the objects are hydrated', async () => {
      const file = await upload(await halves(16, 8), 'halves.png')
      const { id } = await page({ picture: media(file) })
      const read = { params: { domain, type: 'page', id }, query: { hydrate: 1 } }
      const { fields } = await admin.objects.read(read)
      expect(fields.picture).toMatchObject({
        type: 'media',
        id: file.id,
        mediaType: 'image/png',
        url: file.url,
        width: 16,
      })
    })

    it('cannot go while a reference to them is being made', async () => {
      const files = await Promise.all(Array.from({ length: 6 }, () => upload()))
      const both = files.map(file =>
        Promise.allSettled([
          page({ picture: media(file) }),
          admin.media.delete({ params: at(file) }),
        ]),
      )
      for (const [made, deleted] of await Promise.all(both)) {
        expect([made.status, deleted.status].sort()).toEqual(['fulfilled', 'rejected'])
      }
    })
  })

  it('leave no bytes behind when they are deleted', async () => {
    const folder = join(get().config.dataFolder, 'media', domainId)
    const file = await upload()
    expect(await readdir(folder)).toContain(file.id)
    await admin.media.delete({ params: at(file) })
    expect(await readdir(folder)).not.toContain(file.id)
    const { db } = get().server.foundation.database
    expect(await db.selectFrom('media_leftovers').selectAll().execute()).toEqual([])
  })

  it('are none of those that do not hold the permission for it', async () => {
    const file = await upload()
    const body = { name: 'reader', scopes: ['content.media:read', 'content.page:*'] }
    const reader = get().client({ token: (await admin.keys.create({ params, body })).token })
    expect((await reader.media.read({ params: at(file) })).id).toBe(file.id)
    const refused = await Promise.all([
      refusal(reader.media.upload({ params, body: { file: new File(['x'], 'x') } })),
      refusal(reader.media.update({ params: at(file), body: { alt: 'x' } })),
      refusal(reader.media.delete({ params: at(file) })),
    ])
    expect(refused.map(({ code, missing }) => [code, missing?.[0]])).toEqual([
      ['FORBIDDEN', 'content.media:create'],
      ['FORBIDDEN', 'content.media:update'],
      ['FORBIDDEN', 'content.media:delete'],
    ])
  })
})

/** How many wait on Postgres for what others have locked. */
async function countWaiting({ db }: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
  return rows[0]?.count ?? 0
}
