import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { makeKey } from './support/keys.ts'
import { openPage } from './support/page.ts'

let app: App
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app?.close())

describe('a session that ends in the middle of a form', () => {
  it('is begun again over the page: nothing typed is lost, and what was sent is sent again', async () => {
    const page = await openPage(app, { path: '/d/main/settings' })
    await page.getByLabel('Name', { exact: true }).fill('Renamed without a session')
    await endSession(page)
    await page.getByRole('button', { name: 'Save' }).click()

    const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
    await dialog.waitFor()
    await expectAccessible(page)
    expect(await dialog.getByLabel('E-mail').inputValue()).toBe(app.owner.email)
    await dialog.getByLabel('Password').fill(app.owner.password)
    await page.keyboard.press('Enter')

    await page.getByText('Settings saved').first().waitFor()
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe(
      'Renamed without a session',
    )
    const { name } = await app.client.domains.read({ params: { domain: 'main' } })
    expect(name).toBe('Renamed without a session')
  })

  it('leaves everything as it is for somebody who turns the dialog down', async () => {
    const page = await openPage(app, { path: '/d/main/settings' })
    await page.getByLabel('Name', { exact: true }).fill('Never saved')
    await endSession(page)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Never saved')
    const { name } = await app.client.domains.read({ params: { domain: 'main' } })
    expect(name).not.toBe('Never saved')
  })

  it('is begun again even while the password is asked for', async () => {
    const page = await openPage(app, { path: '/d/main/settings/shared-secret' })
    app.clock.advance(6 * 60_000)
    await page.getByRole('button', { name: 'Create the shared secret' }).click()
    const password = page.getByRole('dialog', { name: 'Enter your password' })
    await password.waitFor()
    await endSession(page)
    await password.getByLabel('Password').fill(app.owner.password)
    await page.keyboard.press('Enter')
    const ended = page.getByRole('dialog', { name: 'Your session has ended' })
    await ended.getByLabel('Password').fill(app.owner.password)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'The shared secret is made' }).waitFor()
    expect(await page.getByRole('dialog').count()).toBe(1)
  })

  it('is not asked for again by a page that reads by itself, once the dialog is closed', async () => {
    const { key } = await makeKey(app, { name: 'Watched', role: 'READONLY', expiresInDays: 1 })
    const page = await openPage(app, { path: `/d/main/keys/${key.id}?tab=access` })
    await page.getByRole('heading', { level: 1, name: 'Watched' }).waitFor()
    await page.clock.install()
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'Watched' }).waitFor()
    await endSession(page)
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
    await expect
      .poll(async () => {
        await page.clock.runFor(1000)
        return dialog.isVisible()
      })
      .toBe(true)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('tab', { name: 'Activity' }).click()
    await page.getByText('Sign in again to see this.').waitFor()

    let sent = 0
    page.on('request', request => {
      if (request.url().includes('/v1/')) sent++
    })
    await page.clock.runFor(40_000)
    // What came due just before may still go out once.
    const first = sent
    await page.clock.runFor(60_000)
    expect(sent).toBe(first)
    expect(await dialog.count()).toBe(0)

    const banner = page.getByRole('status').filter({ hasText: 'Your session has ended' })
    await expectAccessible(page)
    await banner.getByRole('button', { name: 'Sign in' }).click()
    await dialog.getByLabel('Password').fill(app.owner.password)
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await banner.waitFor({ state: 'detached' })
    // It reads by itself again.
    const before = sent
    await page.clock.runFor(20_000)
    await expect.poll(() => sent).toBeGreaterThan(before)
  })

  async function endSession(page: Page) {
    const [cookie] = await page.context().cookies()
    await app.server.client({ cookie: `${cookie?.name}=${cookie?.value}` }).session.signOut({})
  }
})

describe('a server that stops and starts again', () => {
  it('is missed just as much behind a proxy that answers for it', async () => {
    const page = await openPage(app, { path: '/d/main/settings', expected: /status of 502/ })
    const name = page.getByLabel('Name', { exact: true })
    await name.fill('Saved through the proxy')
    await page.route('**/v1/domains/main', route =>
      route.request().method() === 'GET'
        ? route.continue()
        : route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad Gateway</h1>' }),
    )
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Connection lost').waitFor()
    await page.unroute('**/v1/domains/main')
    await page.getByText('Connection lost').waitFor({ state: 'detached' })
    expect(await name.inputValue()).toBe('Saved through the proxy')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Settings saved').first().waitFor()
  })

  it('is missed by a banner until it is back, and the open page then works', async () => {
    const other = await startApp()
    try {
      const page = await openPage(other, {
        path: '/d/main/settings',
        expected: /dynamically imported module/,
      })
      await page.getByLabel('Name', { exact: true }).fill('Saved in the second try')
      await other.stop()
      await page.getByRole('button', { name: 'Save' }).click()
      const banner = page.getByText('Connection lost')
      await banner.waitFor()
      await expectAccessible(page)
      expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe(
        'Saved in the second try',
      )

      await other.start()
      await banner.waitFor({ state: 'detached' })
      await page.getByRole('button', { name: 'Save' }).click()
      await page.getByText('Settings saved').first().waitFor()
      const { name } = await other.client.domains.read({ params: { domain: 'main' } })
      expect(name).toBe('Saved in the second try')

      // Not even the code of the next page is there: it comes with the connection, by itself.
      await other.stop()
      await page.getByRole('button', { name: 'Account' }).click()
      await page.getByRole('menuitem', { name: 'My account' }).click()
      await page.getByRole('heading', { level: 1, name: 'No connection' }).waitFor()
      await other.start()
      await page.getByRole('heading', { level: 1, name: 'My account' }).waitFor()
    } finally {
      await other.close()
    }
  })
})
