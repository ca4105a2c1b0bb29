import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, startApp } from './support/app.ts'
import { focused } from './support/focus.ts'
import { openPage } from './support/page.ts'

let app: App
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app?.close())

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
    // A page takes the focus when it opens, from whatever has it by then.
    await page
      .getByRole('heading', { level: 1, name: 'Palette journey' })
      .waitFor({ state: 'detached' })
    await expect.poll(() => focused(page)).toMatch(/^<h1/)

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

  it('offers only what the text in the field finds, however late an earlier answer comes', async () => {
    const params = { domain: 'main' }
    for (const name of ['Alpha', 'Beta']) {
      await app.client.keys.create({ params, body: { name: `${name} late`, role: 'READONLY' } })
    }
    const page = await openPage(app, { path: '/d/main/settings' })
    await page.getByLabel('Name', { exact: true }).waitFor()
    let release = () => {}
    const held = new Promise<void>(resolve => {
      release = resolve
    })
    const slow = page.waitForRequest(/search=beta/)
    await page.route(/search=beta/, async route => {
      await held
      await route.continue().catch(() => {})
    })
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('alpha late')
    await page.getByRole('option', { name: 'Alpha late' }).waitFor()
    await page.getByRole('combobox').fill('beta late')
    await slow
    expect(await page.getByRole('option').count()).toBe(0)
    await page.getByText('Searching …').waitFor()
    const calledOff = page.waitForEvent('requestfailed', request => /beta/.test(request.url()))
    await page.getByRole('combobox').fill('alpha late')
    await page.getByRole('option', { name: 'Alpha late' }).waitFor()
    await calledOff
    release()
    expect(await page.getByRole('option').allInnerTexts()).toHaveLength(1)
  })

  it('begins everything that the person may do, and nothing else', async () => {
    const domain = await app.client.domains.read({ params: { domain: 'main' } })
    const all = await offered(await openPage(app, { path: '/d/main/settings' }))
    for (const label of OWNERS) expect(all).toContain(label)
    const { cookie } = await app.server.seed.user('palette', { roles: { [domain.id]: 'READONLY' } })
    const some = await offered(
      await openPage(app, { path: '/d/main/settings', signedIn: { cookie } }),
    )
    expect(all.filter(label => !some.includes(label)).sort()).toEqual(OWNERS.toSorted())
    expect(some).toEqual(expect.arrayContaining(['My account', 'Sign out', 'Keys policy']))

    async function offered(page: Page): Promise<string[]> {
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.keyboard.press('Control+k')
      await page.getByRole('option', { name: 'Overview' }).waitFor()
      return page.getByRole('option').locator('span:first-of-type').allInnerTexts()
    }
  })

  it('invites, makes a domain, changes the look and signs out from wherever one is', async () => {
    const page = await openPage(app, { path: '/d/main/roles' })
    await page.getByRole('heading', { level: 1, name: 'Roles' }).waitFor()
    await choose('invite')
    await page.getByRole('dialog', { name: 'Invite' }).getByLabel('E-mail').waitFor()
    await page.keyboard.press('Escape')
    await choose('new domain')
    await page.getByRole('dialog', { name: 'New domain' }).getByLabel('Slug').waitFor()
    await page.keyboard.press('Escape')
    await choose('dark')
    await expect.poll(() => page.locator('html').getAttribute('class')).toBe('dark')
    await choose('shared secret')
    await page.waitForURL('**/d/main/settings/shared-secret')
    await choose('sign out')
    await page.getByRole('button', { name: 'Sign in' }).waitFor()

    async function choose(text: string) {
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox').fill(text)
      await page.getByRole('option', { name: text, selected: true }).waitFor()
      await page.keyboard.press('Enter')
    }
  })
})

/** What the owner may do in a domain and somebody who only reads may not. */
const OWNERS = [
  'New content type',
  'Create key',
  'Invite',
  'New role',
  'Register API',
  'New domain',
  'Team',
  'Instance audit',
]
