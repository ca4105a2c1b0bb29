import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { halves } from '../../packages/server/src/testing/media-files.ts'
import { type App, startApp } from './support/app.ts'
import {
  backInSight,
  choose,
  confirm,
  focused,
  hasFocus,
  keepsFocus,
  pick,
  press,
  tabTo,
  tick,
  type,
} from './support/focus.ts'
import { params } from './support/keys.ts'
import { openPage } from './support/page.ts'

const CONTENT = '/d/main/content'
const text = { type: 'string' }

describe('content by keyboard alone', () => {
  let app: App
  let picture: Buffer

  beforeAll(async () => {
    app = await startApp()
    picture = Buffer.from(await halves(640, 320))
    const { contentTypes, media } = app.client
    await contentTypes.create({
      params,
      body: {
        name: 'author',
        titleField: 'name',
        schema: { type: 'object', properties: { name: text } },
      },
    })
    await contentTypes.create({
      params,
      body: {
        name: 'article',
        label: 'Articles',
        titleField: 'title',
        schema: {
          type: 'object',
          required: ['title'],
          properties: {
            title: text,
            body: { type: 'string', format: 'markdown' },
            author: { relation: ['author'] },
            cover: { media: true },
          },
        },
      },
    })
    await make('author', 'ann', { name: 'Ann Gale' })
    for (const title of ['Storm', 'Ferry', 'Market']) await make('article', title, { title })
    await media.upload({
      params,
      body: { file: new File([Uint8Array.from(picture)], 'sea.png'), name: 'sea.png' },
    })
  })
  afterAll(() => app?.close())

  function make(type: string, id: string, fields: Record<string, string>) {
    return app.client.objects.create({ params: { ...params, type }, body: { id, fields } })
  }

  it('gives a type a field, moves and limits it, and saves it', async () => {
    const page = await openPage(app, { path: `${CONTENT}/types/author` })
    await choose(page.getByRole('button', { name: 'Add field' }), 'Number')
    await page.keyboard.type('Age')
    const handle = page.getByRole('button', { name: 'Move age', exact: true })
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Shift+Tab')
    await hasFocus(handle)
    await page.keyboard.press('ArrowUp')
    await page.getByText('age is now number 1 of 2.').waitFor()
    await hasFocus(handle)
    // Whoever presses it instead finds what moves by steps, and what the field is.
    await page.keyboard.press('Enter')
    await page.getByLabel('At least').waitFor({ state: 'detached' })
    await page.keyboard.press('Enter')
    await type(page.getByLabel('At least'), '3')
    await press(page.getByRole('button', { name: 'Move age down' }))
    await page.getByText('age is now number 2 of 2.').waitFor()
    await press(page.getByRole('button', { name: 'Save content type' }))
    const read = async () =>
      (await app.client.contentTypes.read({ params: { ...params, type: 'author' } })).schema
    await expect.poll(read).toMatchObject({ properties: { age: { type: 'number', minimum: 3 } } })
    await keepsFocus(page)
  })

  it('filters objects, keeps the filter, and does away with one of them', async () => {
    const page = await openPage(app, { path: `${CONTENT}/objects/article` })
    const row = (title: string) => page.getByRole('link', { name: title, exact: true })
    await row('Storm').waitFor()
    const filter = page.getByRole('button', { name: 'Filter', exact: true })
    await press(filter)
    await page.keyboard.type('Title')
    await type(page.getByLabel('Value'), 'r')
    await page.keyboard.press('Enter')
    await hasFocus(filter)
    await choose(page.getByRole('button', { name: 'Views' }), 'Save')
    await page.keyboard.type('With r')
    await page.keyboard.press('Enter')
    await hasFocus(page.getByRole('button', { name: 'With r' }))
    await tick(page.getByLabel('Select Ferry'))
    const bar = page.getByRole('region', { name: 'Selected objects' })
    await press(bar.getByRole('button', { name: 'Clear' }))
    await bar.waitFor({ state: 'detached' })
    await expect.poll(() => focused(page)).toContain('Actions for')
    await press(page.getByRole('button', { name: 'Actions for Ferry' }))
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await confirm(page, 'Delete')
    await row('Ferry').waitFor({ state: 'detached' })
    await expect.poll(() => focused(page)).toContain('Actions for')
  })

  it('writes an object with its relation and picture, publishes it, and restores what it said', async () => {
    const page = await openPage(app, { path: `${CONTENT}/objects/article/Storm` })
    await page.setViewportSize({ width: 1280, height: 600 })
    await type(page.getByLabel('Title'), 'The storm')
    await tabTo(page.getByRole('tab', { name: 'Write' }))
    await page.keyboard.press('Tab')
    await page.keyboard.type('It **blows**')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('ArrowRight')
    await page.locator('strong', { hasText: 'blows' }).waitFor()
    await type(page.getByRole('combobox', { name: /^Author/ }), 'Ann')
    await pick(page.getByRole('option', { name: /^Ann Gale/ }))
    await press(page.getByRole('button', { name: 'Choose a file' }))
    await tick(page.getByRole('radio', { name: 'sea.png' }))
    await confirm(page, 'Choose')
    await hasFocus(page.getByRole('button', { name: 'Change file' }))
    await backInSight(page, 12)
    const save = page.getByRole('button', { name: 'Save and publish' })
    await press(save)
    await save.waitFor({ state: 'detached' })
    await keepsFocus(page)
    await tabTo(page.getByRole('tab', { name: 'Content' }))
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await press(page.getByRole('button', { name: /^Version 1:/ }))
    await press(page.getByRole('button', { name: 'Restore this version' }))
    await confirm(page, 'Restore')
    const at = { params: { ...params, type: 'article', id: 'Storm' } }
    await expect.poll(async () => (await app.client.objects.read(at)).fields.title).toBe('Storm')
    await keepsFocus(page)
  })

  it('uploads a file, says where to crop it, and deletes it', async () => {
    const page = await openPage(app, { path: `${CONTENT}/media` })
    const chooser = page.waitForEvent('filechooser')
    await press(page.getByRole('button', { name: 'Upload files' }))
    await (await chooser).setFiles({ name: 'new.png', mimeType: 'image/png', buffer: picture })
    await press(page.getByRole('listitem').getByRole('link', { name: 'new.png' }).last())
    await type(page.getByLabel('Alt text'), 'Two halves')
    const top = page.getByLabel('From the top')
    await tabTo(top)
    await page.keyboard.press('ArrowRight')
    await press(page.getByRole('button', { name: 'Back to the middle' }))
    await hasFocus(top)
    await page.keyboard.press('ArrowRight')
    const save = page.getByRole('button', { name: 'Save' })
    await press(save)
    const read = async () => (await app.client.media.list({ params })).items
    await expect
      .poll(read)
      .toContainEqual(
        expect.objectContaining({ alt: 'Two halves', focalPoint: { x: 0.5, y: 0.55 } }),
      )
    await expect.poll(() => save.isDisabled()).toBe(true)
    await hasFocus(save)
    await press(page.getByRole('button', { name: 'Delete' }))
    await confirm(page, 'Delete file')
    await hasFocus(page.getByRole('heading', { level: 1, name: 'Media' }))
  })

  it('leaves the editor of GraphQL by Tab, even while it offers something', async () => {
    const page = await openPage(app, { path: `${CONTENT}/graphql` })
    const editor = page.getByRole('textbox', { name: 'GraphQL text' })
    await tabTo(editor)
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.insertText('{ ')
    await page.keyboard.type('art')
    await page.getByRole('listbox').waitFor()
    await page.keyboard.press('Tab')
    await hasFocus(page.getByRole('textbox', { name: 'Variables as JSON' }))
    await page.keyboard.press('Shift+Tab')
    await hasFocus(editor)
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Shift+Tab')
    expect(await editor.and(page.locator(':focus')).count()).toBe(0)
  })

  it('makes a panel and ends it', async () => {
    const page = await openPage(app, { path: `${CONTENT}/panels/new` })
    await type(page.getByLabel('Name', { exact: true }), 'Lobby')
    await type(page.getByLabel('Content type'), 'Art')
    await type(page.getByRole('combobox', { name: 'Object' }), 'Mar')
    await pick(page.getByRole('option', { name: /^Market/ }))
    await press(page.getByRole('button', { name: 'Create panel' }))
    await hasFocus(page.getByRole('heading', { level: 1, name: 'Your new panel' }))
    await press(page.getByRole('button', { name: 'Copy link' }))
    await press(page.getByRole('button', { name: 'Done' }))
    const end = page.getByRole('button', { name: 'End panel' })
    await press(end)
    await confirm(page, 'End panel')
    await end.waitFor({ state: 'detached' })
    await hasFocus(page.getByRole('heading', { level: 1, name: 'Lobby' }))
  })
})
