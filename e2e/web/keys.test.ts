import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeInBulk } from '../../bench/seed/bulk-writer.ts'
import { seedRows } from '../../bench/seed/rows.ts'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { openPage } from './support/page.ts'

const params = { domain: 'main' }
const MANY = 50_000

describe('the list of API keys', () => {
  let app: App
  beforeAll(async () => {
    app = await startApp()
  })
  afterAll(() => app.close())

  /** The status that a token gets for "who am I". */
  async function statusOf(token: string): Promise<number> {
    const response = await app.server.request('/v1/me', {
      headers: { authorization: `Bearer ${token}` },
    })
    return response.status
  }

  async function makeKeys(names: readonly string[]): Promise<string[]> {
    const issued = await Promise.all(
      names.map(name =>
        app.client.keys.create({ params, body: { name, role: 'READONLY', expiresInDays: 20 } }),
      ),
    )
    return issued.map(({ token }) => token)
  }

  it('teaches what a key is where there is none', async () => {
    await app.client.domains.create({ body: { slug: 'empty', name: 'Empty' } })
    const page = await openPage(app, { path: '/d/empty/keys' })
    await page.getByText('No custom keys yet').waitFor()
    await page.getByRole('link', { name: 'Create key' }).last().click()
    await page.waitForURL('**/d/empty/keys/new')
  })

  it('narrows by search and filters, and its address shows the same to others', async () => {
    await makeKeys(['Warehouse import', 'Warehouse export', 'Kiosk'])
    const page = await openPage(app, { path: '/d/main/keys' })
    await link(page, 'Kiosk').waitFor()

    await page.keyboard.press('/')
    await page.keyboard.type('wareh')
    await link(page, 'Kiosk').waitFor({ state: 'detached' })
    await page.getByLabel('Role', { exact: true }).selectOption('READONLY')
    await page.getByLabel('Expiry').selectOption('Expiring in 30 days')
    await page.getByRole('button', { name: 'Name / Description' }).click()
    await page.waitForURL(/sort=name/)
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
      search: 'wareh',
      role: 'READONLY',
      expiringInDays: '30',
      sort: 'name',
    })

    const other = await openPage(app, { path: page.url().slice(app.url.length) })
    await link(other, 'Warehouse import').waitFor()
    expect(await rowLinks(other)).toEqual(['Warehouse export', 'Warehouse import'])
    expect(await other.getByLabel('Search keys').inputValue()).toBe('wareh')

    await other.getByLabel('State').selectOption('Disabled')
    await other.getByText('No key matches').waitFor()
    await other.getByRole('button', { name: 'Clear filters' }).first().click()
    await link(other, 'Kiosk').waitFor()
    expect(new URL(other.url()).search).toBe('?sort=name')
  })

  it('disables several keys at once, and their tokens stop', async () => {
    const tokens = await makeKeys(['Pair one', 'Pair two'])
    expect(await Promise.all(tokens.map(statusOf))).toEqual([200, 200])
    await app.server.server.services.usageRecorder.flush()
    const page = await openPage(app, { path: '/d/main/keys?search=pair' })
    await page.getByLabel('Select all keys shown').check()
    await selected(page).getByRole('button', { name: 'Disable' }).click()

    const dialog = page.getByRole('dialog', { name: 'Disable 2 keys?' })
    await dialog.getByText('2 of them were used in the last 7 days').waitFor()
    await dialog.getByRole('button', { name: 'Disable 2 keys' }).click()
    await page.getByText('2 keys are disabled').first().waitFor()
    expect(await page.getByRole('cell').getByText('Disabled', { exact: true }).count()).toBe(2)
    expect(await Promise.all(tokens.map(statusOf))).toEqual([401, 401])

    await page.getByRole('button', { name: 'Actions for Pair one' }).click()
    await page.getByRole('menuitem', { name: 'Enable' }).click()
    await page.getByText('Pair one is enabled').first().waitFor()
    expect(await Promise.all(tokens.map(statusOf))).toEqual([200, 401])
  })

  it('revokes several keys at once, and names those that it could not', async () => {
    const tokens = await makeKeys(['Leaked one', 'Leaked two', 'Leaked three'])
    const page = await openPage(app, { path: '/d/main/keys?search=leaked&sort=name' })
    await page.getByLabel('Select Leaked one').check()
    await page.getByLabel('Select Leaked two').check()
    await selected(page).getByRole('button', { name: 'Revoke' }).click()
    await page.getByRole('button', { name: 'Revoke 2 keys' }).click()
    await page.getByText('2 keys are revoked').first().waitFor()
    expect(await rowLinks(page)).toEqual(['Leaked three'])
    expect(await Promise.all(tokens.map(statusOf))).toEqual([401, 401, 200])

    // Somebody else was faster.
    const { items } = await app.client.keys.list({ params, query: { search: 'leaked three' } })
    const [third] = items
    if (!third) throw new Error('The third key is gone')
    await app.client.keys.revoke({ params: { ...params, id: third.id }, body: {} })
    await page.getByLabel('Select Leaked three').check()
    await selected(page).getByRole('button', { name: 'Disable' }).click()
    await page.getByRole('button', { name: 'Disable 1 key' }).click()
    const failures = page.getByRole('dialog', { name: '1 key was not changed' })
    await failures.getByText('Leaked three').waitFor()
    await failures.getByText('KEY_REVOKED').waitFor()
    await expectAccessible(page)

    await page.goto('/d/main/keys?search=leaked&state=revoked&sort=name')
    await link(page, 'Leaked one').waitFor()
    expect(await rowLinks(page)).toEqual(['Leaked one', 'Leaked three', 'Leaked two'])
    expect(await link(page, 'Leaked one').getAttribute('href')).toMatch(/^\/d\/main\/keys\/key_/)
  })

  it('revokes one key from its menu, after saying what was using it', async () => {
    const [token = ''] = await makeKeys(['Forgotten panel'])
    await statusOf(token)
    await app.server.server.services.usageRecorder.flush()
    const page = await openPage(app, { path: '/d/main/keys?search=forgotten' })
    await page.getByRole('button', { name: 'Actions for Forgotten panel' }).press('Enter')
    await page.getByRole('menuitem', { name: 'Revoke' }).press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Revoke Forgotten panel?' })
    await dialog.waitFor()
    await page.keyboard.press('Escape')
    await focusedOn(page, 'Actions for Forgotten panel')

    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Revoke' }).press('Enter')
    await dialog.getByText('1 call in the last 24 hours').waitFor()
    await dialog.getByLabel('Reason').fill('The panel is gone')
    await page.keyboard.press('Enter')
    await page.getByText('No key matches').waitFor()
    expect(await statusOf(token)).toBe(401)
    await focusedOn(page, 'API keys')
  })

  it('reveals an application key to who enters the password again, and keeps a record', async () => {
    const page = await openPage(app, { path: '/d/main/keys' })
    const card = page.getByRole('article', { name: 'Read and write' })
    await card.getByRole('button', { name: 'Reveal' }).waitFor()
    app.clock.advance(6 * 60_000)
    await card.getByRole('button', { name: 'Reveal' }).click()
    const prompt = page.getByRole('dialog', { name: 'Enter your password' })
    await expectAccessible(page)
    await prompt.getByLabel('Password').fill(app.owner.password)
    await prompt.getByRole('button', { name: 'Go on' }).click()
    const token = (await card.getByText(/^kw_[0-9A-Za-z]{49}$/).textContent()) ?? ''
    expect(await statusOf(token)).toBe(200)
    await expectAccessible(page)

    const { items } = await app.client.audit.list({ params, query: { action: 'key.revealed' } })
    expect(items[0]).toMatchObject({ actor: { label: app.owner.email } })

    await card.getByRole('button', { name: 'Copy' }).click()
    await page.waitForFunction(async text => (await navigator.clipboard.readText()) === text, token)
    await card.getByRole('button', { name: 'QR code' }).click()
    await page.getByRole('img', { name: 'QR code of Read and write' }).waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await card.getByRole('button', { name: 'Hide' }).click()
    expect(await page.content()).not.toContain(token)
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))
    expect(kept + page.url()).not.toContain(token)
  })

  it('regenerates an application key: the old token stops, the new one is shown and works', async () => {
    const { items } = await app.client.keys.list({ params, query: { kind: 'application' } })
    const id = items.find(key => key.name === 'Read only')?.id ?? ''
    const { token: old } = await revealed(app, id)
    expect(await statusOf(old)).toBe(200)
    const page = await openPage(app, { path: '/d/main/keys' })
    const card = page.getByRole('article', { name: 'Read only' })
    await card.getByRole('button', { name: 'Regenerate' }).click()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Regenerate token' }).click()
    const token = (await card.getByText(/^kw_[0-9A-Za-z]{49}$/).textContent()) ?? ''
    expect(token).not.toBe(old)
    expect([await statusOf(old), await statusOf(token)]).toEqual([401, 200])
  })

  it('offers nothing that the person may not do', async () => {
    const { items } = await app.client.domains.list({})
    const domain = items.find(({ slug }) => slug === 'main')
    const reader = await app.server.seed.user('reader', {
      roles: { [domain?.id ?? '']: 'READONLY' },
    })
    await makeKeys(['Seen by the reader'])
    const page = await openPage(app, {
      path: '/d/main/keys?search=reader',
      signedIn: { cookie: reader.cookie },
    })
    await link(page, 'Seen by the reader').waitFor()
    expect(await page.getByRole('checkbox').count()).toBe(0)
    expect(await page.getByRole('link', { name: 'Create key' }).count()).toBe(0)
    expect(await page.getByRole('button', { name: /Reveal|Regenerate/ }).count()).toBe(0)
    await page.getByRole('button', { name: 'Actions for Seen by the reader' }).click()
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual(['Open', 'Copy id'])
  })

  it.each(['light', 'dark'] as const)('is accessible with all it opens, in %s', async theme => {
    await makeKeys([`Shown in ${theme}`])
    const page = await openPage(app, { path: '/d/main/keys', theme })
    const box = page.getByLabel(`Select Shown in ${theme}`)
    await box.waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Compact rows' }).click()
    await page.getByRole('button', { name: `Actions for Shown in ${theme}` }).click()
    await page.getByRole('menu').waitFor()
    await expectAccessible(page)
    await page.getByRole('menuitem', { name: 'Revoke' }).click()
    await page.getByRole('dialog').waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Acts as anyone' }).click()
    await page.getByLabel('Search users').waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await box.check()
    await expectAccessible(page)
    await selected(page).getByRole('button', { name: 'Revoke' }).click()
    await page.getByRole('dialog').waitFor()
    await expectAccessible(page)
    await page.goto('/d/main/keys?search=nothing&actsAs=usr_01h455vb4pex5vsknk084sn02q')
    await page.getByText('No key matches').waitFor()
    await expectAccessible(page)
  })

  it.each([360, 390, 768, 1920])('fits a screen of %i px', async width => {
    await makeKeys([`A key with a name that is too long for a screen of ${width} pixels`])
    const page = await openPage(app, { path: '/d/main/keys', width })
    await page.getByLabel('Search keys').waitFor()
    await page
      .getByLabel(/^Select A key/)
      .first()
      .check()
    await selected(page).waitFor()
    expect(await overflowOf(page)).toBe(0)
    await expectAccessible(page)
  })

  it('stays smooth with 50 000 keys', { timeout: 120_000 }, async () => {
    await seedMany(app, 'large')
    const page = await openPage(app, { path: '/d/large/keys' })
    await page.getByText('100 keys shown; there are more').last().waitFor()
    let most = 0
    const longest = await longestTask(page, async () => {
      await page.mouse.move(640, 600)
      for (let step = 0; step < 30; step++) {
        await page.mouse.wheel(0, 2000)
        await page.waitForTimeout(30)
        most = Math.max(most, await page.getByRole('row').count())
      }
      await page.getByText(FAR).last().waitFor()
      await page.keyboard.press('/')
      await page.keyboard.type('n0000042')
      await page.getByText('1 key', { exact: true }).last().waitFor()
    })
    expect(await rowLinks(page)).toEqual(['Service eu42 n0000042'])
    expect(most, 'rows in the document').toBeLessThan(60)
    expect(longest, 'the longest task in milliseconds').toBeLessThan(200)
  })
})

