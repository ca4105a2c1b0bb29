import { TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, startApp } from './support/app.ts'
import {
  backInSight,
  choose,
  confirm,
  hasFocus,
  pick,
  press,
  tabTo,
  tick,
  type,
} from './support/focus.ts'
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

  it('gives somebody another role, suspends and removes them, and is at the next person then', async () => {
    const { id } = await app.client.domains.read({ params })
    for (const name of ['kim', 'lou'])
      await app.server.seed.user(name, { roles: { [id]: 'EDITOR' } })
    const kim = (await app.client.users.list({ params, query: { search: 'kim' } })).items[0]
    await makeKey(app, { name: 'Night job', role: 'EDITOR', actsAs: kim?.id ?? '' })
    const page = await openPage(app, { path: '/d/main/users' })
    const actions = page.getByRole('button', { name: 'Actions for kim' })
    await choose(actions, 'Change role')
    const role = page.getByRole('dialog').getByLabel('Role')
    await hasFocus(role)
    await page.keyboard.type('READ')
    await page.getByRole('dialog').getByText('Night job').waitFor()
    await confirm(page, 'Change role')
    await hasFocus(actions)
    await choose(actions, 'Suspend')
    await confirm(page, 'Suspend')
    await hasFocus(actions)
    await page.getByRole('cell', { name: 'Suspended', exact: true }).waitFor()
    await choose(actions, 'Remove')
    await confirm(page, 'Remove')
    await actions.waitFor({ state: 'detached' })
    await hasFocus(page.getByRole('button', { name: 'Actions for lou' }))
  })

  it('ticks what a role allows, all of it in sight, saves it and deletes it', async () => {
    const page = await openPage(app, { path: '/d/main/roles/-new' })
    await page.setViewportSize({ width: 1280, height: 600 })
    await type(page.getByLabel('Name'), 'CLERK')
    await tick(page.getByRole('checkbox', { name: 'backoffice.users read' }))
    await press(page.getByRole('button', { name: 'Create role' }))
    await page.getByRole('heading', { level: 1, name: 'CLERK' }).waitFor()
    await tick(page.getByRole('checkbox', { name: 'backoffice.audit read' }))
    const save = page.getByRole('button', { name: 'Save role' })
    await press(save)
    await expect
      .poll(
        async () =>
          (await app.client.roles.read({ params: { ...params, name: 'CLERK' } })).permissions,
      )
      .toEqual(['backoffice.audit:read', 'backoffice.users:read'])
    await expect.poll(() => save.isDisabled()).toBe(true)
    await hasFocus(save)
    await backInSight(page, 40)
    await press(page.getByRole('button', { name: 'Delete' }))
    await confirm(page, 'Delete role')
    await hasFocus(page.getByRole('heading', { level: 1, name: 'Roles' }))
  })

  it('signs in, turns two-step sign-in on, and ends other sessions', async () => {
    const { id } = await app.client.domains.read({ params })
    const password = 'a sentence to remember'
    await app.server.seed.user('max', { roles: { [id]: 'ADMIN' }, password })
    const page = await openPage(app, { signedIn: false, path: '/sign-in?next=%2Faccount' })
    await type(page.getByLabel('E-mail'), 'max@example.com')
    await type(page.getByLabel('Password'), password)
    await page.keyboard.press('Enter')
    await hasFocus(page.getByRole('heading', { level: 1, name: 'My account' }))
    await press(page.getByRole('button', { name: 'Set up' }))
    await hasFocus(page.getByRole('textbox', { name: 'Code' }))
    await press(page.getByRole('button', { name: 'Copy secret' }))
    const secret = await page.evaluate(() => navigator.clipboard.readText())
    const code = new TOTP({ secret }).generate({ timestamp: app.clock.now() })
    await type(page.getByRole('textbox', { name: 'Code' }), code)
    await page.keyboard.press('Enter')
    await press(page.getByRole('button', { name: 'Copy codes' }))
    await confirm(page, 'Done')
    await hasFocus(page.getByRole('heading', { level: 1, name: 'My account' }))
    const end = page.getByRole('button', { name: /^End the session of/ })
    await press(end.first())
    await end.waitFor({ state: 'detached' })
    await hasFocus(page.getByRole('heading', { name: 'Sessions' }))
  })
})
