import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { expectFits, WIDTHS } from './support/fits.ts'
import { openPage } from './support/page.ts'

const params = { domain: 'main' }

describe('content types', () => {
  let app: App
  beforeAll(async () => {
    app = await startApp()
  })
  afterAll(() => app?.close())

  // A long way, all of it in one page: what was read at its beginning must not pass for what is there.
  it('two related ones are made in the browser, and roles and keys can name them at once', {
    timeout: 90_000,
  }, async () => {
    const page = await openPage(app, { path: '/d/main/roles/-new' })
    // The matrix is read before the types are there, and does not become old by itself.
    await page.clock.setFixedTime(Date.now())
    await page.getByRole('checkbox', { name: 'content.media read' }).waitFor()
    await page.getByRole('link', { name: 'Content', exact: true }).click()
    await page.getByText('No content type yet').waitFor()
    await expectAccessible(page)

    await page.getByRole('link', { name: 'New content type' }).click()
    await page.getByLabel('Label', { exact: true }).fill('Author')
    await addField(page, 'Text A line', 'Name')
    await page.getByLabel('Required').check()
    await page.getByRole('button', { name: 'Create content type' }).click()
    await page.getByRole('heading', { level: 1, name: 'Author' }).waitFor()

    await page.getByRole('link', { name: 'Types', exact: true }).click()
    await page.getByRole('link', { name: 'New content type' }).click()
    await page.getByLabel('Label', { exact: true }).fill('Blog article')
    await addField(page, 'Text A line', 'Title')
    await addField(page, 'Text A line', 'Slug')
    await page.getByLabel('Format').selectOption('slug')
    await addField(page, 'Markdown', 'Body text')
    await addField(page, 'Choice', 'Section')
    await page.getByLabel('Choices').fill('News\nOpinion\n')
    await addField(page, 'Relation', 'Written by')
    await page.getByLabel('author', { exact: true }).check()
    await page.getByLabel('Leads to several objects').check()
    await page.getByLabel('Slug field').selectOption('slug')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Create content type' }).click()
    await page.getByRole('heading', { level: 1, name: 'Blog article' }).waitFor()

    const made = await app.client.contentTypes.read({ params: { ...params, type: 'blog_article' } })
    expect(made).toMatchObject({
      label: 'Blog article',
      titleField: 'title',
      slugField: 'slug',
      fieldOrder: ['title', 'slug', 'bodyText', 'section', 'writtenBy'],
      schema: {
        properties: {
          slug: { type: 'string', format: 'slug' },
          bodyText: { type: 'string', format: 'markdown', title: 'Body text' },
          section: { type: 'string', enum: ['News', 'Opinion'] },
          writtenBy: { type: 'array', items: { relation: ['author'] } },
        },
      },
    })

    await page.getByRole('link', { name: 'Roles' }).click()
    await page.getByRole('link', { name: 'New role' }).click()
    await page.getByRole('checkbox', { name: 'content.blog_article publish' }).waitFor()
    await page.getByRole('link', { name: 'API keys' }).click()
    await page.getByRole('link', { name: 'Create key' }).first().click()
    await page.getByRole('radio', { name: /Custom rules/ }).check()
    await page.getByRole('combobox', { name: 'Resource' }).fill('blog')
    await page.getByRole('option', { name: /content.blog_article/ }).waitFor()
  })

  it('the form and the JSON Schema say the same, and what the form does not know stays', async () => {
    await makeType(
      'recipe',
      {
        required: ['name'],
        dependentRequired: { minutes: ['servings'] },
        properties: {
          name: { type: 'string', 'x-hint': 'short', $comment: 'kept' },
          minutes: { type: 'integer', exclusiveMinimum: 0 },
          servings: { type: 'integer' },
          parts: {
            type: 'array',
            items: { type: 'object', properties: { what: { type: 'string', title: 'What' } } },
          },
        },
      },
      { titleField: 'name' },
    )
    const page = await openPage(app, { path: '/d/main/content/types/recipe' })
    await page.getByRole('button', { name: /^Minutes/ }).click()
    expect(await page.getByLabel('Advanced').inputValue()).toContain('"exclusiveMinimum": 0')
    // What cannot be read is neither left out nor put away.
    const advanced = await page.getByLabel('Advanced').inputValue()
    await page.getByLabel('Advanced').fill(`${advanced},`)
    await page.getByText('Line 3: Expected the end of the text.').waitFor()
    await page.getByRole('button', { name: /^Minutes/ }).click()
    expect(await page.getByRole('button', { name: 'Save content type' }).isDisabled()).toBe(true)
    await page.getByRole('tab', { name: 'JSON Schema' }).click()
    await page.getByText('The JSON Schema cannot show this until the JSON is right').waitFor()
    await page.getByRole('link', { name: 'Types', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    await page.getByLabel('Advanced').fill(advanced)
    await page.getByLabel('At most').fill('600')
    await page.getByRole('button', { name: /^Minutes/ }).click()
    await page.getByRole('button', { name: 'Move minutes', exact: true }).press('ArrowDown')
    for (const place of [2, 1]) {
      await page.keyboard.press('ArrowUp')
      await page.getByText(`minutes is now number ${place} of 4.`).waitFor()
    }
    await page
      .getByRole('button', { name: 'Move servings', exact: true })
      .dragTo(page.getByRole('button', { name: 'Move minutes', exact: true }))
    await page.getByRole('button', { name: /^Parts/ }).click()
    await page.getByRole('button', { name: /^What/ }).click()
    await page.getByLabel('Longest length').fill('80')
    await page
      .getByRole('group', { name: 'Field what' })
      .getByLabel(/^Label/)
      .fill('What it is')
    await page.getByRole('button', { name: 'Add field' }).first().click()
    await page.getByRole('menuitem', { name: /^Text A line/ }).click()
    await page.locator('input:focus').waitFor()
    await page.keyboard.type('What')
    await page.getByRole('button', { name: 'Save content type' }).click()
    expect(await page.getByText('Another field has this name.').count()).toBe(2)
    await page.getByRole('tab', { name: 'JSON Schema' }).click()
    await page.getByText('Give every field a name of its own first').waitFor()
    await page.getByRole('tab', { name: 'Form' }).click()
    await page.getByRole('button', { name: 'Remove what' }).last().click()

    await page.getByRole('tab', { name: 'JSON Schema' }).click()
    const text = page.getByRole('textbox', { name: 'JSON Schema' })
    const written = JSON.parse(await text.inputValue())
    expect(Object.keys(written.properties)).toEqual(['servings', 'minutes', 'name', 'parts'])
    const { properties } = written
    expect(properties.parts.items.properties.what).toEqual({
      ...{ type: 'string', maxLength: 80, title: 'What it is' },
    })

    await text.fill(
      JSON.stringify(written, null, 2).replace('"x-hint": "short",', '"x-hint" "short",'),
    )
    await page.getByText(/^Line 1\d: Expected a colon after "x-hint"\.$/).waitFor()
    await page.getByRole('tab', { name: 'Form' }).click()
    await page.getByText('The form cannot show this until the JSON is right').waitFor()
    // A property that is being moved is gone for a moment.
    const { name, ...others } = properties
    await text.fill(JSON.stringify({ ...written, properties: others }))
    await page.getByText('There is no field name now.').waitFor()
    await text.fill(JSON.stringify({ ...written, properties: { ...others, name } }))
    await page.getByText('There is no field name now.').waitFor({ state: 'detached' })
    const next = {
      ...written,
      properties: { ...properties, note: { type: 'string', pattern: '(' } },
    }
    await text.fill(JSON.stringify(next, null, 2))
    await page.getByRole('button', { name: 'Save content type' }).click()
    await page.getByText(/^Line \d+: \/properties\/note\/pattern /).waitFor()
    next.properties.note = { type: 'string', pattern: '^[a-z]+$' }
    await text.fill(JSON.stringify(next, null, 2))
    await page.getByRole('tab', { name: 'Form' }).click()
    await page.getByRole('button', { name: /^Note/ }).click()
    expect(await page.getByLabel('Pattern').inputValue()).toBe('^[a-z]+$')
    await page.getByRole('button', { name: 'Save content type' }).click()
    await page.getByText('Content type saved', { exact: true }).waitFor()

    const saved = await app.client.contentTypes.read({ params: { ...params, type: 'recipe' } })
    expect(saved.titleField).toBe('name')
    expect(saved.schema).toEqual({ ...next, additionalProperties: false })
    expect(saved.fieldOrder).toEqual(['servings', 'minutes', 'name', 'parts', 'note'])
  })

  it('a change that stored objects do not fit names them, and can be made with a value for all', async () => {
    await makeType('book', { properties: { name: { type: 'string' }, old: { type: 'string' } } })
    for (const id of ['one', 'two', 'three']) await makeObject('book', id, { name: id, old: 'x' })
    const page = await openPage(app, { path: '/d/main/content/types/book' })
    await page.getByRole('button', { name: /^Old/ }).click()
    await page.getByRole('button', { name: 'Remove old' }).click()
    await addField(page, 'Whole number', 'Pages')
    await page.getByLabel('Required').check()
    await page.getByLabel('Default').fill('100')

    await page.getByRole('button', { name: 'Save content type' }).click()

    const dialog = page.getByRole('dialog', { name: '3 objects do not fit' })
    const place = await dialog.getByRole('link', { name: 'book two' }).getAttribute('href')
    expect(place).toBe('/d/main/content/objects/book/two')
    expect(await dialog.getByLabel('Value of pages for objects that have none').inputValue()).toBe(
      '100',
    )
    await expectAccessible(page)
    await dialog.getByLabel(/Take old with its values/).check()
    // Somebody else is faster, and what was typed is still there afterwards.
    await describeBook('Theirs')
    await dialog.getByRole('button', { name: 'Change all objects and save' }).click()
    await page.getByText('The content type was changed while you were editing').waitFor()
    expect(await dialog.count()).toBe(0)
    await page.getByRole('button', { name: 'Take over their changes' }).click()
    await page.getByText('Theirs').waitFor()
    await page.getByRole('button', { name: 'Save content type' }).click()
    await dialog.getByLabel(/Take old with its values/).check()
    await dialog.getByRole('button', { name: 'Change all objects and save' }).click()
    await page.getByText('Content type saved', { exact: true }).waitFor()
    const { fields } = await app.client.objects.read({
      params: { ...params, type: 'book', id: 'two' },
    })
    expect(fields).toEqual({ name: 'two', pages: 100 })

    // What was read before is not what editing begins with.
    await describeBook('Theirs again')
    await page.getByRole('link', { name: 'Types', exact: true }).click()
    await page.getByRole('link', { name: 'Definition of Book' }).click()
    await page.getByText('Theirs again').waitFor()
    await page.getByLabel('Label', { exact: true }).fill('Books')
    await page.getByRole('button', { name: 'Save content type' }).click()
    await page.getByRole('heading', { level: 1, name: 'Books' }).waitFor()
  })

  it('one that rules name is dropped only with those rules, which it lists', async () => {
    await makeType('event', { properties: { name: { type: 'string' } } })
    await makeObject('event', 'party', { name: 'Party' })
    const { key } = await app.client.keys.create({
      params,
      body: { name: 'Calendar', scopes: ['content.event:read'] },
    })
    await app.client.roles.create({
      params,
      body: { name: 'PLANNER', permissions: ['content.event:*', 'content.media:read'] },
    })
    const page = await openPage(app, { path: '/d/main/content' })
    const row = page.getByRole('row', { name: /Event/ })
    await row.getByText('1 object').waitFor()
    await row.getByRole('link', { name: 'Definition' }).click()
    await page.getByRole('button', { name: 'Drop' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('1 object will be deleted').waitFor()
    await dialog.getByLabel('Type event to go on').fill('event')
    await dialog.getByRole('button', { name: 'Drop content type' }).click()
    await dialog.getByRole('heading', { name: 'Event is named by rules' }).waitFor()
    const places = dialog.getByRole('listitem').getByRole('link')
    expect(await places.evaluateAll(all => all.map(one => one.getAttribute('href')))).toEqual([
      `/d/main/keys/${key.id}`,
      '/d/main/roles/PLANNER',
    ])
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Remove the rules and drop' }).click()
    await page.getByText('Event dropped', { exact: true }).waitFor()
    await page
      .getByRole('row', { name: /Recipe|Book|Author/ })
      .first()
      .waitFor()
    await row.waitFor({ state: 'detached' })
    const role = await app.client.roles.read({ params: { ...params, name: 'PLANNER' } })
    expect(role.permissions).toEqual(['content.media:read'])
    const left = await app.client.keys.read({ params: { ...params, id: key.id } })
    expect(left.scopes).toEqual([])
  })

  it('those who may only read content see the types without the ways to change them', async () => {
    // A name like the end of an address.
    const made = { type: 'object', properties: { at: { type: 'string', title: 'When' } } }
    await makeType('new', { properties: { name: { type: 'string' }, made } })
    await app.client.roles.create({
      params,
      body: { name: 'CLERK', permissions: ['content.new:read', 'content.types:read'] },
    })
    const { id } = await app.client.domains.read({ params })
    const { cookie } = await app.server.seed.user('clerk', { roles: { [id]: 'CLERK' } })
    const page = await openPage(app, {
      path: '/d/main/content',
      signedIn: { cookie },
      width: WIDTHS[0],
    })
    const row = page.getByRole('row', { name: /^New/ })
    await row.getByText('None yet').waitFor()
    await expectFits(page)
    expect(await page.getByRole('link', { name: 'New content type' }).count()).toBe(0)
    await row.getByRole('link', { name: 'Definition' }).click()
    await page.getByRole('button', { name: /^Name/ }).click()
    expect(await page.getByLabel('Required').isDisabled()).toBe(true)
    await page.getByRole('button', { name: /^Made/ }).click()
    await page.getByRole('button', { name: /^When/ }).click()
    await page.getByLabel('Longest length').waitFor()
    expect(await page.getByRole('button', { name: /^Move/ }).count()).toBe(0)
    expect(await page.getByRole('button', { name: /^(Save|Drop|Add field)/ }).count()).toBe(0)
    await expectFits(page)
    await page.goto('/d/main/content/types/-new')
    await page.getByText('You may not do this').waitFor()
  })

  async function makeType(
    name: string,
    schema: Record<string, unknown>,
    others: { titleField?: string } = {},
  ) {
    const label = name.slice(0, 1).toUpperCase() + name.slice(1)
    const body = { name, label, schema: { type: 'object', ...schema }, ...others }
    await app.client.contentTypes.create({ params, body })
  }

  async function describeBook(description: string) {
    await app.client.contentTypes.update({
      params: { ...params, type: 'book' },
      body: { description },
    })
  }

  async function makeObject(type: string, id: string, fields: Record<string, unknown>) {
    await app.client.objects.create({ params: { ...params, type }, body: { id, fields } })
  }
})

/** The label of a field that was just added has the focus. */
async function addField(page: Page, kind: string, label: string) {
  await page.getByRole('button', { name: 'Add field' }).last().click()
  await page.getByRole('menuitem', { name: new RegExp(`^${kind}`) }).click()
  await page.locator('input:focus').waitFor()
  await page.keyboard.type(label)
}
