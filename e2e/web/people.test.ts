import { createClient } from '@keywright/contract'
import { TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signIn } from '../../packages/server/src/testing/sign-in.ts'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { openPage } from './support/page.ts'

const PASSWORD = 'a sentence to remember'
const domain = 'main'

describe('people in the backoffice', () => {
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
    await page.getByRole('alert').waitFor()
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
    await page.goto(`/d/${domain}/roles/new`)
    await page.getByText('backoffice.roles:create').waitFor()
    expect(await page.getByRole('button', { name: 'Make role' }).count()).toBe(0)
    await page.goto('/team')
    await page.getByText('Only an administrator of the instance may do this').waitFor()

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

  it('shows what a change of role takes from keys, which then really lose it', async () => {
    const userId = await accept(app, await invite(app, 'editor@example.com', 'EDITOR'), 'Ed Editor')
    const { token } = await app.client.keys.create({
      params: { domain },
      body: { name: 'Nightly import', scopes: ['content.*:*'], actsAs: userId, expiresInDays: 30 },
    })
    const canUpdate = () => verify(app, token, 'content.article:update')
    expect(await canUpdate()).toBe('VALID')

    const page = await openPage(app, { path: `/d/${domain}/users?search=editor@` })
    await openAction(page, 'Ed Editor', 'Change role')
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Role').selectOption('READONLY')
    await dialog.getByText('1 of 1 key will be able to do less').waitFor()
    const change = dialog.getByRole('listitem').filter({ hasText: 'Nightly import' })
    await change.getByText('content.*:write').waitFor()
    await dialog.getByRole('button', { name: 'Change role' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.getByText('Ed Editor has the role READONLY now', { exact: true }).waitFor()
    expect(await canUpdate()).toBe('FORBIDDEN')
    expect(await verify(app, token, 'content.article:read')).toBe('VALID')

    await openAction(page, 'Ed Editor', 'Remove from the domain')
    await dialog.getByText('1 key acts as them and stops at once').waitFor()
    await dialog.getByText('Nightly import').waitFor()
    await dialog.getByRole('button', { name: 'Remove from the domain' }).click()
    await dialog.waitFor({ state: 'hidden' })
    expect(await verify(app, token, 'content.article:read')).toBe('SUBJECT_INACTIVE')
  })

  it('adds somebody who has an account, on the page of the domain and on that of the team', async () => {
    await app.client.domains.create({ body: { slug: 'third', name: 'Third' } })
    const { id } = await app.server.seed.user('tess')

    const page = await openPage(app, { path: `/d/${domain}/users` })
    await page.getByRole('button', { name: 'Add user' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('E-mail').fill('nobody@example.com')
    await dialog.getByRole('button', { name: 'Add user' }).click()
    await dialog.getByText('Nobody on this instance has this e-mail address').waitFor()
    await dialog.getByLabel('E-mail').fill('tess@example.com')
    await dialog.getByLabel('Role').selectOption('EDITOR')
    await dialog.getByRole('button', { name: 'Add user' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page
      .getByRole('row', { name: /tess@example.com/ })
      .getByRole('cell', { name: 'EDITOR', exact: true })
      .waitFor()

    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Team' }).click()
    await page.getByRole('heading', { name: 'Team' }).waitFor()
    await page.getByRole('searchbox').fill('tess')
    await page.waitForURL(url => url.searchParams.get('search') === 'tess')
    await page.getByRole('link', { name: 'tess' }).click()
    await page.getByLabel('Domain', { exact: true }).selectOption('third')
    await page.getByLabel('Role', { exact: true }).selectOption('READONLY')
    await page.getByRole('button', { name: 'Add to the domain' }).click()
    await page.getByLabel('Role in Third').waitFor()

    const { memberships } = await app.client.team.read({ params: { id } })
    const roles = memberships.map(membership => [membership.domain.slug, membership.role])
    expect(roles.sort()).toEqual([
      ['main', 'EDITOR'],
      ['third', 'READONLY'],
    ])
  })

  it('invites to two domains at once', async () => {
    await app.client.domains.create({ body: { slug: 'fourth', name: 'Fourth' } })
    const page = await openPage(app, { path: '/team' })
    await page.getByRole('button', { name: 'Invite', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('E-mail').fill('both@example.com')
    await dialog.getByRole('button', { name: 'Another domain' }).click()
    await dialog.getByRole('combobox', { name: 'Domain' }).nth(0).selectOption('main')
    await dialog.getByRole('combobox', { name: 'Domain' }).nth(1).selectOption('fourth')
    await dialog.getByRole('button', { name: 'Make invitation' }).click()
    await dialog
      .getByRole('textbox', { name: /^Link to/ })
      .first()
      .waitFor()
    expect(await dialog.getByRole('textbox', { name: /^Link to/ }).count()).toBe(2)
    await dialog.getByText('No e-mail was sent').waitFor()
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

  it('makes a role in the matrix, in step with its scopes, and a key has exactly that', async () => {
    const page = await openPage(app, { path: `/d/${domain}/roles` })
    await page.getByRole('link', { name: 'New role' }).click()
    await page.getByLabel('Name').fill('SUPPORT')
    await tick(page, 'backoffice.users read')
    await tick(page, 'content.* read')
    expect(
      await page.getByRole('checkbox', { name: /^content.media read, given by/ }).isChecked(),
    ).toBe(true)
    await tick(page, 'content.media update')
    await page.getByRole('button', { name: 'Make role' }).click()
    await page.getByRole('heading', { name: 'SUPPORT' }).waitFor()

    const { permissions } = await app.client.roles.read({ params: { domain, name: 'SUPPORT' } })
    expect([...permissions].sort()).toEqual([
      'backoffice.users:read',
      'content.*:read',
      'content.media:update',
    ])
    const { token } = await app.client.keys.create({
      params: { domain },
      body: { name: 'Support desk', role: 'SUPPORT', expiresInDays: 30 },
    })
    expect(await verify(app, token, 'content.media:update')).toBe('VALID')
    expect(await verify(app, token, 'content.article:update')).toBe('FORBIDDEN')

    await page.reload()
    await page.getByText('1 key has it').waitFor()
    await tick(page, 'content.media update')
    await page.getByRole('button', { name: 'Save role' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('1 key can do').waitFor()
    await dialog.getByText('content.media:update').waitFor()
    await dialog.getByRole('button', { name: 'Save role' }).click()
    await page.getByText('Role SUPPORT saved', { exact: true }).waitFor()
    expect(await verify(app, token, 'content.media:update')).toBe('FORBIDDEN')

    await page.getByRole('button', { name: 'Delete' }).click()
    await dialog.getByText('1 key has it').waitFor()
    expect(await dialog.getByRole('button', { name: 'Delete role' }).count()).toBe(0)
  })

  it('keeps the last administrator, and says so where it was asked for', async () => {
    const page = await openPage(app, { path: `/d/${domain}/users?search=owner` })
    await openAction(page, 'Owner', 'Remove from the domain')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Remove from the domain' }).click()
    await dialog.getByRole('alert').getByText('Make another user ADMIN').waitFor()
    await closeDialog(page)
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
    await expect.poll(focused).toBe('Actions for Owner')
    await openAction(page, 'Owner', 'Suspend')
    await dialog.getByRole('button', { name: 'Suspend' }).click()
    await dialog.getByRole('alert').getByText('Make another user ADMIN').waitFor()
  })

  it('asks for the password before an account is deactivated, and its session then ends', async () => {
    const person = await app.server.seed.user('dora', {
      roles: { [await domainId(app)]: 'EDITOR' },
    })
    const page = await openPage(app, { path: `/team/${person.id}` })
    app.clock.advance(6 * 60_000)
    await page.getByRole('button', { name: 'Deactivate' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click()
    const prompt = page.getByRole('dialog', { name: 'Enter your password' })
    await prompt.getByLabel('Password').fill(app.owner.password)
    await prompt.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('button', { name: 'Reactivate' }).waitFor()
    await expect(app.server.client({ cookie: person.cookie }).me.read({})).rejects.toMatchObject({
      code: 'CREDENTIAL_INVALID',
    })
  })

  describe.each(['light', 'dark'] as const)('accessible in %s', theme => {
    it('on the pages of users, and in their dialogs', async () => {
      const { id, email } = await app.server.seed.user(`axe-${theme}`, {
        roles: { [await domainId(app)]: 'EDITOR' },
      })
      await app.client.keys.create({
        params: { domain },
        body: { name: 'Axe', scopes: ['content.*:*'], actsAs: id, expiresInDays: 30 },
      })
      const page = await openPage(app, { theme, path: `/d/${domain}/users` })
      const dialog = page.getByRole('dialog')
      await check(page, email)
      await page.getByRole('button', { name: 'Add user' }).click()
      await dialog.getByRole('button', { name: 'Add user' }).click()
      await dialog.getByRole('alert').first().waitFor()
      await expectAccessible(page)
      await closeDialog(page)
      await page.getByRole('button', { name: 'Invite', exact: true }).click()
      await dialog.getByLabel('E-mail').fill(`axe-invited-${theme}@example.com`)
      await check(page, 'Days the link works')
      await dialog.getByRole('button', { name: 'Make invitation' }).click()
      await check(page, 'The link is shown only now')
      const link = await dialog.getByRole('textbox', { name: /^Link to/ }).inputValue()
      await closeDialog(page)
      await openAction(page, `axe-${theme}`, 'Change role')
      await dialog.getByLabel('Role').selectOption('READONLY')
      await check(page, 'will be able to do less')
      await closeDialog(page)
      await openAction(page, `axe-${theme}`, 'Remove from the domain')
      await check(page, 'stops at once')
      await page.goto(`/d/${domain}/users/${id}`)
      await check(page, 'Axe')
      await page.goto(pathOf(link))
      await check(page, 'Choose a password')
    }, 60_000)

    it('on the pages of roles and of the team, and in their dialogs', async () => {
      const { id, email } = await app.server.seed.user(`axe-team-${theme}`, {
        roles: { [await domainId(app)]: 'EDITOR' },
      })
      const page = await openPage(app, { theme, path: `/d/${domain}/roles` })
      await check(page, 'READONLY')
      await page.goto(`/d/${domain}/roles/READONLY`)
      await check(page, 'content.media')
      await page.goto(`/d/${domain}/roles/new`)
      await check(page, 'content.media')
      await page.goto('/team?search=axe-team')
      await check(page, email)
      await page.getByRole('button', { name: 'Invite', exact: true }).click()
      await check(page, 'Another domain')
      await page.goto(`/team/${id}`)
      await check(page, 'Add to the domain')
      await page.getByRole('button', { name: 'Deactivate' }).click()
      await check(page, 'They are signed out everywhere')
    }, 60_000)
  })

  it('fits a phone without sideways scrolling', async () => {
    const { id } = await app.server.seed.user('a-person-with-quite-a-long-address-in-here', {
      roles: { [await domainId(app)]: 'READONLY' },
    })
    const link = await invite(app, 'phone@example.com', 'READONLY')
    const page = await openPage(app, { width: 390, path: `/d/${domain}/users` })
    const paths = [
      `/d/${domain}/users`,
      `/d/${domain}/users/${id}`,
      `/d/${domain}/roles`,
      `/d/${domain}/roles/new`,
      '/team',
      `/team/${id}`,
      link,
    ]
    for (const path of paths) {
      await page.goto(path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.getByRole('status', { name: 'Loading' }).waitFor({ state: 'detached' })
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(overflow, path).toBe(0)
    }
  })
})

/** Invites through the page, and gives the path of the link that was shown. */
async function invite(app: App, email: string, role: string): Promise<string> {
  const page = await openPage(app, { path: `/d/${domain}/users` })
  await page.getByRole('button', { name: 'Invite', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('E-mail').fill(email)
  await dialog.getByLabel('Role').selectOption(role)
  await dialog.getByRole('button', { name: 'Make invitation' }).click()
  const link = await dialog.getByRole('textbox', { name: /^Link to/ }).inputValue()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await page.getByText(email).waitFor()
  await page.context().close()
  return pathOf(link)
}

/** Accepts past the pages, where a test is about what follows. */
async function accept(app: App, link: string, name: string): Promise<string> {
  const { userId } = await createClient({ url: app.url }).invitations.accept({
    body: { token: tokenOf(link), name, password: PASSWORD },
  })
  return userId
}

/** Turns two-step sign-in on for somebody; answers their recovery codes. */
async function turnOnSecondStep(app: App, email: string): Promise<string[]> {
  const { cookie } = await signIn(app.server, { email, password: PASSWORD })
  const client = app.server.client({ cookie })
  const { secret } = await client.me.startTotp({})
  const code = new TOTP({ secret }).generate({ timestamp: app.clock.now() })
  return (await client.me.confirmTotp({ body: { code } })).recoveryCodes
}

function lookup(app: App, link: string) {
  return createClient({ url: app.url }).invitations.lookup({ body: { token: tokenOf(link) } })
}

async function verify(app: App, token: string, permission: string): Promise<string> {
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

let verifier: Promise<string> | undefined

/** A key that may verify others. */
function verifierOf(app: App): Promise<string> {
  verifier ??= app.client.keys
    .create({
      params: { domain },
      body: { name: 'Verifier', scopes: ['backoffice.keys:verify'], expiresInDays: 30 },
    })
    .then(({ token }) => token)
  return verifier
}

async function domainId(app: App): Promise<string> {
  return (await app.client.domains.read({ params: { domain } })).id
}

async function check(page: Page, text: string): Promise<void> {
  await page.getByText(text).first().waitFor()
  await expectAccessible(page)
}

async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
}

async function openAction(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}` }).click()
  await page.getByRole('menuitem', { name: action }).click()
}

function tick(page: Page, name: string): Promise<void> {
  return page.getByRole('checkbox', { name, exact: true }).click()
}

function pathOf(link: string): string {
  const { pathname, hash } = new URL(link)
  return pathname + hash
}

function tokenOf(link: string): string {
  return link.slice(link.indexOf('#') + 1)
}
