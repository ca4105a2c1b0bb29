import { setImmediate } from 'node:timers/promises'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { refusal } from '../../testing/refusal.ts'
import { useTypesScene } from '../../testing/types-scene.ts'

describeEachEngine('a changed content type', get => {
  const {
    scene,
    params,
    at,
    text,
    number,
    schema,
    create,
    update,
    write,
    read,
    publish,
    find,
    stored,
  } = useTypesScene(get)

  const versions = async (type: string, id: string) => {
    const { items } = await scene.admin.objects.versions({ params: { ...at(type), id } })
    return items.map(
      ({ version, action, published }) => `${version} ${action}${published ? ' published' : ''}`,
    )
  }

  it('takes new optional fields, also below others, and leaves every object as it was', async () => {
    await create('free', { seo: { type: 'object', properties: { text } } })
    await write('free', 'free-1', { seo: { text: 'a' } })
    const before = await stored('free-1')
    await update('free', {
      schema: schema({ seo: { type: 'object', properties: { text, more: text } }, price: number }),
      label: 'Free',
    })
    expect(await stored('free-1')).toEqual(before)
    await scene.admin.objects.patch({
      params: { ...at('free'), id: 'free-1' },
      body: { fields: { price: 3 } },
    })
    expect(await find('free', { price: { gt: 2 } })).toEqual(['free-1'])
  })

  it('fills what is missing and drops what is gone, in drafts and in what is published', async () => {
    await create('moved', { text, old: text })
    await write('moved', 'moved-draft', { text: 'a', old: 'x' })
    await write('moved', 'moved-published', { old: 'x' })
    await publish('moved', 'moved-published')
    await write('moved', 'moved-changed', { text: 'published', old: 'x' })
    await publish('moved', 'moved-changed')
    await scene.admin.objects.replace({
      params: { ...at('moved'), id: 'moved-changed' },
      body: { fields: { text: 'draft', old: 'y' } },
    })
    await update('moved', {
      schema: schema({ text, price: number }, ['text', 'price']),
      drop: ['old'],
      defaults: { price: 7, text: 'none' },
    })

    expect(await read('moved', 'moved-draft')).toMatchObject({
      fields: { text: 'a', price: 7 },
      state: 'draft',
      version: 2,
    })
    expect(await read('moved', 'moved-published')).toMatchObject({
      fields: { text: 'none', price: 7 },
      state: 'published',
      version: 3,
      publishedVersion: 3,
    })
    expect(await read('moved', 'moved-changed')).toMatchObject({
      fields: { text: 'draft', price: 7 },
      state: 'changed',
      version: 5,
      publishedVersion: 4,
    })
    const changes = async (version: number) =>
      (
        await scene.admin.objects.version({
          params: { ...at('moved'), id: 'moved-changed', version },
        })
      ).changes
    expect(await changes(4)).toEqual([
      { pointer: '/old', before: 'x' },
      { pointer: '/price', after: 7 },
    ])
    expect(await changes(5)).toEqual([
      { pointer: '/old', before: 'y' },
      { pointer: '/price', after: 7 },
    ])
    expect(JSON.parse((await stored('moved-changed')).published ?? '')).toEqual({
      text: 'published',
      price: 7,
    })
    expect(await versions('moved', 'moved-changed')).toEqual([
      '5 migrated',
      '4 migrated published',
      '3 replaced',
      '2 published',
      '1 created',
    ])
    expect(await find('moved', { price: { eq: 7 } })).toEqual([
      'moved-changed',
      'moved-draft',
      'moved-published',
    ])
    const old = await refusal(find('moved', { old: { eq: 'x' } }))
    expect(old).toMatchObject({ code: 'VALIDATION_FAILED' })
  })

  it('finds by what a field is now, not by what it was', async () => {
    await create('kinds', { when: text, tags: text })
    await write('kinds', 'kinds-1', { when: '2026-01-02', tags: 'a' })
    await update('kinds', {
      schema: schema({ when: { type: 'string', format: 'date' }, tags: text }),
    })
    expect((await read('kinds', 'kinds-1')).version).toBe(1)
    expect(await find('kinds', { when: { gt: '2026-01-01' } })).toEqual(['kinds-1'])
    await update('kinds', {
      schema: schema({ when: number, tags: text }),
      drop: ['when'],
      defaults: { when: 5 },
    })
    expect(await find('kinds', { when: { lt: 6 } })).toEqual(['kinds-1'])
  })

  it('gives objects the titles of its new title field', async () => {
    await create('titled', { text, name: text }, 'text')
    await write('titled', 'titled-1', { text: 'Text', name: 'Name' })
    await write('titled', 'titled-2', { text: 'Text' })
    await update('titled', { titleField: 'name' })
    expect((await read('titled', 'titled-1')).title).toBe('Name')
    expect((await read('titled', 'titled-2')).title).toBe('titled-2')
    expect((await read('titled', 'titled-1')).version).toBe(1)
  })

  it('keeps a title field only as long as the schema has it', async () => {
    await create('nameless', { text, other: text }, 'text')
    const wrong = update('nameless', { schema: schema({ other: text }) })
    expect(await refusal(wrong)).toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ pointer: '/titleField' }],
    })
    const gone = { schema: schema({ other: text }), titleField: null, drop: ['text'] }
    const changed = await update('nameless', gone)
    expect(changed.fieldOrder).toEqual(['other'])
  })

  it('is waited for by those who write its objects meanwhile, and then binds them', async () => {
    await create('busy', { text })
    const results = await Promise.allSettled([
      ...Array.from({ length: 5 }, (_, index) => write('busy', `before-${index}`, { text: 'a' })),
      update('busy', {
        schema: schema({ text, count: number }, ['count']),
        defaults: { count: 1 },
      }),
      ...Array.from({ length: 5 }, (_, index) => write('busy', `after-${index}`, { text: 'a' })),
    ])
    expect(results[5]?.status).toBe('fulfilled')
    const { items } = await scene.admin.objects.list({ params: at('busy') })
    expect(items.every(({ fields }) => fields.count === 1)).toBe(true)
    const refused = results.filter(({ status }) => status === 'rejected')
    expect(items.length + refused.length).toBe(10)
  })

  it('begins anew where somebody else changed the type meanwhile, and gives up after five times', async () => {
    await create('raced', { text })
    const { database } = get().server.foundation
    const { write } = database
    let others = 4
    const writing = vi.spyOn(database, 'write').mockImplementation(async work => {
      if (others-- > 0) await bump('raced')
      return write(work)
    })
    onTestFinished(() => writing.mockRestore())
    expect((await update('raced', { label: 'Late' })).label).toBe('Late')
    others = Number.POSITIVE_INFINITY
    writing.mockClear()
    expect(await refusal(update('raced', { label: 'Never' }))).toMatchObject({ code: 'CONFLICT' })
    expect(writing).toHaveBeenCalledTimes(5)
    expect((await scene.admin.contentTypes.read({ params: at('raced') })).label).toBe('Late')
  })

  /** A change by somebody else, as it is seen by those who come next. */
  function bump(name: string) {
    return get()
      .server.foundation.database.db.updateTable('content_types')
      .set(({ eb }) => ({ version: eb('version', '+', 1) }))
      .where('name', '=', name)
      .execute()
  }

  describe('of very many objects', () => {
    /** So many copies of one object, without what filters know of them. */
    async function fill(type: string, count: number, fields: Record<string, unknown>) {
      await write(type, `${type}-one`, fields)
      const { db } = get().server.foundation.database
      const one = await db
        .selectFrom('content_objects')
        .selectAll()
        .where('id', '=', `${type}-one`)
        .executeTakeFirstOrThrow()
      const copies = Array.from({ length: count }, (_, n) => ({ ...one, id: `${type}-${n}` }))
      await db.insertInto('content_objects').values(copies).execute()
    }

    it('looks at them page by page before its transaction, and again at what changed meanwhile', async () => {
      await create('many', { text })
      await fill('many', 1000, { text: 'a' })
      const { key } = await scene.admin.keys.create({ params, body: { name: 'Ends', scopes: [] } })
      const { database } = get().server.foundation
      const begin = database.write
      let isLooking = false
      let turns = 0
      const writing = vi.spyOn(database, 'write').mockImplementation(async work => {
        if (writing.mock.calls.length === 1) {
          isLooking = true
          void countTurns()
        } else if (isLooking) {
          isLooking = false
          await scene.admin.keys.revoke({ params: { ...params, id: key.id }, body: {} })
          await write('many', 'many-late', { text: 'too long' })
        }
        return begin(work)
      })
      onTestFinished(() => {
        isLooking = false
        writing.mockRestore()
      })
      async function countTurns() {
        for (; isLooking; turns++) await setImmediate()
      }
      const change = update('many', { schema: schema({ text: { ...text, maxLength: 1 } }) })
      expect(await refusal(change)).toMatchObject({
        code: 'CONTENT_TYPE_CHANGE_REFUSED',
        offenders: [{ id: 'many-late' }],
        offendersTotal: 1,
      })
      // A page has a hundred: all else that waits has its turn as often.
      expect(turns).toBeGreaterThanOrEqual(10)
    })

    it('is refused where more would have to be written than one transaction may', async () => {
      await create('large', { text, name: text }, 'text')
      await fill('large', 600, { text: 'Text', name: 'Name' })
      const before = await scene.admin.contentTypes.read({ params: at('large') })
      const fields = schema({ text, name: text, price: number }, ['price'])
      const change = update('large', { schema: fields, defaults: { price: 1 } })
      expect(await refusal(change)).toMatchObject({ code: 'TRANSACTION_TOO_LARGE' })
      expect(await scene.admin.contentTypes.read({ params: at('large') })).toEqual(before)
      // What objects are called is no such change: it follows in parts.
      await update('large', { titleField: 'name' })
      const { items } = await scene.admin.objects.list({
        params: at('large'),
        query: { limit: 200 },
      })
      expect(new Set(items.map(({ title }) => title))).toEqual(new Set(['Name']))
    })
  })
})
