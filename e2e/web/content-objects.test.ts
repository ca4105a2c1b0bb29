import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { expectFits, WIDTHS } from './support/fits.ts'
import { holdUp } from './support/hold-up.ts'
import { choose, focusedOn, link, member, params } from './support/keys.ts'
import { ARTICLES, at, fillNewsroom, titles } from './support/newsroom.ts'
import { openPage } from './support/page.ts'

describe('objects of content', () => {
  let app: App
  beforeAll(async () => {
    app = await startApp()
    await fillNewsroom(app)
  })
  afterAll(() => app?.close())

  it('are found by conditions on any field, in any order, and the address says which', async () => {
    const page = await openPage(app, { path: ARTICLES })
    await link(page, 'Storm').waitFor()
    expect(await titles(page)).toEqual(['Market', 'Ferry', 'Regatta', 'Storm'])
    expect(await page.getByRole('cell').getByRole('link', { name: 'Ann Gale' }).count()).toBe(3)

    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.getByLabel('Field').selectOption('price')
    await page.getByLabel('Comparison').selectOption('is at least')
    await page.getByLabel('Value').fill('25')
    await page.getByRole('button', { name: 'Or …' }).click()
    await page.getByLabel('Field').nth(1).selectOption('tags')
    await page.getByLabel('Value').nth(1).fill('wind')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.getByText('2 objects').first().waitFor()
    await focusedOn(page, 'Filter')
    await page.getByLabel('Order').selectOption('price')
    await page.waitForFunction(() => document.querySelector('tbody a')?.textContent === 'Storm')
    expect(await titles(page)).toEqual(['Storm', 'Market'])

    // And of these only those of one author, chosen by name.
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.getByLabel('Field').selectOption('author')
    await page.getByRole('combobox', { name: 'Value' }).fill('bob')
    await page.getByRole('option', { name: 'Bob Harbour' }).click()
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.getByText('1 object', { exact: true }).first().waitFor()
    expect(await titles(page)).toEqual(['Market'])

    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('menuitem', { name: 'Save this view' }).click()
    await page.getByLabel('Name').fill('Dear and windy')
    await page.getByText('in this browser only, and for you alone').waitFor()
    await page.getByRole('button', { name: 'Save view' }).click()
    // Nobody else who uses this browser has it, and no other type that is called like that.
    const kept = await page.evaluate(() => Object.keys(localStorage))
    expect(kept).toContainEqual(expect.stringMatching(/^content-views usr_\w+ typ_\w+$/))
    const address = page.url()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await link(page, 'Ferry').waitFor()
    await page.getByRole('button', { name: 'Views' }).click()
    await page.getByRole('menuitem', { name: 'Dear and windy' }).click()
    await page.waitForURL(address)
    await page.getByText('1 object', { exact: true }).first().waitFor()

    // Somebody else gets the same list by its address alone.
    const other = await openPage(app, { path: new URL(address).pathname + new URL(address).search })
    await other.getByText('Author is Bob Harbour').waitFor()
    expect(await titles(other)).toEqual(['Market'])
  })

  it('have the columns that somebody chose, and are searched by their words', async () => {
    const page = await openPage(app, { path: `${ARTICLES}?sort=title` })
    await page.getByRole('button', { name: 'Columns' }).click()
    await page.getByRole('checkbox', { name: 'Price' }).check()
    await page.getByRole('checkbox', { name: 'Changed by' }).uncheck()
    await page.keyboard.press('Escape')
    await page.reload()
    await page.getByRole('columnheader', { name: 'Price' }).waitFor()
    expect(await page.getByRole('columnheader', { name: 'Changed by' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Price' }).click()
    await page.waitForFunction(() => document.querySelector('tbody a')?.textContent === 'Storm')
    expect(await titles(page)).toEqual(['Storm', 'Regatta', 'Ferry', 'Market'])

    await page.getByLabel('Search Articles').fill('LIGHTHOUSE ferr')
    await page.getByText('1 object', { exact: true }).first().waitFor()
    expect(await titles(page)).toEqual(['Ferry'])
    await page.getByLabel('State', { exact: true }).selectOption('published')
    await page.getByText('No object matches').waitFor()

    const gone = encodeURIComponent('[[{"field":"gone","op":"eq","value":"x"}]]')
    await page.goto(`${ARTICLES}?where=${gone}`)
    await page.getByText('article has no such field').waitFor()
    await page.getByRole('button', { name: 'Clear filters and order' }).click()
    await link(page, 'Ferry').waitFor()
  })

  it('are published together, and those that could not be are named', async () => {
    const page = await openPage(app, { path: `${ARTICLES}?sort=title` })
    await page.getByLabel('Select all shown').check()
    // Somebody changes one of them after the list was read.
    const fields = { price: 11 }
    await app.client.objects.patch({
      params: { ...at('article'), id: 'regatta' },
      body: { fields },
    })
    const batch = await holdUp(page, '**/content/batch')
    const bar = page.getByRole('region', { name: 'Selected objects' })
    await bar.getByRole('button', { name: 'Publish', exact: true }).click()
    await page.getByRole('button', { name: 'Publish 4 objects' }).click()
    await batch.arrived
    expect(await page.getByRole('button', { name: 'Publish 4 objects' }).isDisabled()).toBe(true)
    batch.release()

    const report = page.getByRole('dialog', { name: '1 object was not published' })
    await report.getByText('Regatta').waitFor()
    await report.getByText('Somebody changed it since the list was read').waitFor()
    await expectAccessible(page)
    await report.getByRole('button', { name: 'Close' }).last().click()
    expect(await page.getByRole('cell', { name: 'Published', exact: true }).count()).toBe(3)
    const { items } = await app.client.objects.list({
      params: at('article'),
      query: { state: 'published' },
    })
    expect(items.map(({ id }) => id).sort()).toEqual(['ferry', 'market', 'storm'])

    await choose(page, 'Ferry', 'Unpublish')
    await page.getByText('Ferry is not published any more').first().waitFor()
    expect(await page.getByRole('cell', { name: 'Published', exact: true }).count()).toBe(2)
  })

  it('are kept while others refer to them, unless the references are taken out', async () => {
    const page = await openPage(app, { path: '/d/main/content/objects/author' })
    await choose(page, 'Bob Harbour', 'Delete')
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Delete Bob Harbour?' })
    await dialog.getByText('Market refers to it').waitFor()
    await expectAccessible(page)
    expect((await app.client.objects.list({ params: at('author') })).items).toHaveLength(2)

    await dialog.getByRole('button', { name: 'Take references out and delete' }).click()
    await page.getByText('Bob Harbour is deleted').first().waitFor()
    expect(await titles(page)).toEqual(['Ann Gale'])
    const market = await app.client.objects.read({ params: { ...at('article'), id: 'market' } })
    expect(market.fields).not.toHaveProperty('author')
  })

  it('of all types are searched at once', async () => {
    await app.client.objects.publish({ params: { ...at('article'), id: 'storm' } })
    const page = await openPage(app, { path: '/d/main/content/search' })
    await page.getByText('What are you looking for?').waitFor()
    await page.getByLabel('Search content').fill('ga')
    await page.getByRole('button', { name: 'Authors 1' }).click()
    await page.getByRole('list', { name: 'Found' }).getByRole('link', { name: /Gale/ }).waitFor()
    await page.getByLabel('Search content').fill('lighth')
    const found = page.getByRole('list', { name: 'Found' })
    await found.getByText('<b>and</b>').first().waitFor()
    expect(await found.locator('mark').first().textContent()).toBe('lighthouse')
    await expectAccessible(page)
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 })
      await expectFits(page)
    }
    await page.getByLabel('Where').selectOption('published')
    await page.getByRole('button', { name: /^Articles \d/ }).waitFor()
  })

  it('are shown as far as somebody may read them, and changed as far as they may', async () => {
    const reader = await member(app, 'reader', ['content.article:read'])
    const theirs = await openPage(app, { path: '/d/main/content/search?q=ann', signedIn: reader })
    await theirs.getByText('Nothing has “ann”').waitFor()
    await theirs.goto(ARTICLES)
    await link(theirs, 'Storm').waitFor()
    expect(await theirs.getByRole('link', { name: 'New object' }).count()).toBe(0)
    expect(await theirs.getByRole('checkbox').count()).toBe(0)
    await theirs.goto('/d/main/content/objects/author')
    await theirs.getByText('You may not see this').waitFor()
  })

  it('fit every screen, and teach when there are none', async () => {
    await app.client.contentTypes.create({
      params,
      body: { name: 'note', label: 'Notes', schema: { type: 'object', properties: {} } },
    })
    const page = await openPage(app, { path: '/d/main/content/objects/note' })
    await page.getByText('No Notes yet').waitFor()
    await page.goto(ARTICLES)
    await link(page, 'Storm').waitFor()
    await expectAccessible(page)
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 })
      await expectFits(page)
    }
    await page.goto('/d/main/content/objects/nothing')
    await page.getByText('Not found').waitFor()
  })
})
