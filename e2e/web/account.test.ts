import { TOTP, URI } from 'otpauth'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { expectFits, WIDTHS } from './support/fits.ts'
import { holdUp } from './support/hold-up.ts'
import { openPage } from './support/page.ts'

const PASSWORD = 'a long enough password'

let app: App
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

describe('my account', () => {
  it('shows who one is, and changes the name everywhere', async () => {
    const page = await openPage(app, { path: '/account', signedIn: await person('ada') })
    await page.getByText('ada@example.com').waitFor()
    await page.getByLabel('Name', { exact: true }).fill('Ada Lovelace')
    await page.getByRole('button', { name: 'Save name' }).click()
    await page.getByText('Name saved').first().waitFor()
    await page.reload()
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Ada Lovelace')
  })

  it('keeps what is typed while the name is being saved, and saves it next', async () => {
    const page = await openPage(app, { path: '/account', signedIn: await person('slow') })
    const name = page.getByLabel('Name', { exact: true })
    const save = await holdUp(page, '**/v1/me')
    await name.fill('Grace')
    await page.getByRole('button', { name: 'Save name' }).click()
    await save.arrived
    await name.fill('Grace Hopper')
    save.release()
    await page.getByText('Name saved').first().waitFor()
    expect(await name.inputValue()).toBe('Grace Hopper')
    await page.getByRole('button', { name: 'Save name' }).click()
    await expect.poll(() => page.getByRole('button', { name: 'Save name' }).isDisabled()).toBe(true)
    await page.reload()
    expect(await name.inputValue()).toBe('Grace Hopper')
  })

  it('changes the password, and all other sessions end', async () => {
    const bob = await person('bob')
    const other = await signedInElsewhere('bob')
    const page = await openPage(app, { path: '/account', signedIn: bob })
    await fillPasswords(page, 'not my password', 'an even longer password')
    await page.getByText('This is not the current password.').waitFor()
    await fillPasswords(page, PASSWORD, 'too short')
    expect(
      await page.getByLabel('New password', { exact: true }).getAttribute('aria-invalid'),
    ).toBe('true')
    await expectAccessible(page)
    await fillPasswords(page, PASSWORD, 'an even longer password')
    await page.getByText('Password changed').first().waitFor()
    expect(await isSignedIn(other)).toBe(false)
    expect(await isSignedIn(bob)).toBe(true)
  })

  it('lists the sessions, and ends one or all others', async () => {
    const cleo = await person('cleo')
    const [first, second, third] = [
      await signedInElsewhere('cleo', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0'),
      await signedInElsewhere('cleo'),
      await signedInElsewhere('cleo'),
    ]
    const page = await openPage(app, { path: '/account', signedIn: cleo })
    await page.getByText('This session').waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: /^End the session of Firefox on Linux/ }).click()
    await page.getByText('Session ended').first().waitFor()
    expect(await isSignedIn(first)).toBe(false)
    expect(await isSignedIn(second)).toBe(true)

    await page.getByRole('button', { name: 'End all others' }).click()
    await page.getByRole('dialog', { name: 'End all other sessions?' }).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'End them' }).click()
    await page.getByText('2 sessions ended').first().waitFor()
    expect(await isSignedIn(second)).toBe(false)
    expect(await isSignedIn(third)).toBe(false)
    expect(await isSignedIn(cleo)).toBe(true)
  })
})

