import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { expectFits, WIDTHS } from './support/fits.ts'
import { params } from './support/keys.ts'
import { openPage } from './support/page.ts'

const PANELS = '/d/main/content/panels'

describe('panels', () => {
  let app: App

  beforeAll(async () => {
    app = await startApp()
    await app.client.contentTypes.create({
      params,
      body: {
        name: 'notice',
        label: 'Notice',
        titleField: 'title',
        schema: {
          type: 'object',
          properties: { title: { type: 'string' } },
          required: ['title'],
        },
      },
    })
    await app.client.objects.create({
      params: { ...params, type: 'notice' },
      body: { id: 'lobby', fields: { title: 'Welcome' } },
    })
    await publish('Welcome')
  })
  afterAll(() => app?.close())

  async function publish(title: string) {
    const at = { params: { ...params, type: 'notice', id: 'lobby' } }
    await app.client.objects.replace({ ...at, body: { fields: { title } } })
    await app.client.objects.publish(at)
  }

  /** The panel that a form makes of the one notice; answers its link. */
  async function make(page: Page, name: string): Promise<string> {
    await page.getByLabel('Name', { exact: true }).fill(name)
    await page.getByLabel('Content type').selectOption('notice')
    await page.getByRole('combobox', { name: 'Object' }).fill('Wel')
    await page.getByRole('option', { name: /^Welcome/ }).click()
    await page.getByRole('button', { name: 'Create panel' }).click()
    const shown = page.getByRole('status', { name: `Link of ${name}` })
    await shown.waitFor()
    return (await shown.textContent()) ?? ''
  }

  it('signs a screen in by its link, shows it what is published, and out when its key is revoked', async () => {
    const page = await openPage(app, { path: PANELS })
    await page.getByText('There is no panel yet').waitFor()
    await page.getByRole('link', { name: 'New panel' }).click()
    const link = await make(page, 'Lobby')
    await page.getByRole('img', { name: 'QR code of the link of Lobby' }).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('dialog', { name: 'Leave without the link?' }).waitFor()
    await page.getByRole('button', { name: 'Leave' }).click()
    await page.getByRole('heading', { level: 1, name: /Lobby/ }).waitFor()
    await page.getByText('No device has opened it').waitFor()
    const token = new URL(link).searchParams.get('api-key') ?? ''
    expect(token).toMatch(/^kw_/)
    expect(await page.content()).not.toContain(token)

    // While the server is away, browsers say so of every attempt.
    const screen = await openPage(app, { path: link, signedIn: false, expected: /WebSocket/ })
    await screen.getByText('Welcome').first().waitFor()
    expect(screen.url()).not.toContain(token)
    await publish('Welcome, closed today')
    await screen.getByText('Welcome, closed today').first().waitFor()

    await page
      .getByRole('cell', { name: /127\.0\.0\.1/ })
      .first()
      .waitFor()
    await expectAccessible(page)

    await app.stop()
    await app.start()
    await publish('Welcome again')
    await screen.getByText('Welcome again').first().waitFor()

    await page.getByRole('link', { name: 'Lobby', exact: true }).click()
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Revoke' }).click()
    await page.getByRole('button', { name: 'Revoke key' }).click()
    await page.getByText('Revoked', { exact: true }).first().waitFor()
    await screen
      .getByText(/signed out/i)
      .first()
      .waitFor()
    expect(await screen.content()).not.toContain('Welcome again')
  })

  it('signs out one device, replaces the link, and ends the panel', async () => {
    const page = await openPage(app, { path: `${PANELS}/new` })
    const old = await make(page, 'Canteen')
    await page.getByRole('button', { name: 'Copy link' }).click()
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('heading', { level: 1, name: /Canteen/ }).waitFor()
    const first = await openPage(app, { path: old, signedIn: false })
    await first
      .getByText(/^Welcome/)
      .first()
      .waitFor()
    await page.getByRole('button', { name: /^Sign out/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
    await first
      .getByText(/signed out/i)
      .first()
      .waitFor()

    await page.getByRole('button', { name: 'New link' }).click()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Make link' }).click()
    const shown = page.getByRole('status', { name: 'Link of Canteen' })
    const link = (await shown.textContent()) ?? ''
    await page.getByRole('button', { name: 'Copy link' }).click()
    await page.getByRole('button', { name: 'Done' }).click()
    const late = await openPage(app, { path: old, signedIn: false, expected: /401/ })
    await late
      .getByText(/signed out/i)
      .first()
      .waitFor()
    expect(late.url()).toBe(`${app.url}${new URL(old).pathname}`)
    const second = await openPage(app, { path: link, signedIn: false })
    await second
      .getByText(/^Welcome/)
      .first()
      .waitFor()

    await page.getByRole('button', { name: 'Edit' }).click()
    await page.getByLabel('A list').check()
    await page.getByRole('button', { name: 'Filter', exact: true }).click()
    await page.getByLabel('Value').fill('welcome')
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.getByRole('button', { name: /Title contains .*welcome/ }).waitFor()
    await page.getByLabel('How many').fill('300')
    await page.getByRole('button', { name: 'Save panel' }).click()
    await page.getByRole('dialog').getByRole('alert').first().waitFor()
    await page.getByLabel('How many').fill('3')
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: 'Close without saving?' }).waitFor()
    await page.getByRole('button', { name: 'Cancel' }).last().click()
    const { items } = await app.client.panels.list({ params, query: {} })
    const keyId = items[0]?.key.id ?? ''
    await app.client.keys.update({
      params: { ...params, id: keyId },
      body: { scopes: ['content.other:read'] },
    })
    await page.getByRole('button', { name: 'Save panel' }).click()
    await page.getByText('3 of notice, newest first, filtered').waitFor()
    await page.getByRole('heading', { level: 1, name: 'Canteen May not read' }).waitFor()
    await page.getByText('Its key may not read notice.').waitFor()
    await expectAccessible(page)
    const [changed] = (await app.client.panels.list({ params, query: {} })).items
    expect(changed?.shows).toMatchObject({ filter: { title: { contains: 'welcome' } } })

    await page.getByRole('button', { name: 'End panel' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'End panel' }).click()
    await second
      .getByText(/signed out/i)
      .first()
      .waitFor()
    await page.getByText('Ended', { exact: true }).first().waitFor()
    await page.getByRole('link', { name: 'Panels' }).click()
    // Those that have ended are ever more: they come page by page.
    const { panel: other } = await app.client.panels.create({
      params,
      body: { name: 'Gate', shows: { kind: 'url', url: 'https://example.com' } },
    })
    await app.client.panels.end({ params: { ...params, id: other.id } })
    await page.route('**/panels?*state=ended*', route =>
      route.continue({ url: route.request().url().replace('limit=100', 'limit=1') }),
    )
    await page.getByLabel('Show those that have ended').check()
    await page.getByRole('link', { name: 'Gate' }).waitFor()
    await page.getByRole('link', { name: 'Canteen' }).waitFor()
  })

  it('who may only look makes nothing, and pages fit', async () => {
    const { id } = await app.client.domains.read({ params })
    const dora = await app.server.seed.user('dora', { roles: { [id]: 'READONLY' } })
    const looking = await openPage(app, { path: PANELS, signedIn: dora })
    await looking.getByRole('heading', { level: 1, name: 'Panels' }).waitFor()
    await looking.getByRole('table').or(looking.getByText('There is no panel yet')).waitFor()
    expect(await looking.getByRole('link', { name: 'New panel' }).count()).toBe(0)
    await looking.goto(`${PANELS}/new`)
    await looking.getByText('backoffice.panels:create').waitFor()

    const page = await openPage(app, { path: `${PANELS}/new`, width: 360 })
    await page.getByRole('button', { name: 'Create panel' }).click()
    await page.getByRole('alert').first().waitFor()
    for (const kind of ['A list', 'An address of your own']) {
      await page.getByLabel(kind).check()
      await expectAccessible(page)
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 })
        await expectFits(page)
      }
    }
    await page.getByLabel('Name', { exact: true }).fill('Elsewhere')
    await page.getByLabel('Address', { exact: true }).fill('http://example.com')
    await page.getByRole('button', { name: 'Create panel' }).click()
    await page.getByText(/An https address/).waitFor()
  })
})
