import { ProblemError } from '@keywright/contract'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { expectFits, WIDTHS } from './support/fits.ts'
import { breakDown, holdUp } from './support/hold-up.ts'
import { openPage } from './support/page.ts'

const MINUTE = 60_000
const PAGES = ['', '/headless', '/keys', '/shared-secret'] as const

let app: App
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

describe('general settings', () => {
  it('ask before a page with unsaved changes is left', async () => {
    const page = await openPage(app, { path: '/d/main/settings' })
    await page.getByLabel('Name', { exact: true }).fill('Half typed')
    await page.getByRole('link', { name: 'Keys policy' }).click()
    const question = page.getByRole('dialog', { name: 'Leave without saving?' })
    await question.waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Half typed')
    await page.getByRole('link', { name: 'Keys policy' }).click()
    await question.getByRole('button', { name: 'Leave' }).click()
    await page.getByLabel('Prefix').waitFor()
    await page.getByRole('link', { name: 'General' }).click()
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Main')
  })

  it('keep what is typed while a save is under way, and save it next', async () => {
    await app.client.domains.create({ body: { slug: 'slow', name: 'Slow' } })
    const page = await openPage(app, { path: '/d/slow/settings' })
    const name = page.getByLabel('Name', { exact: true })
    const save = await holdUp(page, '**/v1/domains/slow')
    await name.fill('Sent')
    await page.getByRole('button', { name: 'Save' }).click()
    await save.arrived
    await name.fill('Sent and more')
    save.release()
    await page.getByText('Settings saved').first().waitFor()
    expect(await name.inputValue()).toBe('Sent and more')
    await page.getByText('There are unsaved changes.').waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    await expect.poll(async () => (await read('slow')).name).toBe('Sent and more')
    await page.getByText('There are unsaved changes.').waitFor({ state: 'detached' })
    expect(await name.inputValue()).toBe('Sent and more')
  })

  it('save over nobody, and take over what others changed beside what was typed', async () => {
    await app.client.domains.create({ body: { slug: 'shared', name: 'Shared' } })
    const path = { params: { domain: 'shared' } }
    const page = await openPage(app, {
      path: '/d/shared/settings/keys',
      expected: /status of 500/,
    })
    await page.getByLabel('Prefix').fill('mine')
    await app.client.domains.update({
      ...path,
      body: { settings: { keyPrefix: 'theirs', maxLifetimeDays: 30 } },
    })
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('The domain was changed while you were editing').waitFor()
    expect((await read('shared')).settings.keyPrefix).toBe('theirs')
    await expectAccessible(page)

    const mend = await breakDown(page, '**/v1/domains/shared')
    await page.getByRole('button', { name: 'Take the newer state' }).click()
    await page.getByText('request req_broken').first().waitFor()
    expect(await page.getByLabel('Prefix').inputValue()).toBe('mine')
    await mend()
    await page.getByRole('button', { name: 'Take the newer state' }).click()
    await expect.poll(() => page.getByLabel('Longest lifetime, in days').inputValue()).toBe('30')
    expect(await page.getByLabel('Prefix').inputValue()).toBe('mine')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Settings saved').first().waitFor()
    expect((await read('shared')).settings).toMatchObject({
      keyPrefix: 'mine',
      maxLifetimeDays: 30,
    })
  })

  it('delete a domain once its slug and the password were given, and its keys stop', async () => {
    const path = { params: { domain: 'doomed' } }
    await app.client.domains.create({ body: { slug: 'doomed', name: 'Doomed' } })
    const body = { name: 'Last key', role: 'ADMIN' }
    const { token } = await app.client.keys.create({ ...path, body })
    expect((await app.server.client({ token }).me.read({})).domain?.slug).toBe('doomed')

    const page = await openPage(app, { path: '/d/doomed/settings' })
    app.clock.advance(6 * MINUTE)
    await page.getByRole('button', { name: 'Delete domain' }).click()
    const dialog = page.getByRole('dialog', { name: 'Delete Doomed?' })
    const confirm = dialog.getByRole('button', { name: 'Delete domain' })
    expect(await confirm.isDisabled()).toBe(true)
    await dialog.getByRole('textbox').fill('doomed')
    await confirm.click()
    await enterPassword(page)
    await page.getByText('Domain Doomed deleted').first().waitFor()
    await page.waitForURL('**/d/main')
    await expect(app.server.client({ token }).me.read({})).rejects.toThrow(ProblemError)
  })

  it('show to those who may not change them what they are, and no buttons', async () => {
    const { id } = await app.client.domains.read({ params: { domain: 'main' } })
    const reader = await app.server.seed.user('reader', { roles: { [id]: 'READONLY' } })
    const page = await openPage(app, { path: '/d/main/settings/keys', signedIn: reader })
    await page.getByText('Only those who may change the domain').waitFor()
    expect(await page.getByLabel('Prefix').isDisabled()).toBe(true)
    expect(await page.getByRole('button', { name: 'Save' }).count()).toBe(0)
    await page.goto('/d/main/settings')
    await page.getByText('Slug', { exact: true }).waitFor()
    expect(await page.getByRole('button', { name: 'Delete domain' }).count()).toBe(0)
    await expectAccessible(page)
  })
})