describe('two-step sign-in', () => {
  it('is set up with an authenticator app, asks for its codes, and is turned off', async () => {
    const page = await openPage(app, { path: '/account', signedIn: await person('dora') })
    app.clock.advance(6 * 60_000)
    await page.getByRole('button', { name: 'Set up' }).click()
    await enterPassword(page)
    const dialog = page.getByRole('dialog', { name: 'Set up two-step sign-in' })
    await dialog.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Copy secret' }).click()
    const secret = await page.evaluate(() => navigator.clipboard.readText())
    const code = () => new TOTP({ secret }).generate({ timestamp: app.clock.now() })

    await dialog.getByRole('textbox', { name: 'Code' }).fill(code() === '000000' ? '1' : '000000')
    await page.keyboard.press('Enter')
    await dialog.getByText('Not the right code.').waitFor()
    await dialog.getByRole('textbox', { name: 'Code' }).fill(code())
    await page.keyboard.press('Enter')

    const codes = page.getByRole('dialog', { name: 'Your recovery codes' })
    const recovery = (await codes.getByRole('listitem').first().textContent()) ?? ''
    expect(await codes.getByRole('listitem').count()).toBe(10)
    await expectAccessible(page)
    await codes.getByRole('button', { name: 'Done' }).click()
    await codes.getByText('You have neither copied nor downloaded them.').waitFor()
    const download = page.waitForEvent('download')
    await codes.getByRole('button', { name: 'Download' }).click()
    expect((await download).suggestedFilename()).toBe('keywright-recovery-codes.txt')
    await codes.getByRole('button', { name: 'Done' }).click()
    await codes.waitFor({ state: 'detached' })
    expect(await page.content()).not.toContain(recovery)

    // Each code is good once, so the next sign-in takes the next one.
    app.clock.advance(30_000)
    const next = await openPage(app, { signedIn: false, path: '/sign-in?next=%2Faccount' })
    await signIn(next, 'dora')
    await next.getByLabel('Code').waitFor()
    await expectAccessible(next)
    await next.getByLabel('Code').fill(code())
    await next.keyboard.press('Enter')
    await next.getByRole('heading', { level: 1, name: 'My account' }).waitFor()

    await next.getByRole('button', { name: 'Turn off' }).click()
    await next.getByRole('dialog').waitFor()
    await expectAccessible(next)
    await next.getByRole('dialog').getByRole('button', { name: 'Turn off' }).click()
    await next.getByText('Two-step sign-in is off').first().waitFor()
    const again = await openPage(app, { signedIn: false, path: '/sign-in?next=%2Faccount' })
    await signIn(again, 'dora')
    await again.getByRole('heading', { level: 1, name: 'My account' }).waitFor()
  })

  it('is passed by a recovery code once, and new codes replace the old ones', async () => {
    const eve = await person('eve')
    const client = app.server.client(eve)
    const { uri } = await client.me.startTotp({})
    // This is the address of a time-based secret: the server makes no others.
    const totp = URI.parse(uri) as TOTP
    const { recoveryCodes } = await client.me.confirmTotp({
      body: { code: totp.generate({ timestamp: app.clock.now() }) },
    })
    const [first = '', second = ''] = recoveryCodes

    const page = await openPage(app, { signedIn: false, path: '/sign-in?next=%2Faccount' })
    await signIn(page, 'eve')
    await page.getByLabel('Code').fill(first)
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'New recovery codes' }).click()
    await page.getByRole('button', { name: 'Make new codes' }).click()
    const dialog = page.getByRole('dialog', { name: 'Your recovery codes' })
    await dialog.getByRole('button', { name: 'Copy codes' }).click()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied.split('\n')).toHaveLength(10)
    await dialog.getByRole('button', { name: 'Done' }).click()
    await dialog.waitFor({ state: 'detached' })

    const refused = await openPage(app, { signedIn: false })
    await signIn(refused, 'eve')
    for (const used of [first, second]) {
      await refused.getByLabel('Code').fill(used)
      await refused.keyboard.press('Enter')
      await refused.getByRole('alert').waitFor()
      expect(new URL(refused.url()).pathname).toBe('/sign-in')
    }
  })
})

describe('the page of my account', () => {
  it.each(WIDTHS)('is accessible and fits a screen of %i px', async width => {
    const page = await openPage(app, { path: '/account', width })
    await page.getByText('This session').waitFor()
    await expectAccessible(page)
    await expectFits(page)
  })

  it('has accessible dialogs', async () => {
    const name = 'dialogs'
    const someone = await person(name)
    await signedInElsewhere(name)
    const page = await openPage(app, { path: '/account', signedIn: someone })
    await page.getByRole('button', { name: 'End all others' }).click()
    await page.getByRole('dialog', { name: 'End all other sessions?' }).waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    app.clock.advance(6 * 60_000)
    await page.getByRole('button', { name: 'Set up' }).click()
    await page.getByRole('dialog', { name: 'Enter your password' }).waitFor()
    await expectAccessible(page)
    await enterPassword(page)
    const setup = page.getByRole('dialog', { name: 'Set up two-step sign-in' })
    await setup.getByRole('button', { name: 'Copy secret' }).click()
    const secret = await page.evaluate(() => navigator.clipboard.readText())
    const code = new TOTP({ secret }).generate({ timestamp: app.clock.now() })
    await expectAccessible(page)
    await setup.getByRole('textbox', { name: 'Code' }).fill(code)
    await page.keyboard.press('Enter')
    const codes = page.getByRole('dialog', { name: 'Your recovery codes' })
    await codes.getByRole('button', { name: 'Copy codes' }).click()
    await expectAccessible(page)
    await codes.getByRole('button', { name: 'Done' }).click()
    for (const [button, title] of [
      ['New recovery codes', 'Make new recovery codes?'],
      ['Turn off', 'Turn two-step sign-in off?'],
    ] as const) {
      await page.getByRole('button', { name: button }).click()
      await page.getByRole('dialog', { name: title }).waitFor()
      await expectAccessible(page)
      await page.keyboard.press('Escape')
    }
  })
})

async function person(name: string): Promise<{ cookie: string }> {
  const { id } = await app.client.domains.read({ params: { domain: 'main' } })
  return app.server.seed.user(name, { roles: { [id]: 'EDITOR' }, password: PASSWORD })
}

/** Another session of somebody, as of another browser. */
async function signedInElsewhere(name: string, userAgent = 'curl/8'): Promise<{ cookie: string }> {
  const response = await app.server.request('/v1/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': userAgent },
    body: JSON.stringify({ email: `${name}@example.com`, password: PASSWORD }),
  })
  return { cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '' }
}

async function isSignedIn(who: { cookie: string }): Promise<boolean> {
  const response = await app.server.request('/v1/me', { headers: who })
  return response.status === 200
}

async function signIn(page: Page, name: string) {
  await page.getByLabel('E-mail').fill(`${name}@example.com`)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.keyboard.press('Enter')
}

async function enterPassword(page: Page) {
  const dialog = page.getByRole('dialog', { name: 'Enter your password' })
  await dialog.getByLabel('Password').fill(PASSWORD)
  await page.keyboard.press('Enter')
}

async function fillPasswords(page: Page, current: string, next: string) {
  await page.getByLabel('Current password').fill(current)
  await page.getByLabel('New password', { exact: true }).fill(next)
  await page.getByLabel('New password again').fill(next)
  await page.getByRole('button', { name: 'Change password' }).click()
}
