import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { openPage } from './support/page.ts'
import { domain, domainId, verify } from './support/people.ts'

describe('the team', () => {
  let app: App
  beforeAll(async () => {
    app = await startApp()
  })
  afterAll(() => app?.close())

  it('adds somebody to a domain that whoever adds them does not belong to', async () => {
    const { id } = await app.server.seed.user('tess', {
      roles: { [await domainId(app)]: 'EDITOR' },
    })
    const { id: keeper } = await app.server.seed.user('keeper')
    await app.client.domains.create({ body: { slug: 'third', name: 'Third' } })
    await app.client.team.setMembership({
      params: { id: keeper, domain: 'third' },
      body: { role: 'ADMIN' },
    })
    await app.client.roles.create({
      params: { domain: 'third' },
      body: { name: 'KEEPER', permissions: ['content.article:read'] },
    })
    const { user } = await app.client.me.read({})
    await app.client.team.removeMembership({ params: { id: user?.id ?? '', domain: 'third' } })

    const page = await openPage(app, { path: '/team' })
    await page.getByRole('heading', { name: 'Team' }).waitFor()
    await page.getByRole('searchbox').fill('tess')
    await page.waitForURL(url => url.searchParams.get('search') === 'tess')
    await page.getByRole('link', { name: 'tess' }).click()
    await page.getByLabel('Domain', { exact: true }).selectOption('third')
    // A role that only that domain has.
    await page.getByLabel('Role', { exact: true }).selectOption('KEEPER')
    await page.getByRole('button', { name: 'Add to the domain' }).click()
    await page.getByRole('listitem').filter({ hasText: 'Third' }).getByText('KEEPER').waitFor()

    const { memberships } = await app.client.team.read({ params: { id } })
    const roles = memberships.map(membership => [membership.domain.slug, membership.role])
    expect(roles.sort()).toEqual([
      ['main', 'EDITOR'],
      ['third', 'KEEPER'],
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
    await dialog.getByRole('button', { name: 'Invite' }).click()
    await dialog
      .getByRole('textbox', { name: /^Link to/ })
      .first()
      .waitFor()
    expect(await dialog.getByRole('textbox', { name: /^Link to/ }).count()).toBe(2)
    await dialog.getByText('No e-mail was sent').waitFor()
    await dialog.getByRole('button', { name: 'Copy link' }).first().click()
    await dialog.getByRole('button', { name: 'Done' }).click()
    const pending = page.getByRole('list', { name: 'Pending invitations' }).getByRole('listitem')
    await expect.poll(() => pending.count()).toBe(2)
    await pending
      .filter({ hasText: 'Fourth' })
      .getByRole('button', { name: /^New link/ })
      .click()
    await dialog.getByRole('button', { name: 'Create new link' }).click()
    const link = await dialog.getByRole('textbox', { name: /^Link to Fourth/ }).inputValue()
    await dialog.getByRole('button', { name: 'Copy link' }).click()
    await dialog.getByRole('button', { name: 'Done' }).click()
    expect(await pending.count()).toBe(2)
    await pending
      .filter({ hasText: 'Main' })
      .getByRole('button', { name: /^Withdraw/ })
      .click()
    await dialog.getByRole('button', { name: 'Withdraw' }).click()
    await expect.poll(() => pending.count()).toBe(1)
    expect(await pending.textContent()).toContain('Fourth')
    const token = new URL(link).hash.slice(1)
    const found = await app.server.client().invitations.lookup({ body: { token } })
    expect(found.invitation).toMatchObject({ email: 'both@example.com', state: 'pending' })
    await expectAccessible(page)
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

  it('says how many keys act as somebody before their membership changes, and they follow', async () => {
    const person = await app.server.seed.user('kay', {
      roles: { [await domainId(app)]: 'EDITOR' },
    })
    const { token } = await app.client.keys.create({
      params: { domain },
      body: { name: 'Of Kay', scopes: ['content.*:*'], actsAs: person.id, expiresInDays: 30 },
    })
    const page = await openPage(app, { path: `/team/${person.id}` })
    const dialog = page.getByRole('dialog')
    await page.getByRole('button', { name: 'Change role' }).click()
    const save = dialog.getByRole('button', { name: 'Change role' })
    await dialog.getByLabel('Role', { exact: true }).selectOption('READONLY')
    await dialog.getByText('READONLY allows *:read').waitFor()
    await dialog.getByText('1 of 1 key will be able to do less.').waitFor()
    await expectAccessible(page)
    const params = { id: person.id, domain: 'main' }
    await app.client.team.setMembership({ params, body: { role: 'ADMIN' } })
    await save.click()
    await dialog.getByText('Somebody else was faster').waitFor()
    expect((await app.client.team.readMembership({ params })).role).toBe('ADMIN')
    await dialog.getByText('Now: ADMIN').waitFor()
    await save.click()
    await page.getByText('kay has the role READONLY in Main now', { exact: true }).waitFor()
    expect(await verify(app, token, 'content.article:update')).toBe('FORBIDDEN')
    await page.getByRole('button', { name: 'Take out' }).click()
    await dialog.getByText('1 key acts as them and stops at once').waitFor()
    await dialog.getByRole('button', { name: 'Take out' }).click()
    await dialog.waitFor({ state: 'hidden' })
    expect(await verify(app, token, 'content.article:read')).toBe('SUBJECT_INACTIVE')
  })

  it('changes no account that was changed meanwhile before that was seen', async () => {
    const { id } = await app.server.seed.user('lou')
    const page = await openPage(app, { path: `/team/${id}` })
    await page.getByRole('button', { name: 'Make instance administrator' }).click()
    const freshly = app.server.client({ cookie: await app.signIn() })
    await freshly.team.update({ params: { id }, body: { disabled: true } })
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Make instance administrator' }).click()
    await dialog.getByRole('alert').getByText('Somebody else was faster').waitFor()
    expect((await app.client.team.read({ params: { id } })).instanceAdmin).toBe(false)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Reactivate' }).waitFor()
  })

  it('says on a page with a heading that a person is not there', async () => {
    const page = await openPage(app, { path: '/team/usr_01jd0000000000000000000000' })
    await page.getByText('It does not exist').waitFor()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Person')
  })
})
