import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { openPage } from './support/page.ts'

describe('the backoffice', () => {
  let app: App
  beforeAll(async () => {
    app = await startApp()
  })
  afterAll(() => app.close())

  it.each(['light', 'dark'] as const)('asks who is there, in %s', async theme => {
    const page = await openPage(app, { signedIn: false, theme })
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await expectAccessible(page)
  })

  it('is not taken for accessible with a field that has no name', async () => {
    const page = await openPage(app, { signedIn: false })
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await page.evaluate(() =>
      document.querySelector('form')?.append(document.createElement('input')),
    )
    await expect(expectAccessible(page)).rejects.toThrow(/label: .*\n.*\n +<input/)
  })

  it('lets the owner in by mouse and keyboard', async () => {
    const page = await openPage(app, { signedIn: false })
    await page.getByLabel('E-mail').fill(app.owner.email)
    await page.getByLabel('Password').fill(app.owner.password)
    await page.keyboard.press('Enter')
    await page.getByRole('navigation').first().waitFor()
    expect(new URL(page.url()).pathname).toMatch(/^\/d\/main\b/)
  })

  it('opens an address inside of it for who is signed in, on a phone too', async () => {
    const page = await openPage(app, { path: '/d/main/keys', width: 390 })
    await page.getByRole('heading', { level: 1 }).waitFor()
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(overflow).toBe(0)
  })

  it('is there again after the server was stopped and started', async () => {
    const other = await startApp()
    try {
      const page = await openPage(other)
      await page.getByRole('navigation').first().waitFor()
      await other.stop()
      await other.start()
      await page.reload()
      await page.getByRole('navigation').first().waitFor()
    } finally {
      await other.close()
    }
  })
})
