import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { App } from './app.ts'

/** Where keys are made. */
export const NEW_KEY = '/d/main/keys/new'

const params = { domain: 'main' }

/** Makes a key that may verify; answers what tells of another token what a protected API is told. */
export async function createVerifier(app: App) {
  const { token: gate } = await app.client.keys.create({
    params,
    body: { name: 'Gate', scopes: ['backoffice.keys:verify'], expiresInDays: 1 },
  })
  return async (token: string, permission?: string) => {
    const response = await fetch(`${app.url}/v1/verify`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gate}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        token,
        ip: '10.1.2.3',
        ...(permission && { permissions: [permission] }),
      }),
    })
    // The shape is fixed by the contract.
    return (await response.json()) as { code: string; subject?: string | null }
  }
}

/** The keys that go by a name. */
export async function keysNamed(app: App, name: string) {
  return (await app.client.keys.list({ params, query: { search: name } })).items
}

/** Makes a key of the form as it is, under a name. */
export async function createNamed(page: Page, name: string): Promise<string> {
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByRole('button', { name: 'Create key' }).click()
  return shownToken(page)
}

/** The token that the page shows. */
export async function shownToken(page: Page): Promise<string> {
  const token = await textOf(page.getByRole('status', { name: /^Token of/ }))
  expect(token).toMatch(/^kw_[0-9A-Za-z]{49}$/)
  return token
}

/** The text of an element. */
export async function textOf(element: Locator): Promise<string> {
  return (await element.textContent()) ?? ''
}

/** Adds a rule without ticks. */
export async function addRule(page: Page, resource: string): Promise<void> {
  await page.getByLabel('Resource', { exact: true }).fill(resource)
  await page.getByRole('button', { name: 'Add rule' }).click()
}

/** Presses Tab until the control has the focus, as somebody without a mouse would. */
export async function tabTo(page: Page, control: Locator, key = 'Tab'): Promise<void> {
  await control.waitFor()
  for (let pressed = 0; pressed < 80; pressed++) {
    if (await control.evaluate(element => element === document.activeElement)) return
    await page.keyboard.press(key)
  }
  throw new Error(`The keyboard does not reach ${control}`)
}
