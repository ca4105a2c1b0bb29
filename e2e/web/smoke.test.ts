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

  it('asks who is there', async () => {
    const page = await openPage(app, { signedIn: false })
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await expectAccessible(page)
  })

  it('is not taken for accessible with a field that has no name, or with words nobody can read', async () => {
    const page = await openPage(app, { signedIn: false })
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await page.evaluate(() => {
      const pale = document.createElement('p')
      pale.append('Pale in the dark')
      pale.style.color = '#333'
      document.querySelector('form')?.append(document.createElement('input'), pale)
    })
    await expect(expectAccessible(page)).rejects.toThrow(
      /label in light: .*\n.*\n +<input(?:.*\n)*color-contrast in dark: /,
    )
  })

  it('lets the owner in by mouse and keyboard', async () => {
    const page = await openPage(app, { signedIn: false })
    await page.getByLabel('E-mail').fill(app.owner.email)
    await page.getByLabel('Password').fill(app.owner.password)
    await page.keyboard.press('Enter')
    await page.getByRole('navigation').first().waitFor()
    expect(new URL(page.url()).pathname).toMatch(/^\/d\/main\b/)
  })
})
