import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, startApp } from './support/app.ts'
import { openPage } from './support/page.ts'
import { domain, tabTo, tick, verify } from './support/people.ts'

describe('roles', () => {
  let app: App
  beforeAll(async () => {
    app = await startApp()
  })
  afterAll(() => app?.close())

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
    await page.getByRole('button', { name: 'Create role' }).click()
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

  it('can be made by keyboard alone', async () => {
    const page = await openPage(app, { path: `/d/${domain}/roles/-new` })
    const box = page.getByRole('checkbox', { name: 'backoffice.roles read', exact: true })
    await box.waitFor()
    await tabTo(page.getByLabel('Name'))
    await page.keyboard.type('KEYBOARD')
    await tabTo(box)
    await page.keyboard.press('Space')
    await tabTo(page.getByRole('button', { name: 'Create role' }))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'KEYBOARD' }).waitFor()
    const { permissions } = await app.client.roles.read({ params: { domain, name: 'KEYBOARD' } })
    expect(permissions).toEqual(['backoffice.roles:read'])
  })

  it('keeps what is being edited when the role is read again, and gives it up only when told', async () => {
    const params = { domain, name: 'SHARED' }
    await app.client.roles.create({
      params: { domain },
      body: { name: 'SHARED', permissions: ['content.*:read'] },
    })
    const page = await openPage(app, { path: `/d/${domain}/roles/SHARED` })
    const box = page.getByRole('checkbox', { name: 'backoffice.roles read', exact: true })
    const description = page.getByLabel('Description')
    await box.click()
    await description.fill('Mine')
    await app.client.roles.update({ params, body: { description: 'Theirs' } })
    await readAgain(page)
    const notice = page.getByRole('alert').filter({ hasText: 'changed while you were editing' })
    await notice.waitFor()
    expect(await description.inputValue()).toBe('Mine')
    expect(await box.isChecked()).toBe(true)

    await notice.getByRole('button', { name: 'Show theirs' }).click()
    await notice.waitFor({ state: 'hidden' })
    expect(await description.inputValue()).toBe('Theirs')
    expect(await box.isChecked()).toBe(false)

    // Nothing is being edited now, so it follows.
    await app.client.roles.update({ params, body: { description: 'Theirs again' } })
    await readAgain(page)
    await expect.poll(() => description.inputValue()).toBe('Theirs again')
  })

  it('overwrites nobody: a role that was changed meanwhile is not saved', async () => {
    const params = { domain, name: 'CONTESTED' }
    await app.client.roles.create({
      params: { domain },
      body: { name: 'CONTESTED', permissions: ['content.*:read'] },
    })
    const page = await openPage(app, { path: `/d/${domain}/roles/CONTESTED` })
    await page.getByLabel('Description').fill('Mine')
    await app.client.roles.update({ params, body: { permissions: ['content.media:read'] } })
    await page.getByRole('button', { name: 'Save role' }).click()
    await page.getByRole('button', { name: 'Show theirs' }).waitFor()
    expect(await page.getByLabel('Description').inputValue()).toBe('Mine')
    expect(await app.client.roles.read({ params })).toMatchObject({
      description: '',
      permissions: ['content.media:read'],
    })
  })

  it('asks before a role is left that is not saved, and not once it is', async () => {
    const page = await openPage(app, { path: `/d/${domain}/roles/-new` })
    await page.getByLabel('Name').fill('ASKED')
    const navigation = page.getByRole('navigation', { name: 'Main' })
    await navigation.getByRole('link', { name: 'Roles' }).click()
    const question = page.getByRole('dialog', { name: 'Leave without saving?' })
    await question.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Create role' }).click()
    await page.getByRole('heading', { name: 'ASKED' }).waitFor()
    await page.getByLabel('Description').fill('For a while')
    await page.getByRole('button', { name: 'Save role' }).click()
    await page.getByText('Role ASKED saved', { exact: true }).waitFor()
    await navigation.getByRole('link', { name: 'Roles' }).click()
    await page.getByRole('link', { name: 'ASKED' }).click()
    await page.getByLabel('Description').fill('Never mind')
    // Whoever deletes it has no more use for what they changed.
    await page.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete role' }).click()
    await page.getByRole('heading', { name: 'Roles', level: 1 }).waitFor()
    await expect(
      app.client.roles.read({ params: { domain, name: 'ASKED' } }),
    ).rejects.toMatchObject({ code: 'ROLE_NOT_FOUND' })
  })

  it('says on a page with a heading that a role is not there', async () => {
    const page = await openPage(app, { path: `/d/${domain}/roles/NOWHERE` })
    await page.getByText('It does not exist').waitFor()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Role')
  })
})

/** Some time later somebody comes back to the page, which then reads anew what it shows. */
async function readAgain(page: Page): Promise<void> {
  const later = (await page.evaluate(() => Date.now())) + 60_000
  await page.clock.setFixedTime(later)
  await page.evaluate(() => dispatchEvent(new Event('visibilitychange')))
}
