import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, startApp } from './support/app.ts'
import { tabTo } from './support/focus.ts'
import { makeKey, params } from './support/keys.ts'
import { openPage } from './support/page.ts'

describe('by keyboard alone one', () => {
  let app: App
  beforeAll(async () => {
    app = await startApp()
  })
  afterAll(() => app?.close())

  it('registers an API, and tries its routes', async () => {
    await makeKey(app, { name: 'Sunny', role: 'READONLY' })
    const page = await openPage(app, { path: '/d/main/apis/-new' })
    await type(page.getByLabel('Name'), 'Weather')
    await press(page.getByRole('button', { name: 'Add resource' }))
    await type(page.getByLabel('Resource', { exact: true }), 'forecast')
    await press(page.getByRole('button', { name: 'Add route' }))
    await type(page.getByLabel('Path of route 1'), '/forecasts')
    await type(page.getByLabel('Permission of route 1'), 'forecast:read')
    await pick(page.getByRole('option', { name: 'weather.forecast:read' }))
    await press(page.getByRole('button', { name: 'Register API' }))
    await page.getByRole('heading', { level: 1, name: 'Weather' }).waitFor()
    const { routes } = await app.client.apis.read({ params: { ...params, api: 'weather' } })
    expect(routes).toEqual([
      { method: 'GET', path: '/forecasts', permission: 'weather.forecast:read' },
    ])
    await type(page.getByLabel('Path', { exact: true }), '/forecasts')
    await type(page.getByLabel('Key', { exact: true }), 'Sun')
    await pick(page.getByRole('option', { name: 'Sunny' }))
    await press(page.getByRole('button', { name: 'Test' }))
    await page.getByText('Allowed: every layer grants weather.forecast:read.').waitFor()
  })

  it('narrows what a key may do, and asks the simulator about it', async () => {
    const { key } = await makeKey(app, { name: 'Narrowed', scopes: ['content.*:*'] })
    const page = await openPage(app, { path: `/d/main/keys/${key.id}` })
    await tabTo(page.getByRole('tab', { name: 'Overview' }))
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await page.getByRole('tabpanel', { name: 'Access' }).waitFor()
    await tabTo(page.getByLabel('Custom rules'))
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    expect(await page.getByLabel('Read only').isChecked()).toBe(true)
    await press(page.getByRole('button', { name: /^Save/ }))
    await expect
      .poll(async () => (await app.client.keys.read({ params: { ...params, id: key.id } })).scopes)
      .toEqual(['*:read'])
    await page.goto(`/d/main/keys/${key.id}?tab=simulator`)
    await type(page.getByRole('combobox', { name: 'Permission' }), 'content.page:delete')
    await page.keyboard.press('Enter')
    await page.getByText(/^Refused: .* content.page:delete/).waitFor()
  })

  it('finds an event, reads what changed, and checks the chain', async () => {
    await app.client.roles.create({ params, body: { name: 'TYPIST', permissions: [] } })
    const page = await openPage(app, { path: '/d/main/audit' })
    await type(page.getByLabel('Action'), 'role.created')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/audit?*action=role.created*')
    const event = page.getByRole('button', { name: /^Role created/ })
    await press(event)
    await page.getByText('TYPIST').first().waitFor()
    await press(page.getByRole('button', { name: 'Check the chain' }))
    await page.getByText('Intact.').waitFor()
  })

  it('changes the policy for keys, and takes it back before saving', async () => {
    const page = await openPage(app, { path: '/d/main/settings' })
    await press(page.getByRole('navigation', { name: 'Settings' }).getByRole('link').nth(2))
    const box = page.getByLabel('Keys may manage keys')
    await tabTo(box)
    await page.keyboard.press('Space')
    await press(page.getByRole('button', { name: 'Discard' }))
    expect(await box.isChecked()).toBe(false)
    await tabTo(box)
    await page.keyboard.press('Space')
    await press(page.getByRole('button', { name: /^Save/ }))
    await expect
      .poll(async () => (await app.client.domains.read({ params })).settings.programmaticKeys)
      .toBe(true)
  })
})

/** Goes there with Tab, and presses Enter. */
async function press(target: Locator): Promise<void> {
  await tabTo(target)
  await target.page().keyboard.press('Enter')
}

/** Goes there with Tab, and types. */
async function type(target: Locator, text: string): Promise<void> {
  await tabTo(target)
  await target.page().keyboard.type(text)
}

/** Takes the first of what is offered to somebody who types. */
async function pick(offered: Locator): Promise<void> {
  await offered.waitFor()
  const { keyboard } = offered.page()
  await keyboard.press('ArrowDown')
  await keyboard.press('Enter')
}
