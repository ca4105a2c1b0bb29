import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, startApp } from './support/app.ts'
import {
  addRule,
  createVerifier,
  keysNamed,
  NEW_KEY,
  shownToken,
  tabTo,
} from './support/new-key.ts'
import { openPage } from './support/page.ts'

describe('making a key', () => {
  let app: App
  let verify: Awaited<ReturnType<typeof createVerifier>>
  beforeAll(async () => {
    app = await startApp()
    verify = await createVerifier(app)
  })
  afterAll(() => app?.close())

  it('goes from the first page to a verified request by mouse', async () => {
    const page = await openPage(app, { signedIn: false })
    await page.getByLabel('E-mail').fill(app.owner.email)
    await page.getByLabel('Password').fill(app.owner.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('link', { name: 'API keys' }).first().click()
    await page.getByRole('link', { name: 'Create key' }).first().click()
    await page.getByLabel('Name', { exact: true }).fill('Website by mouse')
    await page.getByRole('button', { name: 'Create key' }).click()
    const token = await shownToken(page)
    expect(await verify(token, 'content.article:read')).toMatchObject({ code: 'VALID' })

    await page.getByRole('button', { name: 'Copy token' }).click()
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(token)
    await page.getByRole('button', { name: 'Done' }).click()
    await page.waitForURL(/\/d\/main\/keys\/key_/)
  })

  it('goes from the first page to a verified request by keyboard alone', async () => {
    const page = await openPage(app, { signedIn: false })
    await tabTo(page, page.getByLabel('E-mail'))
    await page.keyboard.type(app.owner.email)
    await page.keyboard.press('Tab')
    await page.keyboard.type(app.owner.password)
    await page.keyboard.press('Enter')
    await page.getByRole('navigation').first().waitFor()
    await tabTo(page, page.getByRole('link', { name: 'API keys' }).first())
    await page.keyboard.press('Enter')
    await page.waitForURL('**/d/main/keys')
    await tabTo(page, page.getByRole('link', { name: 'Create key' }).first())
    await page.keyboard.press('Enter')
    await tabTo(page, page.getByLabel('Name', { exact: true }))
    await page.keyboard.type('Website by keyboard')
    await tabTo(page, page.getByLabel('Read only'))
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await tabTo(page, page.getByLabel('Resource', { exact: true }))
    await page.keyboard.type('media')
    await page.getByRole('option', { name: 'content.media' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    // The new rule is above the field.
    await tabTo(page, page.getByLabel('read', { exact: true }), 'Shift+Tab')
    await page.keyboard.press('Space')
    await tabTo(page, page.getByRole('button', { name: 'Create key' }))
    await page.keyboard.press('Enter')
    const token = await shownToken(page)
    expect(await verify(token, 'content.media:read')).toMatchObject({ code: 'VALID' })
    expect(await verify(token, 'content.media:update')).toMatchObject({ code: 'FORBIDDEN' })
    await tabTo(page, page.getByRole('button', { name: 'Copy token' }))
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(token)
    await tabTo(page, page.getByRole('button', { name: 'Done' }))
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/d\/main\/keys\/key_/)
  })

  interface AccessScenario {
    access: string
    choose?: (page: Page) => Promise<void>
    may: string[]
    mayNot: string[]
  }
  it.each<AccessScenario>([
    {
      access: 'All',
      may: ['content.article:delete', 'backoffice.users:impersonate', 'shop.order:refund'],
      mayNot: [],
    },
    {
      access: 'Read only',
      may: ['content.article:read', 'backoffice.audit:read'],
      mayNot: ['content.article:update', 'backoffice.audit:export', 'content.article:publish'],
    },
    {
      access: 'Role',
      choose: async page => {
        await page.getByLabel('Role', { exact: true }).last().selectOption('EDITOR')
      },
      may: ['content.article:publish', 'content.types:delete', 'backoffice.roles:read'],
      mayNot: ['backoffice.roles:update', 'backoffice.keys:read', 'shop.order:read'],
    },
    {
      access: 'Custom rules',
      choose: async page => {
        await addRule(page, 'shop.order')
        await page.getByLabel('create', { exact: true }).check()
        await page.getByLabel('read', { exact: true }).check()
      },
      may: ['shop.order:create', 'shop.order:read'],
      mayNot: ['shop.order:update', 'shop.order:*', 'shop.order.line:read', 'content.article:read'],
    },
  ])('$access: the key does exactly that', async ({ access, choose, may, mayNot }) => {
    const page = await openPage(app, { path: NEW_KEY })
    await page.getByLabel('Name', { exact: true }).fill(`Exactly ${access}`)
    await page.getByRole('radio', { name: access, exact: true }).check()
    await choose?.(page)
    await page.getByRole('button', { name: 'Create key' }).click()
    const token = await shownToken(page)
    for (const permission of may) {
      expect(await verify(token, permission), permission).toMatchObject({ code: 'VALID' })
    }
    for (const permission of mayNot) {
      expect(await verify(token, permission), permission).toMatchObject({ code: 'FORBIDDEN' })
    }
  })

  it('makes a key without any rule, which can do nothing', async () => {
    const page = await openPage(app, { path: NEW_KEY })
    await page.getByLabel('Name', { exact: true }).fill('Powerless')
    await page.getByLabel('Custom rules').check()
    await page.getByText('The key can do nothing.').waitFor()
    await page.getByRole('button', { name: 'Create key' }).click()
    const token = await shownToken(page)
    expect(await verify(token)).toMatchObject({ code: 'VALID' })
    expect(await verify(token, 'content.article:read')).toMatchObject({ code: 'FORBIDDEN' })
  })

  it('makes one key of a form that is sent twice, also when the first answer is lost', async () => {
    const page = await openPage(app, { path: NEW_KEY, expected: /net::ERR_/ })
    await page.getByLabel('Name', { exact: true }).fill('Only once')
    await page.getByRole('button', { name: 'Create key' }).dblclick()
    await shownToken(page)
    expect(await keysNamed(app, 'Only once')).toHaveLength(1)

    const again = await openPage(app, { path: NEW_KEY, expected: /net::ERR_/ })
    await again.getByLabel('Name', { exact: true }).fill('Lost and found')
    await again.route(
      '**/v1/domains/main/keys',
      async route => {
        await route.fetch()
        await route.abort('connectionreset')
      },
      { times: 1 },
    )
    await again.getByRole('button', { name: 'Create key' }).click()
    await again.getByText('The server cannot be reached.').first().waitFor()
    await again.getByRole('button', { name: 'Create key' }).click()
    expect(await verify(await shownToken(again))).toMatchObject({ code: 'VALID' })
    expect(await keysNamed(app, 'Lost and found')).toHaveLength(1)
  })
})
