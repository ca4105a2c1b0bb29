import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { expectFits } from './support/fits.ts'
import { focused, focusedText } from './support/focus.ts'
import { openPage } from './support/page.ts'

let app: App
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app?.close())

describe('the frame', () => {
  it('is accessible with whatever it can open', async () => {
    const page = await openPage(app, { path: '/d/main/settings' })
    await page.getByLabel('Name', { exact: true }).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Account' }).click()
    await page.getByRole('menuitem', { name: 'Dark' }).waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Domain:/ }).click()
    await page.getByRole('menuitem', { name: 'New domain' }).waitFor()
    await expectAccessible(page)
    await page.getByRole('menuitem', { name: 'New domain' }).click()
    await page.getByRole('dialog', { name: 'New domain' }).waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('Control+k')
    await page.getByRole('option', { name: 'Settings' }).waitFor()
    await expectAccessible(page)
  })

  it('makes a domain, shows it and remembers it', async () => {
    const page = await openPage(app)
    await page.getByRole('button', { name: /^Domain:/ }).click()
    await page.getByRole('menuitem', { name: 'New domain' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Web shop')
    await page.getByLabel('Slug').fill('Not a slug')
    await page.keyboard.press('Enter')
    await page.getByText('1 to 63 of a-z').waitFor()
    await page.getByLabel('Slug').fill('main')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').filter({ hasText: 'slug' }).waitFor()
    await page.getByLabel('Slug').fill('shop')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/d/shop')
    await page.getByRole('button', { name: 'Domain: Web shop' }).waitFor()
    await page.goto('/')
    await page.waitForURL('**/d/shop')
    await page.goto('/account')
    await page.getByRole('link', { name: 'API keys' }).click()
    await page.waitForURL('**/d/shop/keys')
  })

  it('is walked through by keyboard: past the navigation, and to the heading of each new page', async () => {
    const page = await openPage(app, { path: '/d/main/roles' })
    await page.getByRole('heading', { level: 1, name: 'Roles' }).waitFor()
    await page.keyboard.press('Tab')
    expect(await focused(page)).toContain('Skip to the content')
    await page.keyboard.press('Enter')
    expect(new URL(page.url()).hash).toBe('#main')
    await page.getByRole('link', { name: 'Users' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor()
    await expect.poll(() => focused(page)).toMatch(/^<h1/)
    await page.getByRole('status').filter({ hasText: 'Users · Keywright' }).waitFor()
  })

  it('puts the focus on the first field of a dialog, and back where it came from', async () => {
    const page = await openPage(app, { path: '/d/main/settings' })
    await page.getByRole('button', { name: /^Domain:/ }).focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => focused(page)).toContain('role="menuitem"')
    await page.keyboard.press('End')
    await expect.poll(() => focusedText(page)).toBe('New domain')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'New domain' }).waitFor()
    await expect.poll(() => focused(page)).toMatch(/^<input.*name="name"/)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await expect.poll(() => focused(page)).toContain('aria-label="Domain: ')

    // One dialog over another: the lower one has the focus again, then the page.
    app.clock.advance(6 * 60_000)
    await page.getByRole('button', { name: 'Delete domain' }).click()
    await page.getByRole('dialog').getByRole('textbox').fill('main')
    await page.getByRole('dialog').getByRole('button', { name: 'Delete domain' }).click()
    await page.getByRole('dialog', { name: 'Enter your password' }).waitFor()
    await expect.poll(() => focused(page)).toMatch(/^<input.*type="password"/)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: 'Enter your password' }).waitFor({ state: 'detached' })
    const isInside = () =>
      page.evaluate(() => document.activeElement?.closest('[role=dialog]') !== null)
    await expect.poll(isInside).toBe(true)
    await page.keyboard.press('Tab')
    expect(await isInside()).toBe(true)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await expect.poll(() => focusedText(page)).toBe('Delete domain')
  })

  it('tells somebody in no domain how to get into one, and leads there once they are', async () => {
    const { id, cookie } = await app.server.seed.user('newcomer')
    const page = await openPage(app, { signedIn: { cookie } })
    await page.getByText('You are in no domain yet').waitFor()
    expect(await page.getByRole('button', { name: /^Domain:/ }).count()).toBe(0)
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Look again' }).click()
    await page.getByText('No domain yet').first().waitFor()
    const { email } = await app.client.team.read({ params: { id } })
    await app.client.users.add({ params: { domain: 'main' }, body: { email, role: 'READONLY' } })
    await page.getByRole('button', { name: 'Look again' }).click()
    await page.waitForURL('**/d/main')
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  })

  it('keeps the look that was chosen', async () => {
    const page = await openPage(app, { theme: 'light' })
    await page.getByRole('button', { name: 'Account' }).click()
    await page.getByRole('menuitem', { name: 'Dark' }).click()
    await page.reload()
    await page.getByRole('navigation', { name: 'Main' }).waitFor()
    expect(await page.locator('html').getAttribute('class')).toBe('dark')
  })

  it.each([
    ['/d/nowhere/keys', 'Domain not found'],
    ['/d/main/nothing', 'Page not found'],
    ['/nothing', 'Page not found'],
  ])('says so at an address that leads nowhere: %s', async (path, heading) => {
    const page = await openPage(app, { path })
    await page.getByRole('heading', { level: 1, name: heading }).waitFor()
    await expectAccessible(page)
  })

  it('fits a phone, where the navigation comes from the side', async () => {
    const page = await openPage(app, { path: '/d/main/roles', width: 390 })
    await page.getByRole('heading', { level: 1, name: 'Roles' }).waitFor()
    await page.getByRole('button', { name: 'Navigation' }).click()
    await page.getByRole('dialog', { name: 'Navigation' }).waitFor()
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await expectFits(page)
  })
})
