import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, startApp } from './support/app.ts'
import { openPage } from './support/page.ts'
import {
  accept,
  closeDialog,
  domain,
  domainId,
  invite,
  openAction,
  verify,
} from './support/people.ts'

describe('users of a domain', () => {
  let app: App
  beforeAll(async () => {
    app = await startApp()
  })
  afterAll(() => app?.close())

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

  it('adds somebody who has an account', async () => {
    await app.server.seed.user('tess')
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

  it('changes nobody who was changed meanwhile before that was seen', async () => {
    const person = await app.server.seed.user('mira', {
      roles: { [await domainId(app)]: 'EDITOR' },
    })
    const page = await openPage(app, { path: `/d/${domain}/users?search=mira` })
    await openAction(page, 'mira', 'Change role')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Now: EDITOR').waitFor()
    await dialog.getByLabel('Role').selectOption('ADMIN')
    const button = dialog.getByRole('button', { name: 'Change role' })
    await page.waitForFunction(
      () => !document.querySelector('[role=dialog] [type=submit]:disabled'),
    )
    const params = { domain, id: person.id }
    await app.client.users.update({ params, body: { role: 'READONLY' } })
    await button.click()
    await dialog.getByRole('alert').getByText('Somebody else was faster').waitFor()
    await dialog.getByText('Now: READONLY').waitFor()
    expect((await app.client.users.read({ params })).role).toBe('READONLY')

    await button.click()
    await dialog.waitFor({ state: 'hidden' })
    expect((await app.client.users.read({ params })).role).toBe('ADMIN')
  })

  it('shows an administrator of the instance every membership and session, and ends one', async () => {
    const other = await app.client.domains.create({ body: { slug: 'other', name: 'Other' } })
    const person = await app.server.seed.user('sid', {
      roles: { [await domainId(app)]: 'EDITOR', [other.id]: 'READONLY' },
    })
    const page = await openPage(app, { path: `/d/${domain}/users/${person.id}` })
    await page.getByRole('listitem').filter({ hasText: 'Other' }).getByText('READONLY').waitFor()
    await page.getByRole('button', { name: /^End the session of/ }).click()
    await page.getByText('sid is not signed in anywhere').waitFor()
    await expect(app.server.client({ cookie: person.cookie }).me.read({})).rejects.toMatchObject({
      code: 'CREDENTIAL_INVALID',
    })
  })

  it('shows everybody else this domain alone, and asks the server for no more', async () => {
    const roles = { [await domainId(app)]: 'ADMIN' }
    const { cookie, id } = await app.server.seed.user('ada', { roles })
    const { id: otherId } = await app.server.seed.user('bea', { roles })
    const page = await openPage(app, {
      signedIn: { cookie },
      path: `/d/${domain}/users/${otherId}`,
    })
    const refused: string[] = []
    page.on('response', response => {
      if (response.status() >= 400) refused.push(`${response.status()} ${response.url()}`)
    })
    await page.getByRole('heading', { name: 'Membership in this domain' }).waitFor()
    await page.getByText('No keys yet').waitFor()
    for (const name of ['All memberships', 'Sessions']) {
      expect(await page.getByRole('heading', { name }).count(), name).toBe(0)
    }
    await page.goto(`/d/${domain}/users/${id}`)
    await page.getByRole('link', { name: 'your account' }).click()
    await page.waitForURL(url => url.pathname === '/account')
    expect(refused).toEqual([])
  })

  it('searches for a number that an address says, as for any other text', async () => {
    const page = await openPage(app, { path: `/d/${domain}/users?search=2024` })
    const hasText = () => expect.poll(() => page.getByRole('searchbox').inputValue()).toBe('2024')
    await hasText()
    await page.goto('/team?search=2024')
    await hasText()
  })

  it('says on a page with a heading that somebody is not there', async () => {
    const page = await openPage(app, { path: `/d/${domain}/users/usr_01jd0000000000000000000000` })
    await page.getByText('It does not exist').waitFor()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('User')
  })
})
