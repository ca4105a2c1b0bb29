import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { expectFits, WIDTHS } from './support/fits.ts'
import { makeKey, params } from './support/keys.ts'
import { openPage } from './support/page.ts'

const EXPLORER = '/d/main/content/graphql'

describe('the explorer of GraphQL', () => {
  let app: App

  beforeAll(async () => {
    app = await startApp()
    const { contentTypes, objects } = app.client
    for (const name of ['article', 'person']) {
      await contentTypes.create({
        params,
        body: {
          name,
          titleField: 'title',
          schema: {
            type: 'object',
            properties: { title: { type: 'string' }, price: { type: 'integer' } },
            required: ['title'],
          },
        },
      })
    }
    for (const [id, title] of [
      ['first', 'The lighthouse'],
      ['second', 'Only a draft'],
    ] as const) {
      await objects.create({
        params: { ...params, type: 'article' },
        body: { id, fields: { title } },
      })
    }
    await objects.publish({ params: { ...params, type: 'article', id: 'first' } })
  })
  afterAll(() => app?.close())

  const textOf = (page: Page) => page.getByRole('textbox', { name: 'GraphQL text' })
  const answer = (page: Page) => page.getByRole('textbox', { name: 'Answer' })
  const run = (page: Page) => page.getByRole('button', { name: 'Run' }).click()

  /** As somebody types it: brackets that the editor closes are typed over. */
  async function write(page: Page, text: string) {
    await textOf(page).click()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.insertText(text)
  }

  it('answers an example of its own, completes and checks what is typed, and formats it', async () => {
    const page = await openPage(app, { path: EXPLORER })
    await textOf(page).getByText('articles').waitFor()
    await run(page)
    await answer(page).getByText('"Only a draft"').waitFor()

    await write(page, '{ articles { items { ti } } }')
    for (let step = 0; step < 6; step++) await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Control+Space')
    await page.getByRole('option', { name: /^title/ }).waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Enter')
    await textOf(page).getByText('title').waitFor()
    await page.getByRole('button', { name: 'Format' }).click()
    await expect.poll(() => textOf(page).locator('.cm-line').count()).toBe(8)
    await textOf(page).click()
    await page.keyboard.press('ControlOrMeta+Enter')
    await answer(page).getByText('"The lighthouse"').waitFor()

    await write(page, '{ articles { items { colour } } }')
    await page.locator('.cm-lintRange-error').first().waitFor()
    await run(page)
    await page.getByText('GRAPHQL_INVALID', { exact: true }).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Line 1' }).click()
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      'GraphQL text',
    )

    await page.getByRole('button', { name: 'History' }).click()
    expect(await page.getByRole('menuitem').count()).toBe(3)
    await page.getByRole('menuitem').last().click()
    await textOf(page).getByText('nextCursor').waitFor()
  })

  it('writes with variables, runs the chosen operation, and shows the code of what is refused', async () => {
    const page = await openPage(app, { path: EXPLORER })
    await textOf(page).getByText('articles').waitFor()
    await write(
      page,
      'query One { article(id: "first") { price } }\nmutation Change($price: Float!) { updateArticle(id: "first", patch: { price: $price }) { price } }',
    )
    await page.getByRole('textbox', { name: 'Variables as JSON' }).click()
    await page.keyboard.insertText('{ "price": 7 }')
    await page.getByLabel('Operation to run').selectOption('Change')
    await run(page)
    await answer(page).getByText('7', { exact: true }).waitFor()
    const { fields } = await app.client.objects.read({
      params: { ...params, type: 'article', id: 'first' },
    })
    expect(fields).toMatchObject({ price: 7 })

    await write(page, 'mutation { updateArticle(id: "nowhere", patch: {}) { price } }')
    await run(page)
    await page.getByText('OBJECT_NOT_FOUND', { exact: true }).waitFor()
  })

  it('shows a key its own schema alone, and keeps the token nowhere', async () => {
    const { token } = await makeKey(app, { name: 'Reader', scopes: ['content.article:read'] })
    const page = await openPage(app, { path: EXPLORER })
    const docs = page.getByRole('region', { name: 'Documentation of the schema' })
    await docs.getByRole('button', { name: 'Person', exact: true }).waitFor()

    await page.getByLabel('Asked by').selectOption('key')
    await page.getByLabel('Token').fill('kw_wrong')
    await page.getByRole('button', { name: 'Use key' }).click()
    await docs.getByText(/CREDENTIAL_INVALID|TOKEN/).waitFor()
    await page.getByLabel('Token').fill(token)
    await page.getByRole('button', { name: 'Use key' }).click()
    await docs.getByRole('button', { name: 'Article', exact: true }).click()
    await docs.getByText('title', { exact: true }).waitFor()
    await docs.getByLabel('Search types and fields').fill('person')
    await docs.getByText('Nothing is called that.').waitFor()
    await write(page, '{ people: persons { items { title } } }')
    await run(page)
    await page
      .getByText(/Cannot query field/)
      .first()
      .waitFor()
    // An answer to a key is not brought back as one to somebody else.
    await page.getByLabel('Asked by').selectOption('session')
    await page.getByRole('button', { name: 'History' }).click()
    await page.getByRole('menuitem', { name: 'Content, asked by a key' }).click()
    await textOf(page).getByText('people').waitFor()
    await page.getByText('No answer yet').waitFor()

    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, location.href]),
    )
    expect(kept).not.toContain(token)
    await page.getByRole('link', { name: 'Overview' }).click()
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
    await page.goBack()
    await docs.getByRole('button', { name: 'Person', exact: true }).waitFor()
    expect(await page.content()).not.toContain(token)
  })

  it('asks delivery as everybody, who see what is published', async () => {
    const page = await openPage(app, { path: EXPLORER, width: 360 })
    await page.getByLabel('Endpoint').selectOption('delivery')
    await page.getByLabel('Asked by').selectOption('nobody')
    await textOf(page).getByText('articles').waitFor()
    await run(page)
    await answer(page).getByText('"The lighthouse"').waitFor()
    expect(await answer(page).textContent()).not.toContain('Only a draft')
    // A session would still be let in.
    await app.client.domains.update({ params, body: { settings: { deliveryProtected: true } } })
    await run(page)
    await page.getByText('UNAUTHENTICATED', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Documentation' }).click()
    await page.getByRole('button', { name: 'Query' }).click()
    await page.getByText('articles', { exact: true }).first().waitFor()
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 })
      await expectFits(page)
    }
    await expectAccessible(page)
  })
})
