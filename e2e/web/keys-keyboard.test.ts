import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, startApp } from './support/app.ts'
import { tabTo } from './support/focus.ts'
import {
  focusedOn,
  issuedToken,
  link,
  makeKey,
  makeKeys,
  params,
  rowLinks,
  selected,
  statusOf,
} from './support/keys.ts'
import { openPage } from './support/page.ts'

describe('API keys by keyboard alone', () => {
  let app: App
  beforeAll(async () => {
    app = await startApp()
  })
  afterAll(() => app?.close())

  it('walks through the list, selects, opens and makes keys', async () => {
    await makeKeys(app, ['Walk a', 'Walk b', 'Walk c'])
    const page = await openPage(app, { path: '/d/main/keys?search=walk&sort=name' })
    await link(page, 'Walk c').waitFor()
    await page.keyboard.press('j')
    await focusedOn(page, 'Walk a')
    await page.keyboard.press('j')
    await page.keyboard.press('ArrowDown')
    await focusedOn(page, 'Walk c')
    await page.keyboard.press('j')
    await focusedOn(page, 'Walk c')
    await page.keyboard.press('k')
    await focusedOn(page, 'Walk b')
    await page.keyboard.press('x')
    await selected(page).getByText('1 selected').waitFor()
    expect(await page.getByLabel('Select Walk b').isChecked()).toBe(true)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Walk b' }).waitFor()

    await page.goBack()
    await link(page, 'Walk a').waitFor()
    // What somebody types is a text, and no shortcut.
    await page.keyboard.press('/')
    await page.keyboard.type('jxc?')
    await page.waitForURL(/search=walkjxc|search=jxc/)
    await tabTo(page.getByRole('button', { name: 'Compact rows' }))
    await page.keyboard.press('?')
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await dialog.getByText('Next key').waitFor()
    await page.keyboard.press('c')
    expect(await dialog.isVisible()).toBe(true)
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await page.keyboard.press('c')
    await page.waitForURL('**/keys/new')
  })

  it('leaves single keys alone for those who switched them off', async () => {
    await makeKeys(app, ['Quiet'])
    const page = await openPage(app, { path: '/d/main/keys?search=quiet' })
    await link(page, 'Quiet').waitFor()
    await page.keyboard.press('?')
    await page.getByLabel('Use single keys as shortcuts').press('Space')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    for (const key of ['?', 'j', 'c']) await page.keyboard.press(key)
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(new URL(page.url()).pathname).toBe('/d/main/keys')
    expect(await page.evaluate(() => document.activeElement?.textContent)).not.toBe('Quiet')
  })

  it('disables several keys at once', async () => {
    const tokens = await makeKeys(app, ['Both a', 'Both b'])
    const page = await openPage(app, { path: '/d/main/keys?search=both&sort=name' })
    await link(page, 'Both b').waitFor()
    for (const key of ['j', 'x', 'j', 'x']) await page.keyboard.press(key)
    await selected(page).getByText('2 selected').waitFor()
    const button = selected(page).getByRole('button', { name: 'Disable' })
    await tabTo(button)
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Disable 2 keys?' })
    await dialog.waitFor()
    for (const name of ['Close', 'Cancel', 'Disable 2 keys']) {
      await page.keyboard.press('Tab')
      await focusedOn(page, name)
    }
    await page.keyboard.press('Enter')
    await page.getByText('2 keys are disabled').first().waitFor()
    expect(await Promise.all(tokens.map(token => statusOf(app, token)))).toEqual([401, 401])
    expect(await rowLinks(page)).toEqual(['Both a', 'Both b'])
  })

  it('rotates a key', async () => {
    const { key, token } = await makeKey(app, { name: 'Turned', role: 'READONLY' })
    const page = await openPage(app, { path: '/d/main/keys?search=turned' })
    await link(page, 'Turned').waitFor()
    await page.keyboard.press('j')
    await focusedOn(page, 'Turned')
    await page.keyboard.press('Tab')
    await focusedOn(page, 'Actions for Turned')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement?.closest('[role=menu]'))
    await page.keyboard.press('r')
    await focusedOn(page, 'Rotate …')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Rotate Turned' }).waitFor()
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    const fresh = await issuedToken(page)
    expect([await statusOf(app, token), await statusOf(app, fresh)]).toEqual([200, 200])
    await page.keyboard.press('Escape')
    const question = page.getByRole('dialog', { name: 'Leave without the token?' })
    await tabTo(question.getByRole('button', { name: 'Leave' }))
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await focusedOn(page, 'API keys')
    const { secrets } = await app.client.keys.read({ params: { ...params, id: key.id } })
    expect(secrets.length).toBe(2)
  })
})