/** How many keys are there after some scrolling. */
const FAR = /^([5-9]|1,\d)00 keys shown; there are more$/

/** An event of the browser's trace, as far as it is read here; times are in microseconds. */
interface TraceEvent {
  name: string
  pid: number
  tid: number
  tdur?: number
}

/**
 * The longest that the page's own thread worked without a pause meanwhile, in milliseconds of the
 * processor: how long it had to wait for its turn on a busy machine says nothing about the page.
 */
async function longestTask(page: Page, work: () => Promise<void>): Promise<number> {
  const browser = await page.context().newCDPSession(page)
  const events: TraceEvent[] = []
  browser.on('Tracing.dataCollected', ({ value }) => {
    // The protocol describes all events alike, by their least.
    events.push(...(value as unknown as TraceEvent[]))
  })
  const complete = new Promise<void>(resolve =>
    browser.on('Tracing.tracingComplete', () => resolve()),
  )
  await browser.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', 'devtools.timeline'] },
  })
  await work()
  await browser.send('Tracing.end')
  await complete
  const script = events.find(({ name }) => name === 'FunctionCall')
  const tasks = events.filter(
    ({ name, pid, tid }) => name.endsWith('RunTask') && pid === script?.pid && tid === script.tid,
  )
  expect(tasks.length, 'tasks in the trace').toBeGreaterThan(100)
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000
}

