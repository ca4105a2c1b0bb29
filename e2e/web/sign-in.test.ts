import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signIn } from '../../packages/server/src/testing/sign-in.ts'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { openPage } from './support/page.ts'
import { PASSWORD, turnOnSecondStep } from './support/people.ts'
import { enterAt } from './support/sign-in-page.ts'

let app: App
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app?.close())

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
    await enterAt(page, app.owner)
    await page.getByRole('navigation', { name: 'Main' }).waitFor()
    expect(page.url()).toBe(`${app.url}/d/main`)
  })

  it('leads back to the page that was asked for, with its filters', async () => {
    const page = await openPage(app, { signedIn: false, path: '/d/main/keys?search=blue' })
    await enterAt(page, app.owner)
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

describe('a person with two-step sign-in', () => {
  const email = 'twostep@example.com'
  let recovery: string[]
  beforeAll(async () => {
    const { id } = await app.client.domains.read({ params: { domain: 'main' } })
    await app.server.seed.user('twostep', { roles: { [id]: 'ADMIN' }, password: PASSWORD })
    recovery = await turnOnSecondStep(app, email)
  })

  it('reads what is wrong with a code at the field of the code', async () => {
    const page = await openPage(app, { signedIn: false })
    await enterAt(page, { email, password: PASSWORD })
    const code = page.getByLabel('Code')
    await code.waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('Enter the code.').waitFor()
    await code.fill('AAAA-AAAA-AAAA')
    await page.keyboard.press('Enter')
    await page.getByText('The code was not accepted.').waitFor()
    expect(await isInvalid(code)).toBe(true)
    expect(await isInvalid(page.getByLabel('Password'))).toBe(false)
    await expectAccessible(page)
    await code.fill(recovery[0] ?? '')
    await page.keyboard.press('Enter')
    await page.getByRole('navigation', { name: 'Main' }).waitFor()
  })

  it('and at the right one of both where the password is asked for again', async () => {
    const { cookie } = await signIn(app.server, {
      email,
      password: PASSWORD,
      totp: recovery[1] ?? '',
    })
    const page = await openPage(app, { path: '/account', signedIn: { cookie } })
    app.clock.advance(6 * 60_000)
    await page.getByRole('button', { name: 'Turn off' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Turn off' }).click()
    const prompt = page.getByRole('dialog', { name: 'Enter your password' })
    const [password, code] = [prompt.getByLabel('Password'), prompt.getByLabel('Code')]
    await password.fill('not my password')
    await page.keyboard.press('Enter')
    await prompt.getByText('The password is not right.').waitFor()
    expect(await isInvalid(password)).toBe(true)
    await password.fill(PASSWORD)
    await page.keyboard.press('Enter')
    await code.fill('AAAA-AAAA-AAAA')
    await page.keyboard.press('Enter')
    await prompt.getByText('The code was not accepted.').waitFor()
    expect([await isInvalid(password), await isInvalid(code)]).toEqual([false, true])
    await expectAccessible(page)
    await code.fill(recovery[2] ?? '')
    await page.keyboard.press('Enter')
    await page.getByText('Two-step sign-in is off').first().waitFor()
  })

  async function isInvalid(field: Locator) {
    return (await field.getAttribute('aria-invalid')) === 'true'
  }
})
