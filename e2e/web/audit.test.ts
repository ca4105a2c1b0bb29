import { readFile } from 'node:fs/promises'
import type { AuditEvent } from '@keywright/contract'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { set, tamper } from '../../packages/server/src/testing/tamper-audit.ts'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { expectFits, WIDTHS } from './support/fits.ts'
import { openPage } from './support/page.ts'

const params = { domain: 'main' }

describe('the pages of the audit trail', () => {
  let app: App
  let keyId: string
  beforeAll(async () => {
    app = await startApp()
    const { key } = await app.client.keys.create({
      params,
      body: { name: 'Till', scopes: ['content.article:read'], expiresInDays: 30 },
    })
    keyId = key.id
    await app.client.keys.update({
      params: { ...params, id: keyId },
      body: { name: 'Cash desk', scopes: ['content.article:read', 'content.page:read'] },
    })
    await app.client.roles.create({
      params,
      body: { name: 'WRITER', permissions: ['content.article:write'] },
    })
  })
  afterAll(() => app?.close())

  const events = (page: Page) => page.getByRole('list', { name: 'Events' }).locator('> li')

  async function download(page: Page, format: 'NDJSON' | 'CSV'): Promise<string> {
    await page.getByRole('button', { name: 'Export' }).click()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: format }).click(),
    ])
    expect(file.suggestedFilename()).toBe(`audit-main.${format.toLowerCase()}`)
    return readFile(await file.path(), 'utf8')
  }

  it('keeps its filters in the address, and narrows by a click on who or what', async () => {
    const path = `/d/main/audit?action=key.&targetId=${keyId}&before=2020`
    const page = await openPage(app, { path })
    await events(page).first().waitFor()
    expect(await events(page).count()).toBe(2)
    expect(await page.getByLabel('Action').inputValue()).toBe('key.')

    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByText('Role created').waitFor()
    await page.getByLabel('Action').fill('role.created')
    await page.getByRole('button', { name: 'Apply filters' }).click()
    await expect.poll(() => events(page).count()).toBe(1)
    expect(new URL(page.url()).searchParams.get('action')).toBe('role.created')
    await page.goBack()
    await expect.poll(() => events(page).count()).toBeGreaterThan(2)

    await page.getByRole('button', { name: /^Key updated/ }).click()
    await page.getByRole('button', { name: 'Only this' }).click()
    await expect.poll(() => events(page).count()).toBe(2)
    expect(new URL(page.url()).searchParams.get('targetId')).toBe(keyId)

    const from = new Date(Date.now() + 60_000).toISOString()
    await page.goto(`/d/main/audit?from=${from}`)
    await page.getByText('No event has all of what is chosen above.').waitFor()
  })

  it('completes actions, users and keys by name, and says who an id in the address is', async () => {
    const page = await openPage(app, { path: '/d/main/audit' })
    const field = (name: string) => page.getByRole('combobox', { name, exact: true })
    await field('Action').fill('revo')
    await page.getByRole('option', { name: 'key.revoked' }).waitFor()
    await field('Action').fill('key up')
    await page.getByRole('option', { name: 'key.updated' }).click()
    await page.waitForURL(/action=key\.updated/)
    await field('What').fill('Cash')
    await page.getByRole('option', { name: /^Cash desk/ }).click()
    await page.waitForURL(new RegExp(`targetId=${keyId}`))
    await field('Who').fill('owner@')
    await page.getByRole('option', { name: /^owner@example.com/ }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForURL(/actorId=usr_/)
    await expect.poll(() => events(page).count()).toBe(1)

    await page.reload()
    await expect.poll(() => field('Who').inputValue()).toBe('owner@example.com')
    await expect.poll(() => field('What').inputValue()).toBe('Cash desk')
    await field('Who').fill('somebody')
    await page.getByRole('button', { name: 'Apply filters' }).click()
    await page.getByText('Choose one from the list, or give an id.').waitFor()
    await expectAccessible(page)
    await field('Who').fill('')
    await field('What').fill(keyId)
    await page.keyboard.press('Enter')
    await expect.poll(() => new URL(page.url()).searchParams.has('actorId')).toBe(false)
    expect(new URL(page.url()).searchParams.get('targetId')).toBe(keyId)
  })

  it('shows what a change of a key changed, side by side, and who made it', async () => {
    const page = await openPage(app, { path: `/d/main/audit?targetId=${keyId}` })
    await page.getByRole('button', { name: /^Key updated/ }).click()
    const cells = await page
      .getByRole('region', { name: 'Changed fields' })
      .getByRole('row')
      .evaluateAll(rows =>
        rows.map(row => [...row.querySelectorAll('th, td')].map(cell => cell.textContent)),
      )
    expect(cells).toEqual([
      ['Field', 'Before', 'After'],
      ['Name', 'Till', 'Cash desk'],
      ['Scopes', 'content.article:read', 'content.article:readcontent.page:read'],
    ])
    const { items } = await app.client.audit.list({ params, query: { action: 'key.updated' } })
    await page.getByText(items[0]?.requestId ?? 'no request').waitFor()
    await page.getByText('owner@example.com (user)').waitFor()
    expect(await page.getByLabel('record of the event', { exact: true }).count()).toBe(0)
    await page.getByRole('button', { name: 'Show the record' }).click()
    await page.getByLabel('record of the event', { exact: true }).waitFor()
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Open the key' }).click()
    await page.getByRole('heading', { level: 1, name: 'Cash desk' }).waitFor()
  })

  it('exports what the filters let through, as NDJSON and as CSV', async () => {
    const page = await openPage(app, { path: `/d/main/audit?targetId=${keyId}` })
    const lines = (await download(page, 'NDJSON')).trim().split('\n')
    const records = lines.map(line => JSON.parse(line) as AuditEvent)
    expect(records.map(({ action }) => action)).toEqual(['key.created', 'key.updated'])
    expect(records[1]?.after).toMatchObject({ name: 'Cash desk' })

    const [heading, ...rows] = readCsv(await download(page, 'CSV'))
    expect(heading?.slice(0, 3)).toEqual(['seq', 'at', 'action'])
    const named = (row: string[], name: string) => row[heading?.indexOf(name) ?? -1]
    expect(rows.map(row => [named(row, 'action'), named(row, 'targetId')])).toEqual([
      ['key.created', keyId],
      ['key.updated', keyId],
    ])
    expect(JSON.parse(named(rows[1] ?? [], 'after') ?? '')).toMatchObject({ name: 'Cash desk' })
  })

  it('loads older events when the end comes near', async () => {
    for (let count = 0; count < 120; count++) {
      await app.client.domains.update({ params, body: { name: `Main ${count}` } })
    }
    const page = await openPage(app, { path: '/d/main/audit?action=domain.updated' })
    await events(page).first().waitFor()
    expect(await events(page).count()).toBeLessThanOrEqual(100)
    await expect
      .poll(
        async () => {
          await page.mouse.wheel(0, 4000)
          return events(page).count()
        },
        { timeout: 15_000 },
      )
      .toBe(120)
    await page.getByText('That is all.').waitFor()
  })

  it('says that an untouched chain is intact, with its length and head', async () => {
    const { events: count, headHash } = await app.client.audit.verify({ params })
    const page = await openPage(app, { path: '/d/main/audit' })
    await page.getByRole('button', { name: 'Check the chain' }).click()
    await page.getByText('Intact.').waitFor()
    const said = await page.getByRole('region', { name: 'Chain check' }).textContent()
    expect(said).toContain(`${count} events`)
    expect(said).toContain(headHash)
  })

  it('names an event that somebody changed behind its back', async () => {
    const other = await startApp()
    try {
      const { id } = await other.client.domains.read({ params })
      await other.client.keys.create({ params, body: { name: 'Till', scopes: [] } })
      await tamper(other.server, db => set(db, id, 2, { target_label: 'Another' }))
      const page = await openPage(other, { path: '/d/main/audit' })
      await page.getByRole('button', { name: 'Check the chain' }).click()
      await page.getByText('Not intact.').waitFor()
      const problems = page.getByRole('list', { name: 'Problems' }).getByRole('listitem')
      expect(await problems.count()).toBe(1)
      expect(await problems.textContent()).toContain('2 changed')
      await expectAccessible(page)
    } finally {
      await other.close()
    }
  })

  it('shows the trail of the instance to its administrators only', async () => {
    await app.client.domains.create({ body: { slug: 'second', name: 'Second' } })
    const page = await openPage(app, { path: '/audit?action=domain.created' })
    await page.getByRole('button', { name: /^Domain created second/ }).waitFor()
    const reader = await app.server.seed.user('reader')
    const refused = await openPage(app, { path: '/audit', signedIn: reader })
    await refused.getByText('You may not see this').waitFor()
    expect(await refused.getByRole('button', { name: 'Apply filters' }).count()).toBe(0)
  })

  it.each(WIDTHS)('is accessible and fits at %i px', async width => {
    for (const path of ['/d/main/audit', '/audit']) {
      const page = await openPage(app, { path, width })
      await events(page).first().waitFor()
      const { y } = (await events(page).first().boundingBox()) ?? { y: Infinity }
      expect(y, 'where the first event begins').toBeLessThan(560)
      if (path === '/audit') await page.getByText('Signed in').first().waitFor()
      const when = events(page).first().locator('time').filter({ visible: true })
      expect(/\d:\d\d/.test((await when.textContent()) ?? '')).toBe(width < 768)
      await events(page).first().getByRole('button').click()
      await page.getByText('Request', { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Check the chain' }).click()
      await page.getByText('Intact.').waitFor()
      await expectAccessible(page)
      await expectFits(page)
      const more = page.getByRole('button', { name: 'Filters', exact: true })
      expect(await page.getByLabel('Who').isVisible()).toBe(width >= 640)
      if (width < 640) await more.click()
      await page.getByLabel('Who').waitFor()
      await page.getByLabel('Action').fill('created')
      await page.getByRole('listbox').waitFor()
      await expectAccessible(page)
      await expectFits(page)
    }
  })
})

/** The cells of RFC 4180, none of which holds a line break here. */
function readCsv(text: string): string[][] {
  const lines = text.trim().split('\r\n')
  return lines.map(line =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
    ),
  )
}
