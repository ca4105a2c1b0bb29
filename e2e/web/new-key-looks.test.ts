import { afterAll, beforeAll, describe, it } from 'vitest'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { expectFits, WIDTHS } from './support/fits.ts'
import { addRule, createNamed, NEW_KEY } from './support/new-key.ts'
import { openPage } from './support/page.ts'

describe('the pages of a new key', () => {
  let app: App

  beforeAll(async () => {
    app = await startApp()
  })
  afterAll(() => app?.close())

  it('can be used by everybody', async () => {
    const page = await openPage(app, { path: NEW_KEY })
    await page.getByText('The key can read everything').waitFor()
    await expectAccessible(page)
    await page.getByLabel('Custom rules').check()
    await page.getByLabel('Resource', { exact: true }).fill('content')
    await page.keyboard.press('ArrowDown')
    await expectAccessible(page)
    await page.keyboard.press('Enter')
    await page.getByLabel('Another user').check()
    await page.getByLabel('On a date').check()
    await page.getByText('Advanced').click()
    await page.getByRole('button', { name: 'Add entry' }).click()
    await page.getByRole('button', { name: 'Create key' }).click()
    await page.getByRole('alert').first().waitFor()
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Cancel' }).click()
    await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.getByLabel('Nobody').check()
    await page.getByLabel('30 days').check()
    await createNamed(page, 'Accessible')
    await page.getByRole('button', { name: 'Show QR code' }).click()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('dialog').waitFor()
    await expectAccessible(page)
  }, 60_000)

  it.each(WIDTHS)('fit a screen of %i px', async width => {
    const page = await openPage(app, { path: NEW_KEY, width })
    await page.getByLabel('Custom rules').check()
    const long = `shop.${'long-resource-name.'.repeat(6)}end`
    await addRule(page, long)
    await page.getByLabel('read', { exact: true }).check()
    await page.getByText('The key can act on one resource').waitFor()
    await expectFits(page)
    await createNamed(page, `Wide ${width}`)
    await expectFits(page)
  })
})
