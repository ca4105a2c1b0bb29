import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { holdUp } from './support/hold-up.ts'
import {
  choose,
  focusedOn,
  issuedToken,
  leaveToken,
  link,
  makeKey,
  makeKeys,
  member,
  params,
  rowLinks,
  selected,
  statusOf,
} from './support/keys.ts'
import { openPage } from './support/page.ts'

describe('what is done with keys in their list', () => {
  let app: App
  beforeAll(async () => {
    app = await startApp()
  })
  afterAll(() => app?.close())

  it('disables several keys at once, and their tokens stop', async () => {
    const tokens = await makeKeys(app, ['Pair one', 'Pair two'])
    expect(await Promise.all(tokens.map(token => statusOf(app, token)))).toEqual([200, 200])
    await app.server.server.services.usageRecorder.flush()
    const page = await openPage(app, { path: '/d/main/keys?search=pair' })
    await page.getByLabel('Select all keys shown').check()
    await selected(page).getByRole('button', { name: 'Disable' }).click()

    const dialog = page.getByRole('dialog', { name: 'Disable 2 keys?' })
    await dialog.getByText('2 of them were used in the last 7 days').waitFor()
    await dialog.getByRole('button', { name: 'Disable 2 keys' }).click()
    await page.getByText('2 keys are disabled').first().waitFor()
    expect(await page.getByRole('cell').getByText('Disabled', { exact: true }).count()).toBe(2)
    expect(await Promise.all(tokens.map(token => statusOf(app, token)))).toEqual([401, 401])

    await page.getByRole('button', { name: 'Actions for Pair one' }).click()
    await page.getByRole('menuitem', { name: 'Enable' }).click()
    await page.getByText('Pair one is enabled').first().waitFor()
    expect(await Promise.all(tokens.map(token => statusOf(app, token)))).toEqual([200, 401])
  })

  it('revokes several keys at once, and names those that it could not', async () => {
    const tokens = await makeKeys(app, ['Leaked one', 'Leaked two', 'Leaked three'])
    const page = await openPage(app, { path: '/d/main/keys?search=leaked&sort=name' })
    await page.getByLabel('Select Leaked one').check()
    await page.getByLabel('Select Leaked two').check()
    await selected(page).getByRole('button', { name: 'Revoke' }).click()
    await page.getByRole('button', { name: 'Revoke 2 keys' }).click()
    await page.getByText('2 keys are revoked').first().waitFor()
    expect(await rowLinks(page)).toEqual(['Leaked three'])
    expect(await Promise.all(tokens.map(token => statusOf(app, token)))).toEqual([401, 401, 200])

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
    expect(await page.getByText(/The others are done|0 keys are/).count()).toBe(0)
    await expectAccessible(page)

    await page.goto('/d/main/keys?search=leaked&state=revoked&sort=name')
    await link(page, 'Leaked one').waitFor()
    expect(await rowLinks(page)).toEqual(['Leaked one', 'Leaked three', 'Leaked two'])
    expect(await link(page, 'Leaked one').getAttribute('href')).toMatch(/^\/d\/main\/keys\/key_/)
  })

  it('revokes one key from its menu, after saying what was using it', async () => {
    const [token = ''] = await makeKeys(app, ['Forgotten panel'])
    await statusOf(app, token)
    await app.server.server.services.usageRecorder.flush()
    const page = await openPage(app, {
      path: '/d/main/keys?search=forgotten',
      expected: /status of 500/,
    })
    await page.route('**/usage', route => route.fulfill({ status: 500 }))
    await page.getByRole('button', { name: 'Actions for Forgotten panel' }).press('Enter')
    await page.getByRole('menuitem', { name: 'Revoke' }).press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Revoke Forgotten panel?' })
    await dialog.getByText('Its requests of the last 24 hours could not be read').waitFor()
    await page.keyboard.press('Escape')
    await focusedOn(page, 'Actions for Forgotten panel')
    await page.unroute('**/usage')

    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Revoke' }).press('Enter')
    await dialog.getByText('1 request in the last 24 hours').waitFor()
    await dialog.getByLabel('Reason').fill('The panel is gone')
    await page.keyboard.press('Enter')
    await page.getByText('No key matches').waitFor()
    expect(await statusOf(app, token)).toBe(401)
    await focusedOn(page, 'Clear filters')
  })

  it('disables one key after saying what was using it, and enables it without a question', async () => {
    const [token = ''] = await makeKeys(app, ['Night job'])
    await statusOf(app, token)
    await app.server.server.services.usageRecorder.flush()
    const page = await openPage(app, { path: '/d/main/keys?search=night' })
    await choose(page, 'Night job', 'Disable')
    const dialog = page.getByRole('dialog', { name: 'Disable Night job?' })
    await dialog.getByText('refused at once').waitFor()
    await dialog.getByText('1 request in the last 24 hours').waitFor()
    expect(await statusOf(app, token)).toBe(200)
    await dialog.getByRole('button', { name: 'Disable key' }).click()
    await page.getByText('Night job is disabled').first().waitFor()
    expect(await statusOf(app, token)).toBe(401)
    await choose(page, 'Night job', 'Enable')
    await page.getByText('Night job is enabled').first().waitFor()
    expect(await statusOf(app, token)).toBe(200)
  })

  it('a list that was read before a change shows it when it is opened again', async () => {
    await makeKeys(app, ['Late comer'])
    const page = await openPage(app, { path: '/d/main/keys' })
    const state = page.getByLabel('State')
    await link(page, 'Late comer').waitFor()
    await state.selectOption({ label: 'Disabled' })
    await link(page, 'Late comer').waitFor({ state: 'detached' })
    await state.selectOption('')
    await choose(page, 'Late comer', 'Disable')
    await page.getByRole('button', { name: 'Disable key' }).click()
    await page.getByText('Late comer is disabled').first().waitFor()
    await state.selectOption({ label: 'Disabled' })
    await link(page, 'Late comer').waitFor()
  })

  it('rotates a key from the list: an answer that was lost is asked for again, and there is one new token', async () => {
    const { key, token: old } = await makeKey(app, { name: 'Lost answer', role: 'READONLY' })
    const page = await openPage(app, {
      path: '/d/main/keys?search=lost',
      expected: /net::ERR_FAILED/,
    })
    const sent: (string | undefined)[] = []
    await page.route(`**/keys/${key.id}/rotate`, async route => {
      sent.push(route.request().headers()['idempotency-key'])
      // The server has done it, and nobody hears of it.
      if (sent.length === 1) await route.fetch()
      await (sent.length === 1 ? route.abort() : route.continue())
    })
    await choose(page, 'Lost answer', 'Rotate')
    const dialog = page.getByRole('dialog', { name: 'Rotate Lost answer' })
    await dialog.getByLabel('1 hour').check()
    await dialog.getByRole('button', { name: 'Rotate key' }).click()
    await page.getByText('The server cannot be reached.').first().waitFor()
    await dialog.getByRole('button', { name: 'Rotate key' }).click()
    const fresh = await issuedToken(page)
    await leaveToken(page)
    expect(sent).toEqual([expect.stringMatching(/./), sent[0]])
    const { secrets } = await app.client.keys.read({ params: { ...params, id: key.id } })
    expect(secrets.length).toBe(2)
    expect([await statusOf(app, old), await statusOf(app, fresh)]).toEqual([200, 200])
    expect(new URL(page.url()).pathname).toBe('/d/main/keys')
  })

  it('shows a new token also to who left the page before it came', async () => {
    const { key, token: old } = await makeKey(app, { name: 'Left alone', role: 'READONLY' })
    const page = await openPage(app, { path: '/d/main/keys?search=left' })
    await link(page, 'Left alone').click()
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: 'Regenerate' }).click()
    const rotation = await holdUp(page, `**/keys/${key.id}/rotate`)
    await page.getByRole('button', { name: 'Regenerate token' }).click()
    await rotation.arrived
    await page.goBack()
    await page.getByRole('heading', { name: 'API keys' }).waitFor()
    rotation.release()
    const fresh = await issuedToken(page)
    expect([await statusOf(app, old), await statusOf(app, fresh)]).toEqual([401, 200])
    await leaveToken(page)
    expect(await page.content()).not.toContain(fresh)
  })

  it('who may see all keys but change only their own is offered no change of others', async () => {
    const { key } = await makeKey(app, { name: 'Shared one', role: 'READONLY' })
    const keeper = await member(app, 'keeper', ['*:read', 'backoffice.keys.own:*'])
    await app.server.client(keeper).keys.create({
      params,
      body: { name: 'Shared own', scopes: ['*:read'], expiresInDays: 20 },
    })
    const page = await openPage(app, { path: '/d/main/keys?search=shared', signedIn: keeper })
    await link(page, 'Shared one').waitFor()
    expect(await page.getByLabel('Select Shared one').count()).toBe(0)
    await page.getByLabel('Select all keys shown').check()
    await selected(page).getByText('1 selected').waitFor()
    await page.getByRole('button', { name: 'Actions for Shared one' }).click()
    await page.getByRole('menuitem', { name: 'Open' }).waitFor()
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual(['Open', 'Copy id'])
    await page.keyboard.press('Escape')
    const card = page.getByRole('article', { name: 'Read only' })
    expect(await card.getByRole('button', { name: /Reveal|Regenerate/ }).count()).toBe(0)
    await selected(page).getByRole('button', { name: 'Revoke' }).click()
    await page.getByRole('button', { name: 'Revoke 1 key' }).click()
    await page.getByText('1 key is revoked').first().waitFor()

    await page.goto(`/d/main/keys/${key.id}?tab=access`)
    await page.getByText('You may look at this key, but not change it.').waitFor()
    expect(await page.getByRole('button', { name: /^(Edit|Disable)$/ }).count()).toBe(0)
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem').first().waitFor()
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual(['Copy id'])
  })

  it('who may disable keys but not revoke them disables several at once', async () => {
    const tokens = await makeKeys(app, ['Guarded one', 'Guarded two'])
    const guard = await member(app, 'guard', ['backoffice.keys:read', 'backoffice.keys:update'])
    const page = await openPage(app, { path: '/d/main/keys?search=guarded', signedIn: guard })
    await page.getByLabel('Select all keys shown').check()
    expect(await selected(page).getByRole('button', { name: 'Revoke' }).count()).toBe(0)
    await selected(page).getByRole('button', { name: 'Disable' }).click()
    await page.getByRole('button', { name: 'Disable 2 keys' }).click()
    await page.getByText('2 keys are disabled').first().waitFor()
    expect(await Promise.all(tokens.map(token => statusOf(app, token)))).toEqual([401, 401])
  })

  it('reads on by itself when all keys that were read are revoked', async () => {
    const names = Array.from(
      { length: 101 },
      (_, index) => `Crowd ${String(index).padStart(3, '0')}`,
    )
    await makeKeys(app, names)
    const page = await openPage(app, { path: '/d/main/keys?search=crowd&sort=name' })
    // Nothing is read on before all that was read is selected.
    await page
      .getByText(/^10[01] keys/)
      .last()
      .waitFor()
    const box = page.getByLabel('Select all keys shown')
    await box.check()
    await selected(page).getByRole('button', { name: 'Revoke' }).click()
    await page.getByRole('button', { name: /^Revoke \d+ keys$/ }).click()
    await page
      .getByText(/keys are revoked/)
      .first()
      .waitFor()
    await link(page, 'Crowd 100').waitFor()
    expect(await box.isChecked()).toBe(false)
  })
})
