import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { openPage } from './support/page.ts'

let app: App
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

describe('the first run', () => {
  it('asks for a password of one’s own before anything else, and then leads to the overview', async () => {
    const fresh = await startApp({ config: { ownerPassword: undefined } })
    try {
      const page = await openPage(fresh, { signedIn: false, path: '/d/main/settings' })
      await signIn(page, fresh.owner)
      await page.getByRole('heading', { name: 'Choose your password' }).waitFor()
      await page.goto('/account')
      await page.getByRole('heading', { name: 'Choose your password' }).waitFor()
      await expectAccessible(page)

      await page.goto('/')
      await page.getByLabel('Generated password').fill(fresh.owner.password)
      await page.getByLabel('New password', { exact: true }).fill('four words are enough')
      await page.getByLabel('New password again').fill('four words are not')
      await page.keyboard.press('Enter')
      await page.getByText('The two are not the same.').waitFor()
      await page.getByLabel('New password again').fill('four words are enough')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()

      const refused = await openPage(fresh, { signedIn: false })
      await signIn(refused, fresh.owner)
      await refused.getByText('E-mail or password is not right.').waitFor()
    } finally {
      await fresh.close()
    }
  })
})

describe('signing in', () => {
  it.each([
    'https://evil.example/d/main/keys',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
    '/sign-in',
    '//[',
  ])('leads nowhere else than into this site: %j', async next => {
    const page = await openPage(app, {
      signedIn: false,
      path: `/sign-in?next=${encodeURIComponent(next)}`,
    })
    await signIn(page, app.owner)
    await page.getByRole('navigation', { name: 'Main' }).waitFor()
    expect(page.url()).toBe(`${app.url}/d/main`)
  })

  it('leads back to the page that was asked for, with its filters', async () => {
    const page = await openPage(app, { signedIn: false, path: '/d/main/keys?search=blue' })
    await signIn(page, app.owner)
    await page.getByRole('heading', { level: 1, name: 'API keys' }).waitFor()
    expect(new URL(page.url()).searchParams.get('search')).toBe('blue')
  })

  it('ends with signing out, for every page that is open', async () => {
    const page = await openPage(app)
    const other = await page.context().newPage()
    await other.goto('/d/main/settings')
    await other.getByLabel('Name', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Account' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await page.goBack()
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    await other.getByRole('link', { name: 'API keys' }).click()
    await other.getByRole('dialog', { name: 'Your session has ended' }).waitFor()
  })
})

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
    await page.getByRole('button', { name: 'Make the shared secret' }).click()
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

  async function endSession(page: Page) {
    const [cookie] = await page.context().cookies()
    await app.server.client({ cookie: `${cookie?.name}=${cookie?.value}` }).session.signOut({})
  }
})

describe('a server that stops and starts again', () => {
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

describe('the command palette', () => {
  it('leads to a key, a user, a page and an action by the keyboard alone, and gives the focus back', async () => {
    const { key } = await app.client.keys.create({
      params: { domain: 'main' },
      body: { name: 'Palette journey', role: 'READONLY' },
    })
    const page = await openPage(app, { path: '/d/main/settings' })
    await page.getByLabel('Name', { exact: true }).focus()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('combobox').waitFor({ state: 'detached' })
    await expect.poll(() => focused(page)).toMatch(/^<input.*name="name"/)

    await choose('palette jour', 'Palette journey')
    await page.waitForURL(`**/d/main/keys/${key.id}`)
    await page.getByRole('heading', { level: 1, name: 'Palette journey' }).waitFor()

    await choose('owner@', app.owner.email)
    await page.waitForURL('**/d/main/users/usr_*')

    await choose('rol', 'Roles')
    await page.getByRole('heading', { level: 1, name: 'Roles' }).waitFor()
    expect(await page.title()).toBe('Roles · Keywright')
    await expect.poll(() => focused(page)).toMatch(/^<h1/)

    await choose('create k', 'Create key')
    await page.waitForURL('**/d/main/keys/new')

    async function choose(text: string, option: string) {
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox').waitFor()
      await page.keyboard.type(text)
      await page.getByRole('option', { name: option, selected: true }).waitFor()
      await page.keyboard.press('Enter')
    }
  })
})

describe('the frame', () => {
  it.each(['light', 'dark'] as const)(
    'is accessible with whatever it can open, in %s',
    async theme => {
      const page = await openPage(app, { theme, path: '/d/main/settings' })
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
    },
  )

  it('makes a domain, shows it and remembers it', async () => {
    const page = await openPage(app)
    await page.getByRole('button', { name: /^Domain:/ }).click()
    await page.getByRole('menuitem', { name: 'New domain' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Web shop')
    await page.getByLabel('Slug').fill('Not a slug')
    await page.keyboard.press('Enter')
    await page.getByText('expected 1 to 63 of a-z').waitFor()
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
    await page.keyboard.press('Tab')
    expect(
      await page.evaluate(() => document.activeElement?.closest('[role=dialog]') !== null),
    ).toBe(true)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await expect.poll(() => focusedText(page)).toBe('Delete domain')
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
    expect(await overflow(page)).toBe(0)
    await page.goto('/sign-in')
    expect(await overflow(page)).toBe(0)
  })
})

async function signIn(page: Page, { email, password }: { email: string; password: string }) {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.keyboard.press('Enter')
}

function focused(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.outerHTML.slice(0, 400) ?? '')
}

function focusedText(page: Page): Promise<string> {
  return page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')
}

function overflow(page: Page): Promise<number> {
  return page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
}