describe('the keys policy', () => {
  it('is enforced from the moment it is saved, and says nothing of keys that exist', async () => {
    await app.client.domains.create({ body: { slug: 'strict', name: 'Strict' } })
    const path = { params: { domain: 'strict' } }
    const make = (expiresInDays?: number) => {
      const body = { name: 'Key', role: 'READONLY', ...(expiresInDays && { expiresInDays }) }
      return app.client.keys.create({ ...path, body })
    }
    const before = await make()
    const page = await openPage(app, { path: '/d/strict/settings/keys' })
    await page.getByLabel('Longest lifetime, in days').fill('30')
    await page.getByLabel('Every key needs an expiry date').check()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Settings saved').first().waitFor()

    await expect(make()).rejects.toMatchObject({ code: 'EXPIRY_INVALID' })
    await expect(make(31)).rejects.toMatchObject({ code: 'EXPIRY_INVALID' })
    expect((await make(30)).key.expiresAt).not.toBeNull()
    const old = await app.client.keys.read({ params: { domain: 'strict', id: before.key.id } })
    expect(old).toMatchObject({ state: 'active', expiresAt: null })
  })

  it('says at the field what the server refuses', async () => {
    const page = await openPage(app, { path: '/d/main/settings/keys' })
    await page.getByLabel('Prefix').fill('Not Good')
    await page.getByLabel('Longest lifetime, in days').fill('many')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('2 to 16 of a-z and 0-9.').waitFor()
    expect(await page.getByLabel('Longest lifetime, in days').getAttribute('aria-invalid')).toBe(
      'true',
    )
    await page.getByRole('button', { name: 'Discard' }).click()
    await page.getByLabel('Default lifetime, in days').fill('400')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('must not be longer than the maximum (365 days)').waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Discard' }).click()
    expect(await page.getByLabel('Default lifetime, in days').inputValue()).toBe('')
  })
})

describe('the keys policy, saved slowly', () => {
  it('keeps numbers and boxes that were changed since as changes', async () => {
    await app.client.domains.create({ body: { slug: 'policy', name: 'Policy' } })
    const page = await openPage(app, { path: '/d/policy/settings/keys' })
    const longest = page.getByLabel('Longest lifetime, in days')
    const save = await holdUp(page, '**/v1/domains/policy')
    await page.getByLabel('Prefix').fill('sent')
    await longest.fill('100')
    await page.getByRole('button', { name: 'Save' }).click()
    await save.arrived
    await longest.fill('50')
    await page.getByLabel('Keys may manage keys').check()
    save.release()
    await page.getByText('Settings saved').first().waitFor()
    expect(await longest.inputValue()).toBe('50')
    expect(await page.getByLabel('Keys may manage keys').isChecked()).toBe(true)
    const sent = page.waitForRequest(request => request.method() === 'PATCH')
    await page.getByRole('button', { name: 'Save' }).click()
    // What was saved already is not sent again.
    expect((await sent).postDataJSON()).toEqual({
      settings: { maxLifetimeDays: 50, programmaticKeys: true },
    })
    await expect
      .poll(async () => (await read('policy')).settings)
      .toMatchObject({ keyPrefix: 'sent', maxLifetimeDays: 50, programmaticKeys: true })
  })
})