function link(page: Page, name: string) {
  return page.getByRole('row').getByRole('link', { name, exact: true })
}

function rowLinks(page: Page): Promise<string[]> {
  return page.getByRole('row').getByRole('link').allInnerTexts()
}

/** Waits until the focus is on the control or heading of that name. */
async function focusedOn(page: Page, name: string): Promise<void> {
  await page.waitForFunction(
    wanted =>
      [document.activeElement?.ariaLabel, document.activeElement?.textContent].includes(wanted),
    name,
  )
}

function selected(page: Page) {
  return page.getByRole('region', { name: 'Selected keys' })
}

function overflowOf(page: Page): Promise<number> {
  return page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
}

/** The token of a key, to somebody who has just entered the password. */
async function revealed(app: App, id: string): Promise<{ token: string }> {
  await app.client.session.reauthenticate({ body: { password: app.owner.password } })
  return app.client.keys.reveal({ params: { ...params, id } })
}

/** Puts keys straight into the database of a new domain. */
async function seedMany(app: App, slug: string): Promise<void> {
  const { id: domainId } = await app.client.domains.create({ body: { slug, name: slug } })
  const { database, keyring } = app.server.server.foundation
  const tables = ['keys', 'key_usage', 'secrets', 'key_terms'] as const
  await writeInBulk(database, tables, async writer => {
    for (let from = 0; from < MANY; from += 4096) {
      const target = { domainId, keyring, count: MANY, now: app.clock.now() }
      const rows = seedRows(target, from, Math.min(MANY, from + 4096))
      for (const table of tables) await writer.insert(table, rows[table])
    }
  })
}
