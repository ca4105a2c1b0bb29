import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { halves } from '../../packages/server/src/testing/media-files.ts'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { articlesOf, makeArticles, OBJECTS } from './support/article.ts'
import { expectFits, WIDTHS } from './support/fits.ts'
import { focused, focusedText, hasFocus } from './support/focus.ts'
import { holdUp } from './support/hold-up.ts'
import { params } from './support/keys.ts'
import { openPage } from './support/page.ts'
import { tabTo } from './support/people.ts'

describe('the form of an object', () => {
  let app: App
  beforeAll(async () => {
    app = await startApp()
    await makeArticles(app)
  })
  afterAll(() => app?.close())

  const { read, write, open } = articlesOf(() => app)
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
    await hasFocus(tags.getByRole('button', { name: 'Move entry 1 of 3 down' }))
    await tabTo(tags.getByRole('button', { name: 'Remove entry 2 of 3' }))
    await page.keyboard.press('Enter')
    await hasFocus(tags.getByRole('button', { name: 'Add to tags' }))
    await page.keyboard.press('Control+s')
    await page.getByText('Saved', { exact: true }).waitFor()
    expect((await read('article', 'listed')).fields.tags).toEqual(['three', 'two'])
  })

  it('shows a part of a long list at a time, leads to what is wrong elsewhere, and saves all of it', async () => {
    const tags = Array.from({ length: 120 }, (_, n) => `tag ${n + 1}`)
    const steps = Array.from({ length: 60 }, (_, n) => ({ what: `step ${n + 1}` }))
    await write('article', 'long', { title: 'Long', kind: 'news', tags, steps })
    const page = await open('long')
    const list = (name: string) => page.getByRole('group', { name: new RegExp(`^${name}( |$)`) })
    const parts = (name: string) => list(name).getByRole('combobox', { name: 'Entries' })
    const button = (name: string) => list('Tags').getByRole('button', { name, exact: true })
    const press = (name: string) => button(name).press('Enter')
    await list('Tags').getByText('of 120').waitFor()
    expect(await list('Tags').getByRole('textbox').count()).toBe(50)
    await expectAccessible(page)
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 })
      await expectFits(page)
    }

    // Whoever has come to the end of a part goes on with the next.
    await press('Go on with 51–100')
    await hasFocus(page.getByLabel('Tags 51', { exact: true }))
    // An entry that is moved out of it takes the part along, and the focus.
    await press('Move entry 100 of 120 down')
    await hasFocus(button('Move entry 101 of 120 down'))
    expect(await parts('Tags').inputValue()).toBe('100')
    await press('Previous entries')
    await parts('Tags').selectOption('1–50')
    await press('Add to tags')
    await page.keyboard.type('new')
    await hasFocus(page.getByLabel('Tags 121', { exact: true }))
    await press('Remove entry 121 of 121')
    await hasFocus(button('Add to tags'))
    await page.getByLabel('Tags 120', { exact: true }).fill('last')

    await parts('Steps').selectOption('51–60')
    const what = list('Step 58').getByLabel('What')
    await what.fill('')
    await parts('Steps').selectOption('1–50')
    await save(page).click()
    await hasFocus(what)
    expect(await parts('Steps').inputValue()).toBe('50')
    await what.fill('done')
    await save(page).click()
    await page.getByText('Saved', { exact: true }).waitFor()
    expect((await read('article', 'long')).fields).toMatchObject({
      tags: [...tags.slice(0, 99), 'tag 101', 'tag 100', ...tags.slice(101, 119), 'last'],
      steps: steps.with(57, { what: 'done' }),
    })
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
})
