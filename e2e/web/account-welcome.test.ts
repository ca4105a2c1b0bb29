import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { expectFits, WIDTHS } from './support/fits.ts'
import { breakDown } from './support/hold-up.ts'
import { openPage } from './support/page.ts'

describe('the welcome page', () => {
  let app: App
  beforeAll(async () => {
    app = await startApp({ config: { ownerPassword: undefined } })
  })
  afterAll(() => app?.close())

  it.each(WIDTHS)('is accessible and fits, at %i px', async width => {
    const page = await openPage(app, { path: '/welcome', width })
    await page.getByLabel('Generated password').waitFor()
    await expectAccessible(page)
    await expectFits(page)
  })

  it('goes on later when it cannot be read who is there, and then leads on whoever comes back', async () => {
    const page = await openPage(app, { path: '/account', expected: /status of 500/ })
    await page.getByLabel('Generated password').fill(app.owner.password)
    await page.getByLabel('New password', { exact: true }).fill('a password of my own')
    await page.getByLabel('New password again').fill('a password of my own')
    const mend = await breakDown(page, '**/v1/me')
    await page.getByRole('button', { name: 'Change password and go on' }).click()
    await page.getByText('request req_broken').first().waitFor()
    await expectAccessible(page)
    await mend()
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('heading', { level: 1, name: 'My account' }).waitFor()

    await page.goto('/welcome?next=%2Fd%2Fmain%2Fkeys')
    await page.getByRole('heading', { level: 1, name: 'API keys' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/d/main/keys')
  })
})
