import { expect, it } from 'vitest'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { refusal } from '../../testing/refusal.ts'
import { useTypesScene } from '../../testing/types-scene.ts'

describeEachEngine('a changed content type', get => {
  const { scene, params, text, number, schema, at, create, update, write, read, publish, stored } =
    useTypesScene(get)

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
    expect(await scene.admin.contentTypes.read({ params: at('strict') })).toEqual(made)
    expect(await stored('strict-99')).toEqual(before)
  })

  it('takes no default that refers to what is not there, or what the caller may not read', async () => {
    await create('writer', { text })
    await create('post', { text })
    await write('writer', 'ann', { text: 'Ann' })
    await write('post', 'post-1', {})
    const picture = await scene.admin.media.upload({
      params,
      body: { file: new File(['x'], 'x.txt') },
    })
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
    const { token } = await scene.admin.keys.create({ params, body: { name: 'Typist', scopes } })
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
    const { token } = await scene.admin.keys.create({
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

  it('takes a slug field only while its values are unique, in drafts and published ones', async () => {
    await create('slugs', { text })
    await write('slugs', 'slugs-1', { text: 'same' })
    await publish('slugs', 'slugs-1')
    await scene.admin.objects.replace({
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
})
