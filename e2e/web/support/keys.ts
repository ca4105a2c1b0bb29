import type { Client, IssuedKey } from '@keywright/contract'
import type { Locator, Page } from 'playwright-core'
import type { App } from './app.ts'

/** What a key is made of. */
export type NewKey = Parameters<Client['keys']['create']>[0]['body']

/** The domain of the owner. */
export const params = { domain: 'main' }

/** What a token looks like. */
export const TOKEN = /^kw_[0-9A-Za-z]{49}$/

/** Makes a key as the owner. */
export function makeKey(app: App, body: NewKey): Promise<IssuedKey> {
  return app.client.keys.create({ params, body })
}

/** Makes keys that read and end soon; answers their tokens. */
export async function makeKeys(app: App, names: readonly string[]): Promise<string[]> {
  const issued = await Promise.all(
    names.map(name => makeKey(app, { name, role: 'READONLY', expiresInDays: 20 })),
  )
  return issued.map(({ token }) => token)
}

/** The status that a token gets for "who am I". */
export async function statusOf(app: App, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` }
  return (await app.server.request('/v1/me', { headers })).status
}

/** Somebody who is a member of the domain with a role of these permissions. */
export async function member(
  app: App,
  name: string,
  permissions: string[],
): Promise<{ cookie: string }> {
  const { id } = await app.client.domains.read({ params })
  const role = name.toUpperCase()
  await app.server.seed.role(id, role, permissions)
  return app.server.seed.user(name, { roles: { [id]: role } })
}

/** The name of a key in the list. */
export function link(page: Page, name: string): Locator {
  return page.getByRole('row').getByRole('link', { name, exact: true })
}

/** The names of all keys that the list shows. */
export function rowLinks(page: Page): Promise<string[]> {
  return page.getByRole('row').getByRole('link').allInnerTexts()
}

/** What can be done with the selected keys. */
export function selected(page: Page): Locator {
  return page.getByRole('region', { name: 'Selected keys' })
}

/** Opens the menu of a key in the list and chooses from it. */
export async function choose(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}` }).click()
  await page.getByRole('menuitem', { name: action }).click()
}

/** Waits until the focus is on the control, link or heading of that name. */
export async function focusedOn(page: Page, name: string): Promise<void> {
  await page.waitForFunction(
    wanted =>
      [document.activeElement?.ariaLabel, document.activeElement?.textContent?.trim()].includes(
        wanted,
      ),
    name,
  )
}

/** The part of the page under a heading. */
export function cardOf(page: Page, name: string): Locator {
  return page.locator('section', { has: page.getByRole('heading', { name, exact: true }) })
}

/** The token that the dialog shows. */
export async function issuedToken(page: Page): Promise<string> {
  return (await page.getByRole('dialog').getByText(TOKEN).first().textContent()) ?? ''
}

/** Copies the token that the dialog shows, and closes it. */
export async function leaveToken(page: Page): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: 'Copy token' }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}