describe('the shared secret', () => {
  it('is made, revealed and regenerated after the password, and every step is in the trail', async () => {
    const page = await openPage(app, { path: '/d/main/settings/shared-secret' })
    app.clock.advance(6 * MINUTE)
    await page.getByRole('button', { name: 'Create the shared secret' }).click()
    await enterPassword(page)
    const first = await shownSecret(page, 'The shared secret is made')

    app.clock.advance(6 * MINUTE)
    await page.getByRole('button', { name: 'Reveal' }).click()
    await enterPassword(page)
    expect(await shownSecret(page, 'The shared secret')).toBe(first)

    app.clock.advance(6 * MINUTE)
    await page.getByRole('button', { name: 'Regenerate' }).click()
    await page.getByLabel('7 days').check()
    await page.getByText('Assertions signed with the old secret are accepted until').waitFor()
    await expectAccessible(page)
    await page.getByRole('dialog').getByRole('button', { name: 'Regenerate' }).click()
    await enterPassword(page)
    const second = await shownSecret(page, 'The new shared secret')
    expect(second).not.toBe(first)
    await page.getByText('Accepted until').waitFor()

    await page.getByRole('button', { name: 'Regenerate' }).click()
    await page.getByLabel('At once').check()
    await page.getByRole('dialog').getByRole('button', { name: 'Regenerate' }).click()
    expect(await shownSecret(page, 'The new shared secret')).not.toBe(second)
    await page.getByText('Not accepted').waitFor()

    const { items } = await app.client.audit.list({
      params: { domain: 'main' },
      query: { action: 'sharedSecret.' },
    })
    expect(items.map(({ action }) => action)).toEqual([
      'sharedSecret.regenerated',
      'sharedSecret.regenerated',
      'sharedSecret.revealed',
      'sharedSecret.created',
    ])
    expect(JSON.stringify(items)).not.toContain(first)
  })

  it('stays unseen for somebody who does not know the password', async () => {
    const page = await openPage(app, { path: '/d/main/settings/shared-secret' })
    app.clock.advance(6 * MINUTE)
    await page.getByRole('button', { name: 'Reveal' }).click()
    const dialog = page.getByRole('dialog', { name: 'Enter your password' })
    await dialog.getByLabel('Password').fill('not the password')
    await page.keyboard.press('Enter')
    await dialog.getByRole('alert').waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect(await page.getByRole('dialog').count()).toBe(0)
  })

  it('comes with the guide', async () => {
    const page = await openPage(app, { path: '/d/main/settings/shared-secret', width: 390 })
    await page.getByText('Read the guide').click()
    await page.getByLabel('Example in TypeScript', { exact: true }).getByText('SignJWT').waitFor()
    await page.getByRole('tab', { name: 'Python' }).click()
    await page.getByText('import base64').waitFor()
    await expectFits(page)
    await expectAccessible(page)
  })
})

describe('the settings', () => {
  it.each(PAGES)('are accessible and fit every screen: /settings%s', async path => {
    for (const width of WIDTHS) {
      const page = await openPage(app, { path: `/d/main/settings${path}`, width })
      await page.getByRole('navigation', { name: 'Settings' }).waitFor()
      await page.getByRole('status', { name: 'Loading' }).waitFor({ state: 'detached' })
      await expectAccessible(page)
      await expectFits(page)
    }
  })

  it('have accessible dialogs', async () => {
    const page = await openPage(app, { path: '/d/main/settings' })
    await page.getByRole('button', { name: 'Delete domain' }).click()
    await page.getByRole('dialog', { name: 'Delete Main?' }).waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.getByLabel('Name', { exact: true }).fill('Another')
    await page.getByRole('link', { name: 'Shared secret' }).click()
    await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Leave' }).click()

    app.clock.advance(6 * MINUTE)
    await page.getByRole('button', { name: 'Reveal' }).click()
    await page.getByRole('dialog', { name: 'Enter your password' }).waitFor()
    await expectAccessible(page)
    await enterPassword(page)
    await page.getByRole('dialog', { name: 'The shared secret' }).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('button', { name: 'Regenerate' }).click()
    await page.getByRole('dialog', { name: 'Regenerate the shared secret?' }).waitFor()
    await expectAccessible(page)
  })
})

function read(domain: string) {
  return app.client.domains.read({ params: { domain } })
}

async function enterPassword(page: Page) {
  const dialog = page.getByRole('dialog', { name: 'Enter your password' })
  await dialog.getByLabel('Password').fill(app.owner.password)
  await page.keyboard.press('Enter')
}

async function shownSecret(page: Page, title: string): Promise<string> {
  const dialog = page.getByRole('dialog', { name: title, exact: true })
  const secret = await dialog.getByLabel('shared secret', { exact: true }).textContent()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await dialog.waitFor({ state: 'detached' })
  if (secret === null) throw new Error('No secret is shown')
  expect(await page.content()).not.toContain(secret)
  return secret
}

describe('headless settings', () => {
  it('protect delivery and name the origins that may read it', async () => {
    await app.client.domains.create({ body: { slug: 'headless', name: 'Headless' } })
    const page = await openPage(app, { path: '/d/headless/settings/headless' })
    const origins = page.getByLabel('Origins')
    await origins.fill('www.example.com')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('An origin like').waitFor()
    await expectAccessible(page)
    await origins.fill('https://www.example.com\nhttps://shop.example.com')
    await page.getByLabel('Protect delivery').check()
    await page.getByRole('textbox', { name: 'Types' }).fill('image/*\napplication/pdf')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Settings saved').first().waitFor()
    expect((await read('headless')).settings).toMatchObject({
      mediaTypes: ['image/*', 'application/pdf'],
      deliveryProtected: true,
      deliveryOrigins: ['https://www.example.com', 'https://shop.example.com'],
    })
    await page.getByText('There are unsaved changes.').waitFor({ state: 'detached' })
  })
})
