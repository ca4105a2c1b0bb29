import { setImmediate } from 'node:timers/promises'
import type { Client } from '@keywright/contract'
import { beforeAll, describe, expect, it } from 'vitest'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { refusal } from '../../testing/refusal.ts'

type UpdateBody = Parameters<Client['contentTypes']['update']>[0]['body']
type Fields = Record<string, unknown>

describeEachEngine('a changed content type', get => {
  let admin: Client
  let domainId: string
  const params = { domain: 'acme' }
  const text = { type: 'string' }
  const number = { type: 'number' }

  beforeAll(async () => {
    const { seed, client } = get()
    domainId = (await seed.domain('acme')).id
    admin = client(await seed.user('ana', { roles: { [domainId]: 'ADMIN' } }))
  })

  const schema = (properties: object, required: string[] = []) => ({
    type: 'object',
    properties,
    required,
  })
  const at = (type: string, id?: string) => ({ ...params, type, ...(id && { id }) })
  const create = (name: string, properties: object, titleField?: string) =>
    admin.contentTypes.create({
      params,
      body: { name, schema: schema(properties), ...(titleField && { titleField }) },
    })
  const update = (type: string, body: UpdateBody) =>
    admin.contentTypes.update({ params: at(type), body })
  const write = (type: string, id: string, fields: Fields) =>
    admin.objects.create({ params: at(type), body: { id, fields } })
  const read = (type: string, id: string) => admin.objects.read({ params: { ...at(type), id } })
  const publish = (type: string, id: string) =>
    admin.objects.publish({ params: { ...at(type), id } })
  const find = async (type: string, filter: object) => {
    const query = { filter: JSON.stringify(filter), sort: 'id' }
    return (await admin.objects.list({ params: at(type), query })).items.map(({ id }) => id)
  }
  const stored = (id: string) =>
    get()
      .server.foundation.database.db.selectFrom('content_objects')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
  const versions = async (type: string, id: string) => {
    const { items } = await admin.objects.versions({ params: { ...at(type), id } })
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
    await admin.objects.patch({
      params: { ...at('free'), id: 'free-1' },
      body: { fields: { price: 3 } },
    })
    expect(await find('free', { price: { gt: 2 } })).toEqual(['free-1'])
  })

  it('is refused while objects would not fit: counted, the first named, nothing changed', async () => {
    const made = await create('strict', { text })
    for (let index = 10; index < 22; index++)
      await write('strict', `strict-${index}`, { text: 'a' })
    await write('strict', 'strict-99', { text: 'long enough' })
    const before = await stored('strict-99')
    const change = update('strict', {
      schema: schema({ text: { type: 'string', minLength: 5 } }),
      defaults: { text: 'never put where there is one' },
    })
    const problem = await refusal(change)
    expect(problem).toMatchObject({ code: 'CONTENT_TYPE_CHANGE_REFUSED', offendersTotal: 12 })
    expect(problem.offenders).toHaveLength(10)
    expect(problem.offenders?.[0]).toEqual({
      kind: 'strict',
      id: 'strict-10',
      message: '/text must NOT have fewer than 5 characters',
    })
    expect(await admin.contentTypes.read({ params: at('strict') })).toEqual(made)
    expect(await stored('strict-99')).toEqual(before)
  })

  it('takes no default that refers to what is not there, or what the caller may not read', async () => {
    await create('writer', { text })
    await create('post', { text })
    await write('writer', 'ann', { text: 'Ann' })
    await write('post', 'post-1', {})
    const picture = await admin.media.upload({ params, body: { file: new File(['x'], 'x.txt') } })
    const change = (author: string, image: string) => ({
      schema: schema({ text, author: { relation: ['writer'] }, picture: { media: true } }),
      defaults: {
        author: { type: 'writer', id: author },
        picture: { type: 'media', id: image },
      },
    })
    const before = await stored('post-1')
    const pointers = async (call: Promise<unknown>) => {
      const { code, errors } = await refusal(call)
      return [code, ...(errors ?? []).map(({ pointer }) => pointer)]
    }
    expect(await pointers(update('post', change('nobody', 'med_nothing')))).toEqual([
      'VALIDATION_FAILED',
      '/defaults/author',
      '/defaults/picture',
    ])
    const scopes = ['content.types:*', 'content.post:*']
    const { token } = await admin.keys.create({ params, body: { name: 'Typist', scopes } })
    const typist = get().client({ token })
    expect(
      await pointers(
        typist.contentTypes.update({ params: at('post'), body: change('ann', picture.id) }),
      ),
    ).toEqual(['VALIDATION_FAILED', '/defaults/author', '/defaults/picture'])
    expect(await stored('post-1')).toEqual(before)
    await update('post', change('ann', picture.id))
    expect((await read('post', 'post-1')).fields).toMatchObject({ author: { id: 'ann' } })
  })

  it('names no object to those who may not read them, and does not count them', async () => {
    await create('hidden', { text })
    await write('hidden', 'hidden-1', { text: 'a' })
    const { token } = await admin.keys.create({
      params,
      body: { name: 'Typist', scopes: ['content.types:*'] },
    })
    const change = get()
      .client({ token })
      .contentTypes.update({ params: at('hidden'), body: { schema: schema({ price: number }) } })
    const problem = await refusal(change)
    expect(problem).toMatchObject({ code: 'CONTENT_TYPE_CHANGE_REFUSED', offenders: [] })
    expect(problem.offendersTotal).toBeUndefined()
  })

  it('fills what is missing and drops what is gone, in drafts and in what is published', async () => {
    await create('moved', { text, old: text })
    await write('moved', 'moved-draft', { text: 'a', old: 'x' })
    await write('moved', 'moved-published', { old: 'x' })
    await publish('moved', 'moved-published')
    await write('moved', 'moved-changed', { text: 'published', old: 'x' })
    await publish('moved', 'moved-changed')
    await admin.objects.replace({
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
      (await admin.objects.version({ params: { ...at('moved'), id: 'moved-changed', version } }))
        .changes
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

  it('takes a slug field only while its values are unique, in drafts and published ones', async () => {
    await create('slugs', { text })
    await write('slugs', 'slugs-1', { text: 'same' })
    await publish('slugs', 'slugs-1')
    await admin.objects.replace({
      params: { ...at('slugs'), id: 'slugs-1' },
      body: { fields: { text: 'other' } },
    })
    await write('slugs', 'slugs-2', { text: 'same' })
    const taken = update('slugs', { slugField: 'text' })
    expect(await refusal(taken)).toMatchObject({
      code: 'VALUE_TAKEN',
      errors: [{ pointer: '/slugField', message: 'several objects have "same"' }],
    })
    await publish('slugs', 'slugs-1')
    await update('slugs', { slugField: 'text' })
    const defaults = update('slugs', {
      schema: schema({ text }, ['text']),
      drop: ['text'],
      defaults: { text: 'all the same' },
    })
    expect(await refusal(defaults)).toMatchObject({ code: 'VALUE_TAKEN' })
    expect((await read('slugs', 'slugs-2')).fields).toEqual({ text: 'same' })
  })

  it('takes no slug that is longer than what addresses and filters take', async () => {
    await create('long', { text })
    await write('long', 'long-1', { text: 'a'.repeat(401) })
    expect(await refusal(update('long', { slugField: 'text' }))).toMatchObject({
      code: 'CONTENT_TYPE_CHANGE_REFUSED',
      offendersTotal: 1,
    })
  })

  it('knows defaults and drops only of fields that are there', async () => {
    await create('known', { text })
    const wrong = update('known', { defaults: { constructor: 1 }, drop: ['toString'] })
    expect(await refusal(wrong)).toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ pointer: '/defaults/constructor' }, { pointer: '/drop/0' }],
    })
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
    const { items } = await admin.objects.list({ params: at('busy') })
    expect(items.every(({ fields }) => fields.count === 1)).toBe(true)
    const refused = results.filter(({ status }) => status === 'rejected')
    expect(items.length + refused.length).toBe(10)
  })

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

    it('keeps nobody waiting while it looks at them, and looks again at what changes meanwhile', async () => {
      await create('many', { text })
      await fill('many', 1000, { text: 'a' })
      const { key } = await admin.keys.create({ params, body: { name: 'Ends', scopes: [] } })
      const answered: string[] = []
      const change = refusal(
        update('many', { schema: schema({ text: { ...text, maxLength: 1 } }) }),
      ).finally(() => answered.push('change'))
      // As over a socket: in a later turn of the loop.
      await setImmediate()
      await get().request('/livez')
      await admin.keys.revoke({ params: { ...params, id: key.id }, body: {} })
      await write('many', 'many-late', { text: 'too long' })
      answered.push('others')
      expect(await change).toMatchObject({
        code: 'CONTENT_TYPE_CHANGE_REFUSED',
        offenders: [{ id: 'many-late' }],
        offendersTotal: 1,
      })
      expect(answered).toEqual(['others', 'change'])
    })

    it('is refused where more would have to be written than one transaction may', async () => {
      await create('large', { text, name: text }, 'text')
      await fill('large', 600, { text: 'Text', name: 'Name' })
      const before = await admin.contentTypes.read({ params: at('large') })
      const fields = schema({ text, name: text, price: number }, ['price'])
      const change = update('large', { schema: fields, defaults: { price: 1 } })
      expect(await refusal(change)).toMatchObject({ code: 'TRANSACTION_TOO_LARGE' })
      expect(await admin.contentTypes.read({ params: at('large') })).toEqual(before)
      // What objects are called is no such change: it follows in parts.
      await update('large', { titleField: 'name' })
      const { items } = await admin.objects.list({ params: at('large'), query: { limit: 200 } })
      expect(new Set(items.map(({ title }) => title))).toEqual(new Set(['Name']))
    })
  })
})
