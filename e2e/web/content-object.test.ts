import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { articlesOf, makeArticles, OBJECTS } from './support/article.ts'
import { member, params } from './support/keys.ts'
import { openPage } from './support/page.ts'

describe('an object', () => {
  let app: App
  beforeAll(async () => {
    app = await startApp()
    await makeArticles(app)
  })
  afterAll(() => app?.close())

  const { at, read, write, patch, open } = articlesOf(() => app)
  const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true })

  it('overwrites nobody: what both changed is chosen, what one changed is kept', async () => {
    await write('article', 'shared', { title: 'Shared', kind: 'news', price: 1 })
    const page = await open('shared')
    await page.getByLabel('Title').fill('Mine')
    await page.getByRole('textbox', { name: /Story/ }).fill('Typed here')
    await patch('shared', { title: 'Theirs', price: 2 })
    await save(page).click()
    const conflict = page.getByRole('region', { name: /saved this while you were editing/ })
    await conflict.getByText('Price is taken over').waitFor()
    expect(await page.getByLabel('Title').inputValue()).toBe('Mine')
    expect(await save(page).isDisabled()).toBe(true)
    await expectAccessible(page)
    await conflict.getByLabel('Take theirs').click()
    await conflict.getByRole('button', { name: 'Go on with this' }).click()
    expect(await page.getByLabel('Title').inputValue()).toBe('Theirs')
    expect(await page.getByLabel('Price').inputValue()).toBe('2')
    expect((await read('article', 'shared')).fields.body).toBe(undefined)
    await save(page).click()
    await page.getByText('Saved', { exact: true }).waitFor()
    expect((await read('article', 'shared')).fields).toEqual({
      ...{ title: 'Theirs', kind: 'news', price: 2, body: 'Typed here' },
    })

    // What changed no field is in nobody's way.
    await page.getByLabel('Price').fill('3')
    await app.client.objects.publish(at('article', 'shared'))
    await save(page).click()
    await page.getByText('Changed since').waitFor()
    expect((await read('article', 'shared')).fields.price).toBe(3)
    // But nobody publishes what they have not seen.
    await patch('shared', { title: 'Unseen' })
    await page.getByRole('button', { name: 'Publish', exact: true }).click()
    await page.getByText('Somebody else was faster').waitFor()
    await page.getByRole('heading', { level: 1, name: 'Unseen' }).waitFor()
    expect((await read('article', 'shared')).state).toBe('changed')
  })

  it('goes on in the form of its type as it is now, and loses nothing of what others wrote there', async () => {
    const { contentTypes, objects } = app.client
    const text = { type: 'string' }
    const at = { ...params, type: 'shelf' }
    const shape = (properties: object, rest: object = {}) => ({
      schema: { type: 'object', properties: { name: text, ...properties }, ...rest },
    })
    await contentTypes.create({
      params,
      body: {
        name: 'shelf',
        label: 'Shelf',
        titleField: 'name',
        ...shape({ old: text, spare: text }),
      },
    })
    const first = { name: 'Two\nlines', old: 'stored' }
    await objects.create({ params: at, body: { id: 'one', fields: first } })
    const page = await openPage(app, { path: `${OBJECTS}/shelf/one` })
    const name = page.getByLabel('Name')
    const stored = async () => (await objects.read({ params: { ...at, id: 'one' } })).fields
    // One line could not hold it.
    await name.press('Control+End')
    await page.keyboard.type('!')
    await contentTypes.update({ params: at, body: shape({ old: text, spare: text, note: text }) })
    await objects.patch({ params: { ...at, id: 'one' }, body: { fields: { note: 'important' } } })
    await save(page).click()
    const conflict = page.getByRole('region', { name: /saved this while you were editing/ })
    await conflict.getByText('Note is taken over').waitFor()
    expect(await stored()).toEqual({ ...first, note: 'important' })
    await conflict.getByRole('button', { name: 'Go on with this' }).click()
    expect(await page.getByLabel('Note').inputValue()).toBe('important')
    await save(page).click()
    await page.getByText('Saved', { exact: true }).waitFor()
    expect(await stored()).toEqual({ ...first, name: 'Two\nlines!', note: 'important' })

    // What was typed has no box any more, and another box has to be filled in.
    await page.getByLabel('Old').fill('typed')
    await name.fill('Mine again')
    await contentTypes.update({
      params: at,
      body: {
        ...shape({ spare: text, note: text, size: text }, { required: ['size'] }),
        ...{ drop: ['old'], defaults: { size: 'big' } },
      },
    })
    await save(page).click()
    const changed = page.getByRole('alert').filter({ hasText: 'The type Shelf was changed' })
    await changed.getByText('typed', { exact: true }).waitFor()
    await expectAccessible(page)
    await changed.getByRole('button', { name: 'Got it' }).click()
    await conflict.getByText('Size is taken over').waitFor()
    await conflict.getByRole('button', { name: 'Go on with this' }).click()
    await save(page).click()
    await expect.poll(stored).toEqual({ name: 'Mine again', note: 'important', size: 'big' })

    // Nobody touched the object: it is the fields that are refused.
    await page.getByLabel('Spare').fill('typed too')
    await name.fill('Mine at last')
    await contentTypes.update({
      params: at,
      body: { ...shape({ note: text, size: text }, { required: ['size'] }), drop: ['spare'] },
    })
    await save(page).click()
    await changed.getByText('typed too').waitFor()
    await save(page).click()
    await expect.poll(stored).toEqual({ name: 'Mine at last', note: 'important', size: 'big' })

    await name.fill('Nobody takes this away')
    await objects.delete({ params: { ...at, id: 'one' }, body: {} })
    await save(page).click()
    await page.getByText('Mine at last was deleted while you had it open').waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Save as a new object' }).click()
    await page.getByText('Saved as a new object').first().waitFor()
    expect(await stored()).toEqual({
      name: 'Nobody takes this away',
      note: 'important',
      size: 'big',
    })

    await name.fill('Nobody')
    await contentTypes.delete({ params: at, body: { force: true } })
    await save(page).click()
    await page.getByText('The type Shelf was dropped while you had').waitFor()
    await page.getByRole('button', { name: 'Copy the fields as JSON' }).click()
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toBe(JSON.stringify({ name: 'Nobody', note: 'important', size: 'big' }, null, 2))
  })

  it('has versions that are compared field by field and restored', async () => {
    await write('article', 'old', {
      title: 'Old',
      kind: 'news',
      body: 'one two three',
      tags: ['a', 'b'],
    })
    await app.client.objects.publish(at('article', 'old'))
    await patch('old', { body: 'one 2 three', tags: ['b', 'c'] })
    const page = await open('old')
    await page.getByText('Changed since').waitFor()
    await page.getByRole('tab', { name: 'Versions' }).click()
    const changes = page.getByRole('region', { name: 'Changes' })
    await changes.getByRole('heading', { name: 'Story changed' }).waitFor()
    expect(await changes.locator('del').allTextContents()).toEqual(['two'])
    expect(await changes.locator('ins').allTextContents()).toEqual(['2'])
    expect(await changes.getByRole('listitem').allTextContents()).toEqual([
      ...['−Removed:a', 'b', '+Added:c'],
    ])
    await expectAccessible(page)
    await page.getByRole('button', { name: /Version 1: created/ }).click()
    await changes.getByRole('button', { name: 'Restore this version' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click()
    await page.getByRole('button', { name: /Version 4: restored/ }).waitFor()
    expect((await read('article', 'old')).fields.body).toBe('one two three')

    await page.getByRole('button', { name: 'Unpublish' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Unpublish' }).click()
    await page.getByText('Draft', { exact: true }).waitFor()
    expect((await read('article', 'old')).state).toBe('draft')
  })

  it('is deleted once nothing refers to it any more, and duplicated as a draft', async () => {
    await write('author', 'cleo', { name: 'Cleo' })
    const author = { type: 'author', id: 'cleo' }
    await write('article', 'by-cleo', { title: 'By Cleo', kind: 'news', author })
    const page = await openPage(app, { path: `${OBJECTS}/author/cleo` })
    const choose = async (name: string) => {
      await page.getByRole('button', { name: 'More actions' }).click()
      await page.getByRole('menuitem', { name }).click()
    }
    await choose('Duplicate')
    await page.getByText('this is the copy').first().waitFor()
    await page.goto(`${OBJECTS}/author/cleo`)
    await choose('Delete')
    const dialog = page.getByRole('dialog', { name: 'Delete Cleo?' })
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await dialog.getByText('By Cleo refers to it').waitFor()
    await dialog.getByText('and what is published of them as well').waitFor()
    await dialog.getByRole('button', { name: 'Take references out and delete' }).click()
    await page.waitForURL(`**${OBJECTS}/author`)
    expect((await read('article', 'by-cleo')).fields).toEqual({ title: 'By Cleo', kind: 'news' })
    await expect(read('author', 'cleo')).rejects.toMatchObject({ code: 'OBJECT_NOT_FOUND' })
  })

  it('is for reading alone to those who may do no more', async () => {
    const ann = { type: 'author', id: 'ann' }
    await write('article', 'readable', {
      title: 'Readable',
      kind: 'news',
      body: '# Hello',
      author: ann,
      tags: Array.from({ length: 60 }, (_, n) => `tag ${n + 1}`),
    })
    await app.client.objects.publish(at('article', 'readable'))
    const { cookie } = await member(app, 'reader', ['content.*:read'])
    const page = await openPage(app, {
      path: `${OBJECTS}/article/readable`,
      signedIn: { cookie },
    })
    await page.getByRole('heading', { name: 'Hello' }).waitFor()
    await page.getByRole('link', { name: 'Ann Lighthouse' }).waitFor()
    await page.getByText('You may read this and not change it.').waitFor()
    // They may not know whether it is.
    await page.getByText('It takes a key where delivery is protected.').waitFor()
    expect(await page.getByRole('textbox').count()).toBe(0)
    expect(await page.getByRole('button', { name: /Save|ublish/ }).count()).toBe(0)
    await expectAccessible(page)
    // Of a long list a part at a time.
    await page.getByText('of 60', { exact: true }).waitFor()
    expect(await page.getByText('tag 51').count()).toBe(0)
    await page.getByRole('button', { name: 'Next entries' }).click()
    await page.getByText('tag 51').waitFor()
    await page.goto(`${OBJECTS}/article/-new`)
    await page.getByText('content.article:create').waitFor()
    await page.goto(`${OBJECTS}/article/nowhere`)
    await page.getByText('It does not exist').waitFor()
  })
})
