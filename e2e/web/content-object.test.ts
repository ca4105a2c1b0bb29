import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { halves } from '../../packages/server/src/testing/media-files.ts'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { ARTICLE } from './support/article.ts'
import { expectFits, WIDTHS } from './support/fits.ts'
import { focused, focusedText } from './support/focus.ts'
import { holdUp } from './support/hold-up.ts'
import { member, params } from './support/keys.ts'
import { openPage } from './support/page.ts'
import { tabTo } from './support/people.ts'

const OBJECTS = '/d/main/content/objects'
const text = { type: 'string' }

describe('an object', () => {
  let app: App
  beforeAll(async () => {
    app = await startApp()
    const { contentTypes } = app.client
    const author = { type: 'object', required: ['name'], properties: { name: text } }
    await contentTypes.create({
      params,
      body: { name: 'author', label: 'Author', titleField: 'name', schema: author },
    })
    await contentTypes.create({
      params,
      body: {
        ...{ name: 'article', label: 'Article', titleField: 'title', slugField: 'slug' },
        fieldOrder: ['title', 'slug', 'body'],
        schema: ARTICLE,
      },
    })
    await write('author', 'ann', { name: 'Ann Lighthouse' })
    await write('author', 'bob', { name: 'Bob Harbour' })
  })
  afterAll(() => app?.close())

  const at = (type: string, id: string) => ({ params: { ...params, type, id } })
  const read = (type: string, id: string) => app.client.objects.read(at(type, id))
  const patch = (id: string, fields: object) =>
    app.client.objects.patch({ ...at('article', id), body: { fields: { ...fields } } })
  function write(type: string, id: string, fields: Record<string, unknown>) {
    return app.client.objects.create({ params: { ...params, type }, body: { id, fields } })
  }
  const open = (id: string, search = '') =>
    openPage(app, { path: `${OBJECTS}/article/${id}${search}` })
  const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true })

  it('is written in a form of its type, in its order, with what is wrong said at the fields', async () => {
    const page = await openPage(app, { path: `${OBJECTS}/article/-new` })
    await page.getByLabel('Title').fill('No')
    const labels = await page.locator('form label').allTextContents()
    expect(labels.slice(0, 3).map(label => label.replace(' (optional)', '').trim())).toEqual([
      ...['Title', 'Slug', 'Story'],
    ])
    await page.getByLabel('Price').fill('ten')
    await page.getByRole('button', { name: 'Add to steps' }).click()
    // Whoever adds an entry goes on in it.
    expect(await page.getByLabel('What').evaluate(node => node === document.activeElement)).toBe(
      true,
    )
    await page.getByRole('button', { name: 'Save draft' }).click()
    await page.getByText('It needs at least 3 characters.').waitFor()
    await page.getByText('It has to be a number.').waitFor()
    expect(await page.getByText('Fill this in.').count()).toBe(2)
    expect(await focused(page)).toContain('value="No"')
    // Nothing is drawn by the library of the form itself.
    expect(await page.locator('[class*=rjsf], .form-control, .form-group').count()).toBe(0)
    await expectAccessible(page)
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 })
      await expectFits(page)
    }
    await page.setViewportSize({ width: 1280, height: 900 })

    await page.getByLabel('Price').fill('10')
    await page.getByText('It has to be a number.').waitFor({ state: 'detached' })

    // What is looked at instead of being written is checked all the same.
    await page.getByLabel('Title').fill('Notes')
    await page.getByLabel('Kind').selectOption('news')
    await page.getByLabel('What').fill('Read')
    await page.getByRole('textbox', { name: /Story/ }).fill('far '.repeat(20))
    await page.getByRole('tab', { name: 'Preview' }).click()
    await page.getByRole('button', { name: 'Save draft' }).click()
    await page.getByText('At most 60 characters').waitFor()
    await expect.poll(() => focusedText(page)).toBe('Write')
    await page.getByRole('tab', { name: 'Write' }).click()
    await page.getByRole('textbox', { name: /Story/ }).fill('near')

    // Until it is stored, leaving asks; whoever leaves is told of a refusal all the same.
    await page.getByLabel('Id').fill('ann')
    const making = await holdUp(page, '**/objects/article')
    await page.getByRole('button', { name: 'Save draft' }).click()
    await making.arrived
    await page.getByRole('link', { name: 'Cancel' }).click()
    const question = page.getByRole('dialog', { name: 'Leave without saving?' })
    await question.getByRole('button', { name: 'Leave' }).click()
    await page.getByRole('heading', { level: 1, name: 'Article', exact: true }).waitFor()
    making.release()
    await page.getByText('OBJECT_EXISTS').first().waitFor()
  })

  it('is filled in with every kind of value, published, and delivered', async () => {
    const file = new File([await halves(64, 32)], 'lights.png')
    const { id: fileId } = await app.client.media.upload({ params, body: { file } })
    const page = await openPage(app, { path: `${OBJECTS}/article/-new` })
    await page.getByLabel('Title').fill('Nordic lights')
    expect(await page.getByLabel('Slug').inputValue()).toBe('nordic-lights')
    await page.getByLabel('Kind').selectOption('guide')
    await page.getByLabel('Price').fill('12.50')
    await page.getByLabel('Day').fill('2026-05-01')
    await page.getByLabel('Starts at').fill('2026-05-01T09:30')
    await page.getByLabel('Featured').click()
    await page.getByRole('button', { name: 'Add to steps' }).click()
    await page.getByLabel('What').fill('Look up')
    expect(await page.getByLabel('Size').inputValue()).toBe('small')
    await page.getByLabel('Heading').fill('Lights')
    await page.getByRole('textbox', { name: /Story/ }).fill('A **dark** night <b>raw</b>')
    await page.getByRole('tab', { name: 'Preview' }).click()
    const preview = page.getByRole('tabpanel', { name: 'Preview' })
    expect(await preview.locator('strong').textContent()).toBe('dark')
    expect(await preview.locator('b').count()).toBe(0)

    await page.getByRole('combobox', { name: 'Author' }).fill('harb')
    await page.getByRole('option', { name: /Bob Harbour/ }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Remove Bob Harbour' }).waitFor()
    // What was searched in is gone; the focus is on what was chosen.
    expect(await focused(page)).toContain('Open Bob Harbour')
    await page.getByRole('button', { name: 'Choose a file' }).click()
    const chooser = page.getByRole('dialog', { name: 'Choose a file' })
    await chooser.getByLabel('Kind').selectOption('Videos')
    await chooser.getByText('No file matches').waitFor()
    await chooser.getByLabel('Kind').selectOption('Images')
    await chooser.getByLabel('Sort by').selectOption('Largest first')
    await chooser.getByRole('radio', { name: /lights.png/ }).click()
    await chooser.getByRole('button', { name: 'Choose', exact: true }).click()
    await page.getByRole('button', { name: 'Remove lights.png' }).waitFor()
    await page.getByLabel('Id').fill('nordic')
    await page.getByRole('button', { name: 'Save and publish' }).click()
    await page.getByRole('heading', { level: 1, name: 'Nordic lights' }).waitFor()
    expect(await read('article', 'nordic')).toMatchObject({
      state: 'published',
      fields: {
        ...{ title: 'Nordic lights', slug: 'nordic-lights', kind: 'guide', price: 12.5 },
        ...{ day: '2026-05-01', startsAt: '2026-05-01T09:30:00.000Z', featured: true },
        ...{ author: { type: 'author', id: 'bob' }, seo: { heading: 'Lights' } },
        cover: { type: 'media', id: fileId },
        ...{ steps: [{ what: 'Look up', size: 'small' }], layout: { full: true } },
        ...{ body: 'A **dark** night <b>raw</b>' },
      },
    })
    const json = await page.getByRole('link', { name: 'Open JSON' }).getAttribute('href')
    expect(await (await fetch(app.url + json)).json()).toMatchObject({ id: 'nordic' })
    await page.getByRole('button', { name: 'Copy as curl' }).click()
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toContain(`${app.url}${json}`)
  })

  it('has lists whose entries are added, moved and removed by keyboard alone', async () => {
    await write('article', 'listed', { title: 'Listed', kind: 'news', tags: ['one', 'two'] })
    const page = await open('listed')
    const tags = page.getByRole('group', { name: 'Tags' })
    await tags.waitFor()
    await tabTo(tags.getByRole('button', { name: 'Add to tags' }))
    await page.keyboard.press('Enter')
    await page.keyboard.type('three')
    await tabTo(tags.getByRole('button', { name: 'Move entry 3 of 3 up' }))
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    // At the top it goes no further; the focus stays with the entry.
    expect(await focused(page)).toContain('Move entry 1 of 3 down')
    await tabTo(tags.getByRole('button', { name: 'Remove entry 2 of 3' }))
    await page.keyboard.press('Enter')
    expect(await focused(page)).toContain('data-add')
    await page.keyboard.press('Control+s')
    await page.getByText('Saved', { exact: true }).waitFor()
    expect((await read('article', 'listed')).fields.tags).toEqual(['three', 'two'])
  })

  it('shows at its field what only the server knows, and is kept when the session ends', async () => {
    await write('article', 'taken', { title: 'Taken', kind: 'news', slug: 'taken' })
    await write('article', 'kept', { title: 'Kept', kind: 'news', slug: 'kept' })
    const page = await open('kept')
    const slug = page.getByLabel('Slug')
    await slug.fill('taken')
    await save(page).click()
    await page.getByText('Another object has this value already.').waitFor()
    expect(await slug.getAttribute('aria-invalid')).toBe('true')
    // It may be out of sight: the focus goes there.
    await expect.poll(() => focused(page)).toContain('value="taken"')
    await slug.fill('kept-too')
    expect(await slug.getAttribute('aria-invalid')).toBe(null)

    // Also from where the form is not in sight.
    await page.getByRole('tab', { name: 'Versions' }).click()
    await page.getByText('save them under Content').waitFor()
    await page.getByRole('link', { name: 'Article', exact: true }).click()
    const question = page.getByRole('dialog', { name: 'Leave without saving?' })
    await question.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('tab', { name: 'Content', exact: true }).click()
    const [cookie] = await page.context().cookies()
    const session = app.server.client({ cookie: `${cookie?.name}=${cookie?.value}` })
    await session.session.signOut({})
    await save(page).click()
    const ended = page.getByRole('dialog', { name: 'Your session has ended' })
    await ended.getByLabel('Password').fill(app.owner.password)
    await page.keyboard.press('Enter')
    await page.getByText('Saved', { exact: true }).waitFor()
    expect((await read('article', 'kept')).fields.slug).toBe('kept-too')
  })

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
    await page.goto(`${OBJECTS}/article/-new`)
    await page.getByText('content.article:create').waitFor()
    await page.goto(`${OBJECTS}/article/nowhere`)
    await page.getByText('It does not exist').waitFor()
  })
})
