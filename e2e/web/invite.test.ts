import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, startApp } from './support/app.ts'
import { openPage } from './support/page.ts'
import {
  accept,
  domain,
  invite,
  lookup,
  PASSWORD,
  pathOf,
  tabTo,
  turnOnSecondStep,
} from './support/people.ts'

describe('invitations', () => {
  let app: App
  beforeAll(async () => {
    app = await startApp()
  })
  afterAll(() => app?.close())

  it('invites somebody, who then sees and may do no more than their role', async () => {
    const link = await invite(app, 'reader@example.com', 'READONLY')

    const page = await openPage(app, { signedIn: false, path: link })
    await page.getByText('Join Main with the role READONLY').waitFor()
    expect(page.url()).toBe(`${app.url}/invite`)
    await page.getByLabel('Your name').fill('Rita Reader')
    await page.getByLabel('Choose a password').fill('short')
    await page.getByRole('button', { name: 'Join' }).click()
    await page.getByRole('alert').getByText('At least 12 characters.').waitFor()
    await page.getByLabel('Choose a password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Join' }).click()
    await page.waitForURL(url => url.pathname.startsWith(`/d/${domain}`))

    const navigation = page.getByRole('navigation', { name: 'Main' })
    await navigation.getByRole('link', { name: 'Users' }).click()
    await page.getByRole('link', { name: 'Rita Reader' }).waitFor()
    expect(await navigation.getByRole('link', { name: 'Team' }).count()).toBe(0)
    for (const name of ['Invite', 'Add user', /^Actions for/]) {
      expect(await page.getByRole('button', { name }).count(), String(name)).toBe(0)
    }
    await page.goto(`/d/${domain}/roles/-new`)
    await page.getByText('backoffice.roles:create').waitFor()
    expect(await page.getByRole('button', { name: 'Create role' }).count()).toBe(0)
    await page.goto('/team')
    await page.getByText('Only an administrator of the instance may do this').waitFor()
    expect(await page.getByLabel('Search people').count()).toBe(0)

    // The same person, past the pages.
    const refused = await page.evaluate(async () => {
      const send = async (path: string, body: unknown) => {
        const response = await fetch(path, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
        const { code, missing } = await response.json()
        return { status: response.status, code, missing }
      }
      return [
        await send('/v1/domains/main/roles', { name: 'MINE', permissions: ['*:read'] }),
        await send('/v1/domains/main/invitations', { email: 'x@example.com', role: 'READONLY' }),
      ]
    })
    expect(refused).toEqual([
      { status: 403, code: 'FORBIDDEN', missing: ['backoffice.roles:create'] },
      { status: 403, code: 'FORBIDDEN', missing: ['backoffice.invitations:create'] },
    ])
  })

  it('lets a link work once, and says so afterwards', async () => {
    const link = await invite(app, 'once@example.com', 'READONLY')
    await accept(app, link, 'Otto Once')
    const page = await openPage(app, { signedIn: false, path: link })
    await page.getByText('This invitation is not open').waitFor()
    await page.goto('/invite#what-is-this-then')
    await page.getByText('This invitation is not open').waitFor()
    await page.goto('/invite')
    await page.getByText('This link is not complete').waitFor()
  })

  it('asks somebody known for their password alone, and refuses a wrong one', async () => {
    await accept(app, await invite(app, 'known@example.com', 'READONLY'), 'Kim Known')
    await app.client.domains.create({ body: { slug: 'second', name: 'Second' } })
    const { link } = await app.client.invitations.create({
      params: { domain: 'second' },
      body: { email: 'known@example.com', role: 'EDITOR' },
    })
    const page = await openPage(app, { signedIn: false, path: pathOf(link) })
    await page.getByText('You have an account here already').waitFor()
    expect(await page.getByLabel('Your name').count()).toBe(0)
    await page.getByLabel('Password').fill('not this one at all')
    await page.getByRole('button', { name: 'Join' }).click()
    await page.getByRole('alert').getByText('E-mail or password is not right').waitFor()
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Join' }).click()
    await page.waitForURL(url => url.pathname.startsWith('/d/second'))
  })

  it('lets somebody with two-step sign-in join with one code and sign in with the next', async () => {
    await accept(app, await invite(app, 'twostep@example.com', 'READONLY'), 'Tina Twostep')
    const codes = await turnOnSecondStep(app, 'twostep@example.com')
    await app.client.domains.create({ body: { slug: 'guarded', name: 'Guarded' } })
    const { link } = await app.client.invitations.create({
      params: { domain: 'guarded' },
      body: { email: 'twostep@example.com', role: 'READONLY' },
    })
    const page = await openPage(app, { signedIn: false, path: pathOf(link) })
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Join' }).click()
    await page.getByLabel('Code').fill(codes[0] ?? '')
    await page.getByRole('button', { name: 'Join' }).click()
    await page.getByText('You belong to Guarded now').waitFor()
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByLabel('Code').fill(codes[1] ?? '')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(url => url.pathname.startsWith('/d/guarded'))
  })
  it('withdraws an invitation, whose link then opens nothing', async () => {
    const link = await invite(app, 'unwanted@example.com', 'READONLY')
    const page = await openPage(app, { path: `/d/${domain}/users` })
    await page.getByRole('button', { name: 'Withdraw the invitation of unwanted@' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click()
    await page
      .getByText('The invitation of unwanted@example.com was withdrawn', { exact: true })
      .waitFor()
    await expect(lookup(app, link)).rejects.toMatchObject({ code: 'INVITATION_NOT_FOUND' })
  })

  it('can be made by keyboard alone, and the focus comes back', async () => {
    const page = await openPage(app, { path: `/d/${domain}/users` })
    const button = page.getByRole('button', { name: 'Invite', exact: true })
    const dialog = page.getByRole('dialog')
    await button.waitFor()
    await tabTo(button)
    await page.keyboard.press('Enter')
    await dialog.getByRole('option', { name: 'EDITOR' }).waitFor({ state: 'attached' })
    await page.keyboard.type('keys-only@example.com')
    await tabTo(dialog.getByLabel('Role'))
    await page.keyboard.press('ArrowUp')
    await tabTo(dialog.getByRole('button', { name: 'Invite' }))
    await page.keyboard.press('Enter')
    const copy = dialog.getByRole('button', { name: 'Copy link' })
    await copy.waitFor()
    await tabTo(copy)
    await page.keyboard.press('Enter')
    await tabTo(dialog.getByRole('button', { name: 'Done' }))
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'hidden' })
    await expect
      .poll(() => button.evaluate(element => element === document.activeElement))
      .toBe(true)

    const link = await page.evaluate(() => navigator.clipboard.readText())
    const { invitation } = await lookup(app, link)
    expect(invitation).toMatchObject({ email: 'keys-only@example.com', role: 'EDITOR' })
  })

  it('is made once, also when the first answer was lost and it is sent again', async () => {
    const page = await openPage(app, { path: `/d/${domain}/users`, expected: /net::ERR_FAILED/ })
    let isLost = false
    await page.route(`**/v1/domains/${domain}/invitations`, async route => {
      if (isLost || route.request().method() !== 'POST') return route.fallback()
      isLost = true
      // It arrives; only its answer does not.
      await route.fetch()
      await route.abort()
    })
    await page.getByRole('button', { name: 'Invite', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('E-mail').fill('patience@example.com')
    await dialog.getByRole('button', { name: 'Invite' }).click()
    await dialog.getByRole('alert').getByText('The server cannot be reached').waitFor()
    await dialog.getByRole('button', { name: 'Invite' }).click()
    const link = await dialog.getByRole('textbox', { name: /^Link to/ }).inputValue()

    const { items } = await app.client.invitations.list({
      params: { domain },
      query: { all: 'true', limit: 200 },
    })
    expect(items.filter(({ email }) => email === 'patience@example.com')).toHaveLength(1)
    expect((await lookup(app, link)).invitation.email).toBe('patience@example.com')
  })

  it('asks once before a link is left that nobody copied', async () => {
    const page = await openPage(app, { path: `/d/${domain}/users` })
    await page.getByRole('button', { name: 'Invite', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: 'Invite' })
    await dialog.getByLabel('E-mail').fill('forgetful@example.com')
    await dialog.getByRole('button', { name: 'Invite' }).click()
    await dialog.getByText('The link is shown only now').waitFor()
    await page.keyboard.press('Escape')
    const question = page.getByRole('dialog', { name: 'Leave without the link?' })
    await question.getByRole('button', { name: 'Cancel' }).click()
    await dialog.getByRole('textbox', { name: /^Link to/ }).waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    expect(await question.count()).toBe(0)
  })

  it('says by its code what is in the way of signing in after joining', async () => {
    const link = await invite(app, 'throttled@example.com', 'READONLY')
    const page = await openPage(app, { signedIn: false, path: link })
    await page.route('**/v1/session', route =>
      route.fulfill({
        status: 429,
        contentType: 'application/problem+json',
        json: {
          type: 'about:blank',
          title: 'Too many failed sign-ins.',
          status: 429,
          code: 'LOGIN_THROTTLED',
          requestId: 'req_of_this_test',
        },
      }),
    )
    await page.getByLabel('Your name').fill('Thea Throttled')
    await page.getByLabel('Choose a password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Join' }).click()
    await page.getByText('You belong to Main now').waitFor()
    await page.getByRole('alert').getByText('LOGIN_THROTTLED · request req_of_this_test').waitFor()
    expect(await page.getByText('authenticator app').count()).toBe(0)
    await page.unroute('**/v1/session')
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(url => url.pathname.startsWith(`/d/${domain}`))
  })
})
