import { createClient } from '@keywright/contract'
import { TOTP } from 'otpauth'
import type { Locator, Page } from 'playwright-core'
import { signIn } from '../../../packages/server/src/testing/sign-in.ts'
import type { App } from './app.ts'
import { openPage } from './page.ts'

/** The domain of the owner. */
export const domain = 'main'

/** What everybody who accepts an invitation here chooses. */
export const PASSWORD = 'a sentence to remember'

/** Invites through the page, and gives the path of the link that was shown. */
export async function invite(app: App, email: string, role: string): Promise<string> {
  const page = await openPage(app, { path: `/d/${domain}/users` })
  await page.getByRole('button', { name: 'Invite', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('E-mail').fill(email)
  await dialog.getByLabel('Role').selectOption(role)
  await dialog.getByRole('button', { name: 'Invite' }).click()
  const link = await dialog.getByRole('textbox', { name: /^Link to/ }).inputValue()
  await dialog.getByRole('button', { name: 'Copy link' }).click()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await page.getByText(email).waitFor()
  await page.context().close()
  return pathOf(link)
}

/** Accepts past the pages, where a test is about what follows. */
export async function accept(app: App, link: string, name: string): Promise<string> {
  const { userId } = await createClient({ url: app.url }).invitations.accept({
    body: { token: tokenOf(link), name, password: PASSWORD },
  })
  return userId
}

/** Turns two-step sign-in on for somebody; answers their recovery codes. */
export async function turnOnSecondStep(app: App, email: string): Promise<string[]> {
  const { cookie } = await signIn(app.server, { email, password: PASSWORD })
  const client = app.server.client({ cookie })
  const { secret } = await client.me.startTotp({})
  const code = new TOTP({ secret }).generate({ timestamp: app.clock.now() })
  return (await client.me.confirmTotp({ body: { code } })).recoveryCodes
}

/** What an invitation is for, asked past the pages. */
export function lookup(app: App, link: string) {
  return createClient({ url: app.url }).invitations.lookup({ body: { token: tokenOf(link) } })
}

/** The outcome of a verification of a permission. */
export async function verify(app: App, token: string, permission: string): Promise<string> {
  const { url } = app
  const verifier = await verifierOf(app)
  const response = await fetch(`${url}/v1/verify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${verifier}` },
    body: JSON.stringify({ token, permissions: [permission] }),
  })
  const { code } = await response.json()
  return code
}

const verifiers = new WeakMap<App, string>()

/** A key that may verify others. */
async function verifierOf(app: App): Promise<string> {
  const known = verifiers.get(app)
  if (known !== undefined) return known
  const { token } = await app.client.keys.create({
    params: { domain },
    body: { name: 'Verifier', scopes: ['backoffice.keys:verify'], expiresInDays: 30 },
  })
  verifiers.set(app, token)
  return token
}

/** The id of the domain. */
export async function domainId(app: App): Promise<string> {
  return (await app.client.domains.read({ params: { domain } })).id
}

/** Closes the dialog by its key. */
export async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
}

/** Chooses what to do with somebody from their menu. */
export async function openAction(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}` }).click()
  await page.getByRole('menuitem', { name: action }).click()
}

/** Presses a box of the matrix. */
export function tick(page: Page, name: string): Promise<void> {
  return page.getByRole('checkbox', { name, exact: true }).click()
}

/** Where a link leads on this server. */
export function pathOf(link: string): string {
  const { pathname, hash } = new URL(link)
  return pathname + hash
}

function tokenOf(link: string): string {
  return link.slice(link.indexOf('#') + 1)
}

/** Goes on by the Tab key until it has the focus. */
export async function tabTo(target: Locator): Promise<void> {
  const hasFocus = () => target.evaluate(element => element === document.activeElement)
  for (let presses = 0; presses < 400; presses++) {
    if (await hasFocus()) return
    await target.page().keyboard.press('Tab')
  }
  throw new Error('The Tab key does not lead there.')
}
