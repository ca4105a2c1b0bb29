import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { expectFits } from './support/fits.ts'
import {
  choose,
  focusedOn,
  issuedToken,
  link,
  makeKey,
  makeKeys,
  params,
  rowLinks,
  selected,
} from './support/keys.ts'
import { openPage } from './support/page.ts'

describe('the list of API keys', () => {
  let app: App
  beforeAll(async () => {
    app = await startApp()
  })
  afterAll(() => app?.close())

  it('teaches what a key is where there is none', async () => {
    await app.client.domains.create({ body: { slug: 'empty', name: 'Empty' } })
    const page = await openPage(app, { path: '/d/empty/keys' })
    await page.getByText('No custom keys yet').waitFor()
    await page.getByRole('link', { name: 'Create key' }).last().click()
    await page.waitForURL('**/d/empty/keys/new')
  })

  it('narrows by search and filters, and its address shows the same to others', async () => {
    await makeKeys(app, ['Warehouse import', 'Warehouse export', 'Kiosk'])
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

  it('tells access in three words, and narrows by them and by kind as the server does', async () => {
    const bodies = {
      'Access wide': { scopes: ['*:*'] },
      'Access admin': { role: 'ADMIN' },
      'Access reading': { scopes: ['*:read'] },
      'Access viewer': { role: 'READONLY', scopes: ['*:*'] },
      'Access editor': { role: 'EDITOR', scopes: ['content.*:read', 'content.media:write'] },
      'Access none': { scopes: [] },
    }
    for (const [name, body] of Object.entries(bodies)) await makeKey(app, { name, ...body })
    const page = await openPage(app, { path: '/d/main/keys?search=access&sort=name' })
    const summary = async (name: string) => {
      const has = page.getByRole('link', { name, exact: true })
      const [text = ''] = await page
        .getByRole('row')
        .filter({ has })
        .getByRole('cell')
        .nth(3)
        .allInnerTexts()
      return text.replace(/\s+/g, ' ').trim()
    }
    await link(page, 'Access wide').waitFor()
    expect(await summary('Access wide')).toBe('All')
    expect(await summary('Access admin')).toBe('All ADMIN')
    expect(await summary('Access reading')).toBe('Read only')
    expect(await summary('Access viewer')).toBe('Read only READONLY')
    expect(await summary('Access editor')).toBe('Restricted EDITOR · 2 scopes')
    expect(await summary('Access none')).toBe('Restricted no scope')

    const access = page.getByLabel('Access', { exact: true })
    const expected = {
      All: ['Access admin', 'Access wide'],
      'Read only': ['Access reading', 'Access viewer'],
      Restricted: ['Access editor', 'Access none'],
    }
    for (const [word, names] of Object.entries(expected)) {
      await access.selectOption(word)
      await expect.poll(() => rowLinks(page)).toEqual(names)
    }
    expect(new URL(page.url()).searchParams.get('access')).toBe('restricted')

    await page.goto('/d/main/keys?sort=name')
    await page.getByLabel('Kind').selectOption('Application keys')
    const names = ['Read and write · application key', 'Read only · application key']
    await expect.poll(() => rowLinks(page)).toEqual(names)
    await page.getByLabel('Kind').selectOption('Both kinds')
    await link(page, 'Access wide').waitFor()
    expect(await rowLinks(page)).toEqual(expect.arrayContaining(names))
  })

  it('offers nothing that the person may not do', async () => {
    const { id } = await app.client.domains.read({ params })
    const reader = await app.server.seed.user('reader', { roles: { [id]: 'READONLY' } })
    await makeKeys(app, ['Seen by the reader'])
    const page = await openPage(app, {
      path: '/d/main/keys?search=reader',
      signedIn: reader,
    })
    await link(page, 'Seen by the reader').waitFor()
    expect(await page.getByRole('checkbox').count()).toBe(0)
    expect(await page.getByRole('link', { name: 'Create key' }).count()).toBe(0)
    expect(await page.getByRole('button', { name: /Reveal|Regenerate/ }).count()).toBe(0)
    await page.getByRole('button', { name: 'Actions for Seen by the reader' }).click()
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual(['Open', 'Copy id'])
  })

  it('is accessible with all it opens', async () => {
    await makeKeys(app, ['Shown'])
    const page = await openPage(app, { path: '/d/main/keys' })
    const box = page.getByLabel('Select Shown')
    await box.waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Compact rows' }).click()
    await page.getByRole('button', { name: 'Actions for Shown' }).click()
    await page.getByRole('menu').waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Acts as anyone' }).click()
    await page.getByLabel('Search users').waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await box.check()
    await expectAccessible(page)
    await page.goto('/d/main/keys?search=nothing&actsAs=usr_01h455vb4pex5vsknk084sn02q')
    await page.getByText('No key matches').waitFor()
    await expectAccessible(page)
  })

  it('asks accessibly what it asks', async () => {
    await makeKeys(app, ['Asked'])
    const page = await openPage(app, { path: '/d/main/keys?search=asked' })
    for (const action of ['Disable', 'Revoke', 'Rotate']) {
      await choose(page, 'Asked', action)
      await page.getByRole('dialog').waitFor()
      await expectAccessible(page)
      if (action !== 'Rotate') await page.keyboard.press('Escape')
    }
    await page.getByRole('button', { name: 'Rotate key' }).click()
    await issuedToken(page)
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: 'Leave without the token?' }).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Leave' }).last().click()
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click()
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await focusedOn(page, 'Keyboard shortcuts')
    await page.getByLabel('Select Asked').check()
    for (const action of ['Disable', 'Revoke']) {
      await selected(page).getByRole('button', { name: action }).click()
      await page.getByRole('dialog', { name: `${action} 1 key?` }).waitFor()
      await expectAccessible(page)
      await page.keyboard.press('Escape')
    }
  })

  it.each([360, 390, 768, 1920])('fits a screen of %i px', async width => {
    await makeKeys(app, [`A key with a name that is too long for a screen of ${width} pixels`])
    const page = await openPage(app, { path: '/d/main/keys', width })
    await page.getByLabel('Search keys').waitFor()
    // On a phone, filters do not stand before the first key.
    expect(await page.getByLabel('Kind').isVisible()).toBe(width >= 640)
    if (width < 640) {
      await page.getByRole('button', { name: 'Filters', exact: true }).click()
      await page.getByLabel('State').selectOption('Active')
      await page.getByRole('button', { name: 'Filters 1 set' }).waitFor()
    }
    await page
      .getByLabel(/^Select A key/)
      .first()
      .check()
    await selected(page).waitFor()
    await expectFits(page)
    await expectAccessible(page)
  })
})
