import { ProblemError } from '@keywright/contract'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { openPage } from './support/page.ts'

const MINUTE = 60_000
const PAGES = ['', '/keys', '/shared-secret'] as const

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
  it('is enforced from the moment it is saved, and only what changed is sent', async () => {
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
    // Meanwhile somebody else changes another of them, which is not sent back.
    await app.client.domains.update({ ...path, body: { settings: { revealableKeys: true } } })
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Settings saved').first().waitFor()

    await expect(make()).rejects.toMatchObject({ code: 'EXPIRY_INVALID' })
    await expect(make(31)).rejects.toMatchObject({ code: 'EXPIRY_INVALID' })
    expect((await make(30)).key.expiresAt).not.toBeNull()
    const old = await app.client.keys.read({ params: { domain: 'strict', id: before.key.id } })
    expect(old).toMatchObject({ state: 'active', expiresAt: null })
    expect((await app.client.domains.read(path)).settings.revealableKeys).toBe(true)
    await page.reload()
    expect(await page.getByLabel('Tokens can be revealed again').isChecked()).toBe(true)
  })

  it('says at the field what the server refuses', async () => {
    const page = await openPage(app, { path: '/d/main/settings/keys' })
    await page.getByLabel('Prefix').fill('Not Good')
    await page.getByLabel('Longest lifetime, in days').fill('many')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('expected 2 to 16 of a-z and 0-9').waitFor()
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

describe('the shared secret', () => {
  it('is made, revealed and regenerated after the password, and every step is in the trail', async () => {
    const page = await openPage(app, { path: '/d/main/settings/shared-secret' })
    app.clock.advance(6 * MINUTE)
    await page.getByRole('button', { name: 'Make the shared secret' }).click()
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
    expect(await overflow(page)).toBe(0)
    await expectAccessible(page)
  })
})

describe.each(['light', 'dark'] as const)('every page of the settings, in %s', theme => {
  it.each(PAGES)('is accessible and fits a phone: /settings%s', async path => {
    const page = await openPage(app, { path: `/d/main/settings${path}`, theme, width: 390 })
    await page.getByRole('navigation', { name: 'Settings' }).waitFor()
    await page.getByRole('status', { name: 'Loading' }).waitFor({ state: 'detached' })
    await expectAccessible(page)
    expect(await overflow(page)).toBe(0)
  })
})

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

function overflow(page: Page): Promise<number> {
  return page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
}
