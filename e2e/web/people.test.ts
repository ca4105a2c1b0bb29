import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { openPage } from './support/page.ts'
import { closeDialog, domain, domainId, invite, openAction, pathOf } from './support/people.ts'

describe('the pages of people', () => {
  let app: App
  beforeAll(async () => {
    app = await startApp()
  })
  afterAll(() => app?.close())

  describe('accessible', () => {
    it('on the pages of users, and in their dialogs', async () => {
      const name = 'axe-user'
      const { id, email } = await app.server.seed.user(name, {
        roles: { [await domainId(app)]: 'EDITOR' },
      })
      await app.client.keys.create({
        params: { domain },
        body: { name: 'Axe', scopes: ['content.*:*'], actsAs: id, expiresInDays: 30 },
      })
      const page = await openPage(app, { path: `/d/${domain}/users?search=${name}` })
      const dialog = page.getByRole('dialog')
      await check(page, email)
      await page.getByRole('button', { name: 'Add user' }).click()
      await dialog.getByRole('button', { name: 'Add user' }).click()
      await dialog.getByRole('alert').first().waitFor()
      await expectAccessible(page)
      await closeDialog(page)
      await openAction(page, name, 'Change role')
      await dialog.getByLabel('Role').selectOption('READONLY')
      await check(page, 'will be able to do less')
      await closeDialog(page)
      await openAction(page, name, 'Suspend')
      await check(page, 'cannot enter this domain')
      await closeDialog(page)
      await openAction(page, name, 'Remove from the domain')
      await check(page, 'stops at once')
      await page.goto(`/d/${domain}/users/${id}`)
      await page.getByRole('button', { name: /^End the session of/ }).waitFor()
      await check(page, 'Axe')
      await page.goto(`/d/${domain}/users/usr_01jd0000000000000000000000`)
      await check(page, 'It does not exist')
    }, 60_000)

    it('on the way of an invitation, from its dialog to its page', async () => {
      const page = await openPage(app, { path: `/d/${domain}/users` })
      const dialog = page.getByRole('dialog', { name: 'Invite' })
      await page.getByRole('button', { name: 'Invite', exact: true }).click()
      await dialog.getByLabel('E-mail').fill('axe-invited@example.com')
      await check(page, 'Days the link works')
      await dialog.getByRole('button', { name: 'Invite' }).click()
      await check(page, 'The link is shown only now')
      const link = await dialog.getByRole('textbox', { name: /^Link to/ }).inputValue()
      await page.keyboard.press('Escape')
      await check(page, 'Nothing was copied')
      await page.getByRole('button', { name: 'Leave', exact: true }).click()
      await dialog.waitFor({ state: 'hidden' })
      await page.getByRole('button', { name: 'Withdraw the invitation of axe-invited@' }).click()
      await check(page, 'stops working')
      await page.goto(pathOf(link))
      await check(page, 'Choose a password')
      await page.goto('/invite#what-is-this-then')
      await check(page, 'This invitation is not open')
    }, 60_000)

    it('on the pages of roles, and in their dialogs', async () => {
      const name = 'AXE'
      await app.client.roles.create({
        params: { domain },
        body: { name, permissions: ['content.*:read'] },
      })
      const page = await openPage(app, { path: `/d/${domain}/roles` })
      await check(page, 'READONLY')
      await page.goto(`/d/${domain}/roles/READONLY`)
      await check(page, 'content.media')
      await page.goto(`/d/${domain}/roles/-new`)
      await check(page, 'content.media')
      await page.goto(`/d/${domain}/roles/${name}`)
      await page.getByRole('button', { name: 'Delete' }).click()
      await check(page, 'It cannot be brought back')
      await closeDialog(page)
      await app.client.keys.create({
        params: { domain },
        body: { name: 'Held', role: name, expiresInDays: 30 },
      })
      await page.reload()
      await page.getByRole('button', { name: 'Delete' }).click()
      await check(page, 'Give them another role first')
      await closeDialog(page)
      await page.getByRole('checkbox', { name: 'backoffice.roles read', exact: true }).click()
      await page.getByRole('button', { name: 'Save role' }).click()
      await page.getByRole('dialog', { name: `Save ${name}` }).waitFor()
      await expectAccessible(page)
      await app.client.roles.update({ params: { domain, name }, body: { description: 'Other' } })
      await page.getByRole('dialog').getByRole('button', { name: 'Save role' }).click()
      await check(page, 'changed while you were editing')
      const navigation = page.getByRole('navigation', { name: 'Main' })
      await navigation.getByRole('link', { name: 'Roles' }).click()
      await check(page, 'Leave without saving?')
    }, 60_000)

    it('on the pages of the team, and in their dialogs', async () => {
      const { id, email } = await app.server.seed.user('axe-team', {
        roles: { [await domainId(app)]: 'EDITOR' },
      })
      const page = await openPage(app, { path: '/team?search=axe-team' })
      await check(page, email)
      await page.getByRole('button', { name: 'Invite', exact: true }).click()
      await check(page, 'Another domain')
      await page.goto(`/team/${id}`)
      await page.getByRole('button', { name: /^End the session of/ }).waitFor()
      await check(page, 'Deactivate')
      await page.getByRole('button', { name: 'Take out' }).click()
      await check(page, 'so no key stops')
      await closeDialog(page)
      await page.getByRole('button', { name: 'Make instance administrator' }).click()
      await check(page, 'They can make domains')
      await closeDialog(page)
      await page.getByRole('button', { name: 'Deactivate' }).click()
      await check(page, 'They are signed out everywhere')
    }, 60_000)
  })

  it.each([360, 1920])('fits a screen of %i pixels without sideways scrolling', async width => {
    const { id } = await app.server.seed.user(`a-person-with-quite-a-long-address-${width}`, {
      roles: { [await domainId(app)]: 'READONLY' },
    })
    const link = await invite(app, `screen-${width}@example.com`, 'READONLY')
    const page = await openPage(app, { width, path: `/d/${domain}/users` })
    const paths = [
      `/d/${domain}/users`,
      `/d/${domain}/users/${id}`,
      `/d/${domain}/roles`,
      `/d/${domain}/roles/-new`,
      `/d/${domain}/roles/ADMIN`,
      '/team',
      `/team/${id}`,
      link,
    ]
    for (const path of paths) {
      await page.goto(path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' })
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(overflow, path).toBe(0)
    }
  })
})

async function check(page: Page, text: string): Promise<void> {
  await page.getByText(text).first().waitFor()
  await expectAccessible(page)
}
