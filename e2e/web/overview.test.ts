import { createClient, type IssuedKey, KEY_SUMMARY_DAYS } from '@keywright/contract'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { expectFits, WIDTHS } from './support/fits.ts'
import { openPage } from './support/page.ts'

const params = { domain: 'main' }

describe('the overview', () => {
  let app: App
  beforeAll(async () => {
    app = await startApp()
    await app.client.domains.create({ body: { slug: 'empty', name: 'Empty' } })
    const verifier = await make('Verifier', { scopes: ['backoffice.keys:verify'] })
    const soon = await make('Ends soon', { scopes: ['content.*:read'], expiresInDays: 10 })
    const off = await make('Switched off', { scopes: [], expiresInDays: 90 })
    const gone = await make('Gone', { scopes: [] })
    const strong = await make('Too strong', { role: 'ADMIN', expiresInDays: 300 })
    const all = await make('Everywhere', { scopes: ['*:*'], expiresInDays: 300 })
    await makeOld([strong, all])
    await app.client.keys.disable({ params: { ...params, id: off.key.id } })
    await app.client.keys.revoke({ params: { ...params, id: gone.key.id }, body: {} })

    const { verify } = createClient({ url: app.url, token: verifier.token })
    const ask = async (times: number, token: string, permissions?: string[]) => {
      for (let count = 0; count < times; count++) {
        await verify.verify({ body: { token, ...(permissions && { permissions }) } })
      }
    }
    await ask(5, soon.token)
    await ask(2, soon.token, ['content.article:update'])
    await ask(3, off.token)
    await ask(1, gone.token)
    await app.server.server.services.usageRecorder.flush()
  })
  afterAll(() => app?.close())

  function make(name: string, body: object): Promise<IssuedKey> {
    return app.client.keys.create({ params, body: { name, ...body } })
  }

  /** As made long ago, and never used since. */
  function makeOld(keys: IssuedKey[]) {
    return app.server.server.foundation.database.db
      .updateTable('keys')
      .set({ created_at: Date.now() - (KEY_SUMMARY_DAYS.unused + 1) * 86_400_000 })
      .where(
        'id',
        'in',
        keys.map(({ key }) => key.id),
      )
      .execute()
  }

  it('shows what the server counted: requests by outcome, refusals and the most used keys', async () => {
    const { items, keys } = await app.client.usage.ofDomain({ params })
    const counts: Record<string, number> = {}
    for (const { outcome, count } of items) counts[outcome] = (counts[outcome] ?? 0) + count
    expect(counts).toMatchObject({ FORBIDDEN: 2, DISABLED: 3, REVOKED: 1 })

    const page = await openPage(app, { path: '/d/main' })
    const table = page.getByRole('table', { name: 'Requests of the last 24 hours' })
    await table.waitFor()
    const cells = (row: number) =>
      table.getByRole('row').nth(row).locator('th, td').allTextContents()
    expect(await cells(0)).toEqual(['Time', 'Valid', 'Forbidden', 'Disabled', 'Revoked'])
    expect(await cells(-1)).toEqual(['Total', `${counts.VALID}`, '2', '3', '1'])
    await page.getByText(`${(counts.VALID ?? 0) + 6} requests, 6 refused.`).waitFor()
    expect(await page.locator('.recharts-bar').count()).toBe(4)

    expect(await listOf(page, 'Refusals by reason')).toEqual([
      'DisabledThe key is switched off.3',
      'ForbiddenThe key does not hold the permission that was needed.2',
      'RevokedThe key was revoked.1',
    ])
    expect(await listOf(page, 'Most used keys')).toEqual(
      keys.map(({ name, count }) => `${name}${count}`),
    )
  })

  it('opens the keys that were refused most for a reason, and leads to them', async () => {
    const page = await openPage(app, { path: '/d/main' })
    await page.getByRole('button', { name: 'Forbidden' }).click()
    expect(await listOf(page, 'Keys refused most: Forbidden')).toEqual(['Ends soon2'])
    expect(new URL(page.url()).searchParams.get('refused')).toBe('FORBIDDEN')
    await page.getByRole('button', { name: 'Disabled' }).click()
    expect(await listOf(page, 'Keys refused most: Disabled')).toEqual(['Switched off3'])
    await expectAccessible(page)
    const refusals = page.getByRole('list', { name: 'Refusals by reason' })
    await refusals.getByRole('link', { name: 'Switched off' }).click()
    await page.getByRole('heading', { level: 1, name: /^Switched off/ }).waitFor()
    await page.goBack()
    await refusals.getByRole('link', { name: 'All disabled keys' }).click()
    await page.getByRole('heading', { level: 1, name: 'API keys' }).waitFor()
    expect(new URL(page.url()).searchParams.get('state')).toBe('disabled')
  })

  it('keeps the time that is shown in the address', async () => {
    const page = await openPage(app, { path: '/d/main?range=30d' })
    const table = page.getByRole('table', { name: 'Requests of the last 30 days' })
    await table.waitFor()
    // A heading, a total, and every day in between that the 30 days touch.
    expect(await table.getByRole('row').count()).toBe(31 + 2)
    await page.getByRole('button', { name: '7 days' }).click()
    await page.getByRole('table', { name: 'Requests of the last 7 days' }).waitFor()
    expect(new URL(page.url()).searchParams.get('range')).toBe('7d')
  })

  it.each([
    ['Active', ['Ends soon', 'Verifier', 'Everywhere', 'Too strong']],
    ['Disabled', ['Switched off']],
    ['Revoked', ['Gone']],
  ])('counts %s keys and leads to them', async (state, names) => {
    const page = await openPage(app, { path: '/d/main' })
    const figure = page.getByRole('region', { name: 'Keys by state' }).getByRole('link', {
      name: `${state} keys: ${names.length}`,
    })
    await figure.click()
    await expectKeys(page, names)
  })

  it.each([
    ['Expiring soon', ['Ends soon']],
    ['Stale', ['Too strong', 'Everywhere']],
    ['Over-powerful', ['Too strong', 'Everywhere']],
  ])('shows keys that deserve a look, and leads to all of them: %s', async (title, names) => {
    const page = await openPage(app, { path: '/d/main' })
    const listed = await listOf(page, title)
    expect(listed.length).toBe(names.length)
    for (const name of names) expect(listed.join()).toContain(name)
    await page.getByRole('link', { name: new RegExp(`in the list.*${title}`) }).click()
    await expectKeys(page, names)
  })

  it('leads to the keys that live until they are deleted', async () => {
    const page = await openPage(app, { path: '/d/main' })
    await page.getByRole('link', { name: '1 key without expiry' }).click()
    await expectKeys(page, ['Verifier'])
  })

  it('shows the way to the first verified request where there is no key yet', async () => {
    const page = await openPage(app, { path: '/d/empty' })
    await page.getByText('Begin here').waitFor()
    await page.getByText('No requests in this time').waitFor()
    expect(await page.getByRole('link', { name: 'Read the reference' }).getAttribute('href')).toBe(
      '/docs',
    )
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Register API' }).click()
    await page.getByRole('heading', { level: 1, name: 'Register API' }).waitFor()
  })

  it('counts only what a person may see', async () => {
    const { id } = await app.client.domains.read({ params })
    await app.server.seed.role(id, 'OWN_KEYS', ['backoffice.keys.own:*'])
    const own = await app.server.seed.user('own', { roles: { [id]: 'OWN_KEYS' } })
    const page = await openPage(app, { path: '/d/main', signedIn: own })
    await page.getByText('Begin here').waitFor()
    expect(await page.getByText('Most used keys').count()).toBe(0)
  })

  it('is accessible and fits, however wide the screen', async () => {
    const page = await openPage(app, { path: '/d/main' })
    await page.getByRole('table', { name: /^Requests/ }).waitFor()
    await page.getByRole('list', { name: 'Over-powerful' }).waitFor()
    await page.getByText('Not used within 90 days, 2 of them never.').waitFor()
    await expectAccessible(page)
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 })
      await expectFits(page)
    }
  })
})

async function listOf(page: Page, name: string): Promise<string[]> {
  const list = page.getByRole('list', { name, exact: true })
  await list.waitFor()
  return list.getByRole('listitem').allTextContents()
}

/** The list of keys shows these and no others, in any order. */
async function expectKeys(page: Page, names: readonly string[]): Promise<void> {
  await page.getByRole('heading', { level: 1, name: 'API keys' }).waitFor()
  for (const name of names) await page.getByRole('link', { name, exact: true }).first().waitFor()
  const all = ['Verifier', 'Ends soon', 'Switched off', 'Gone', 'Too strong', 'Everywhere']
  for (const name of all.filter(name => !names.includes(name))) {
    expect(await page.getByRole('link', { name, exact: true }).count(), name).toBe(0)
  }
}
