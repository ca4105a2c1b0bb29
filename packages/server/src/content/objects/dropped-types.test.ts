import type { Client } from '@keywright/contract'
import { beforeEach, expect, it } from 'vitest'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { refusal } from '../../testing/refusal.ts'

describeEachEngine('what a dropped type leaves behind', get => {
  let tests = 0
  let domain: string
  let domainId: string
  let admin: Client
  let file: { id: string; url: string }

  const page = () => ({ domain, type: 'page' })
  const author = () => ({ domain, type: 'author' })
  const text = { type: 'string' }

  /** A published page with an author and a file, and its type dropped. */
  beforeEach(async () => {
    const { seed, client } = get()
    domain = `dropped${++tests}`
    domainId = (await seed.domain(domain)).id
    admin = client(await seed.user(`dropper${tests}`, { roles: { [domainId]: 'ADMIN' } }))
    await define('author', { text })
    await definePage()
    await sweep()
    const body = { file: new File(['hello'], 'hello.txt') }
    file = await admin.media.upload({ params: { domain }, body })
    await admin.objects.create({ params: author(), body: { id: 'ann', fields: { text: 'Ann' } } })
    await admin.objects.create({
      params: page(),
      body: {
        id: 'first',
        fields: {
          text: 'zebra',
          author: { type: 'author', id: 'ann' },
          picture: { type: 'media', id: file.id },
        },
      },
    })
    await admin.objects.publish({ params: { domain, type: 'page', id: 'first' } })
    expect((await get().request(file.url)).status).toBe(200)
    await admin.contentTypes.delete({ params: { domain, type: 'page' }, body: {} })
  })

  /** As people do: a number that a dropped type had is never given again. */
  function define(name: string, properties: object) {
    const body = { name, schema: { type: 'object', properties } }
    return admin.contentTypes.create({ params: { domain }, body })
  }

  function definePage() {
    return define('page', { text, author: { relation: ['author'] }, picture: { media: true } })
  }

  it('is found nowhere any more, not by a new type of the same name either', async () => {
    await definePage()
    const read = { params: { domain, type: 'page', id: 'first' } }
    expect((await admin.objects.list({ params: page() })).items).toEqual([])
    expect((await refusal(admin.objects.read(read))).code).toBe('OBJECT_NOT_FOUND')
    expect((await refusal(admin.objects.versions({ ...read, query: {} }))).code).toBe(
      'OBJECT_NOT_FOUND',
    )
    expect((await refusal(admin.delivery.read(read))).code).toBe('OBJECT_NOT_FOUND')
    const found = await admin.search.content({ params: { domain }, query: { q: 'zebra' } })
    expect(found).toMatchObject({ items: [], facets: [] })
  })

  it('holds neither files nor objects, and shows no file to everybody', async () => {
    expect((await get().request(file.url)).status).toBe(404)
    const params = { domain, id: file.id }
    expect(await admin.media.read({ params })).toMatchObject({ references: 0 })
    await admin.media.delete({ params })
    await admin.objects.delete({ params: { domain, type: 'author', id: 'ann' }, body: undefined })
  })

  it.each([
    ['at once', () => Promise.resolve()],
    ['later', sweep],
  ])('keeps no id from being used, %s, by an object that no old version is of', async (_, wait) => {
    await wait()
    const made = { domain, type: 'author', id: 'first' }
    await admin.objects.create({ params: author(), body: { id: 'first', fields: { text: 'b' } } })
    await sweep()
    // The page had 1 and 2, and ended with 3.
    expect(await admin.objects.read({ params: made })).toMatchObject({
      fields: { text: 'b' },
      version: 4,
    })
    const late = admin.objects.patch({ params: made, body: { fields: {} } }, { ifMatch: '"v2"' })
    expect((await refusal(late)).code).toBe('PRECONDITION_FAILED')
    const found = await admin.search.content({ params: { domain }, query: { q: 'zebra' } })
    expect(found.items).toEqual([])
  })

  it('is deleted bit by bit, and what a process that ended left by the next one', async () => {
    const { db } = get().server.foundation.database
    const { number } = await db
      .selectFrom('content_dropped_types')
      .selectAll()
      .where('domain_id', '=', domainId)
      .executeTakeFirstOrThrow()
    const [one] = await db
      .selectFrom('content_objects')
      .selectAll()
      .where('type_number', '=', number)
      .execute()
    if (!one) throw new Error('There is no object to be copied.')
    for (let part = 0; part < 5; part++) {
      const copies = Array.from({ length: 50 }, (_, copy) => ({ ...one, id: `p${part}-${copy}` }))
      await db.insertInto('content_objects').values(copies).execute()
    }
    const left = async () =>
      (
        await db
          .selectFrom('content_objects')
          .select('id')
          .where('type_number', '=', number)
          .execute()
      ).length
    // The server ends when the first of them are gone.
    let asked = 0
    await sweep({
      get aborted() {
        return asked++ > 0
      },
    } as AbortSignal)
    expect(await left()).toBe(51)
    await sweep()
    expect(await left()).toBe(0)
    for (const table of ['content_values', 'content_search'] as const) {
      const rows = await db
        .selectFrom(table)
        .selectAll()
        .where('type_number', '=', number)
        .execute()
      expect(rows).toEqual([])
    }
    for (const table of ['content_references', 'content_dropped_types'] as const) {
      const rows = await db
        .selectFrom(table)
        .selectAll()
        .where('domain_id', '=', domainId)
        .execute()
      expect(rows).toEqual([])
    }
    const versions = await db
      .selectFrom('content_versions')
      .select('object_id')
      .where('domain_id', '=', domainId)
      .execute()
    expect(versions).toEqual([{ object_id: 'ann' }])
  })

  function sweep(signal = new AbortController().signal): Promise<void> {
    return get().server.services.droppedTypesChore.run(0, signal)
  }
})
