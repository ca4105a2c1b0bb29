import { type Client, createClient, type IssuedKey } from '@keywright/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { expectFits, WIDTHS } from './support/fits.ts'
import { issuedToken, leaveToken, makeKey, type NewKey, params } from './support/keys.ts'
import { openPage } from './support/page.ts'

describe('the page of a key', () => {
  let app: App
  /** A program that asks whether tokens are good. */
  let verifier: Client

  beforeAll(async () => {
    app = await startApp()
    await app.client.apis.create({
      params,
      body: {
        slug: 'shop',
        name: 'Shop',
        resources: [{ name: 'order', actions: ['read', 'delete'] }],
        routes: [
          { method: 'GET', path: '/orders/:id', permission: 'shop.order:read' },
          { method: 'DELETE', path: '/orders/:id', permission: 'shop.order:delete' },
        ],
      },
    })
    const { token } = await make({ name: 'Verifier', scopes: ['backoffice.keys:verify'] })
    verifier = createClient({ url: app.url, token })
  })
  afterAll(() => app?.close())

  function make(body: Partial<NewKey> = {}): Promise<IssuedKey> {
    return makeKey(app, { name: 'Till', scopes: ['shop.order:read'], ...body })
  }

  async function outcomeOf(token: string, permission?: string): Promise<string> {
    const permissions = permission === undefined ? {} : { permissions: [permission] }
    return (await verifier.verify.verify({ body: { token, ...permissions } })).code
  }

  async function forwardAuth(token: string, method: string, uri: string): Promise<number> {
    const headers = {
      authorization: `Bearer ${token}`,
      'x-forwarded-method': method,
      'x-forwarded-uri': uri,
    }
    return (await fetch(`${app.url}/v1/forward-auth/main/shop`, { headers })).status
  }

  const pathOf = ({ key }: IssuedKey, tab = 'overview') => `/d/main/keys/${key.id}?tab=${tab}`

  it('hands over to a new token: both work until the old one has had its time', async () => {
    const made = await make({ expiresInDays: 1 })
    const page = await openPage(app, { path: pathOf(made, 'secrets') })
    await page.getByRole('button', { name: 'Rotate' }).click()
    const dialog = page.getByRole('dialog')
    // Longer than the key itself has.
    await dialog.getByLabel('30 days').check()
    await dialog.getByText('works from now on').waitFor()
    await dialog.getByRole('button', { name: 'Rotate key' }).click()
    const fresh = await issuedToken(page)
    expect(fresh).not.toBe(made.token)
    await page.keyboard.press('Escape')
    const question = page.getByRole('dialog', { name: 'Leave without the token?' })
    await question.getByRole('button', { name: 'Cancel' }).click()
    expect(await issuedToken(page)).toBe(fresh)
    await leaveToken(page)

    await page.getByRole('figure', { name: 'Which token works when' }).waitFor()
    const secrets = page.getByRole('list', { name: 'Secrets' })
    const untilKeyEnds = /Works until\s*in 24 hours/
    expect(await secrets.getByRole('listitem').filter({ hasText: untilKeyEnds }).count()).toBe(2)
    expect(await outcomeOf(made.token)).toBe('VALID')
    expect(await outcomeOf(made.token)).toBe('VALID')
    expect(await outcomeOf(fresh)).toBe('VALID')
    await app.server.server.services.usageRecorder.flush()
    await page.setViewportSize({ width: 360, height: 900 })
    const until = await secrets.getByText('Works until').last().boundingBox()
    expect(until && until.x + until.width).toBeLessThan(360)

    await page.getByRole('button', { name: 'Regenerate' }).click()
    const stopping = page.getByRole('list', { name: 'Tokens that stop at once' })
    await stopping.getByText('Last 24 hours: 1 request').waitFor()
    expect(await stopping.getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringMatching(new RegExp(`${fresh.slice(-4)}\\s*Last 24 hours: 1 request$`)),
      expect.stringMatching(new RegExp(`${made.token.slice(-4)}\\s*Last 24 hours: 2 requests$`)),
    ])
    await page.getByText('the 2 that it has stop at once').waitFor()
    await page.getByRole('button', { name: 'Regenerate token' }).click()
    const last = await issuedToken(page)
    expect(await outcomeOf(last)).toBe('VALID')
    expect(await outcomeOf(fresh)).not.toBe('VALID')
    expect(await outcomeOf(made.token)).not.toBe('VALID')
    expect(page.url()).not.toContain(last)
    await leaveToken(page)
    const kept = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage]))
    expect(kept + (await page.content())).not.toContain(last)
  })

  it('the old token of a rotation stops when its time is over, and not before', async () => {
    const other = await startApp()
    try {
      const made = await other.client.keys.create({
        params,
        body: { name: 'Till', scopes: ['*:read'], expiresInDays: 8 },
      })
      const page = await openPage(other, { path: pathOf(made, 'secrets') })
      await page.getByRole('button', { name: 'Rotate' }).click()
      await page.getByLabel('7 days').check()
      await page.getByRole('button', { name: 'Rotate key' }).click()
      const fresh = await issuedToken(page)
      const status = async (token: string) =>
        (await fetch(`${other.url}/v1/me`, { headers: { authorization: `Bearer ${token}` } }))
          .status
      other.clock.advance(6 * DAY)
      expect([await status(made.token), await status(fresh)]).toEqual([200, 200])
      other.clock.advance(DAY)
      expect([await status(made.token), await status(fresh)]).toEqual([401, 200])

      other.clock.advance(DAY)
      const later = await openPage(other, { path: pathOf(made, 'secrets') })
      await later.getByText(/^The key expired on .*: no token of it works/).waitFor()
      await later.getByText('Worked until').waitFor()
      expect(await later.getByRole('figure').count()).toBe(0)
      await later.getByRole('button', { name: 'Rotate' }).click()
      await later.getByText('That holds for the new token too.').waitFor()
      await later.keyboard.press('Escape')
      await later.getByRole('button', { name: 'Give it a new date' }).click()
      await later.getByRole('dialog', { name: 'Edit the key' }).waitFor()
    } finally {
      await other.close()
    }
  })

  it('revoking says what was using the key, and a client is refused within a second', async () => {
    const made = await make({ name: 'Leaked' })
    let outcome = await outcomeOf(made.token)
    expect(outcome).toBe('VALID')
    // It calls by itself as well: a verification on its behalf names no address.
    const headers = { authorization: `Bearer ${made.token}` }
    expect((await fetch(`${app.url}/v1/me`, { headers })).status).toBe(200)
    const at = { params: { ...params, id: made.key.id } }
    const used = async () => (await app.client.usage.ofKey(at)).items.length
    await expect.poll(used, { timeout: 10_000 }).toBeGreaterThan(0)
    const page = await openPage(app, { path: pathOf(made) })
    await page.getByRole('button', { name: 'More actions' }).click()
    await page.getByRole('menuitem', { name: /Revoke/ }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(/Last used .* from 127\.0\.0\.1/).waitFor()
    await dialog.getByText(/\d+ requests? in the last 24 hours/).waitFor()
    let refusedAt = 0
    let isPolling = true
    // Only now: these verifications name no address, and the last use is what the dialog tells of.
    const polling = (async () => {
      while (isPolling) {
        outcome = await outcomeOf(made.token)
        if (outcome !== 'VALID' && refusedAt === 0) refusedAt = Date.now()
        await new Promise(resolve => setTimeout(resolve, 20))
      }
    })()
    try {
      await dialog.getByLabel(/Reason/).fill('Seen in a public repository')
      const clickedAt = Date.now()
      await dialog.getByRole('button', { name: 'Revoke key' }).click()
      await page.getByText('Reason: Seen in a public repository').waitFor()
      await expect.poll(() => refusedAt, { timeout: 3000 }).toBeGreaterThan(0)
      expect(refusedAt - clickedAt).toBeLessThan(1000)
      expect(outcome).toBe('REVOKED')
      expect(await page.getByRole('button', { name: /Edit|Disable|More actions/ }).count()).toBe(0)
      await expectAccessible(page)
    } finally {
      isPolling = false
      await polling
    }
  })

  it('disabling refuses the key until it is enabled again, and says so', async () => {
    const made = await make()
    expect(await outcomeOf(made.token, 'shop.order:delete')).toBe('FORBIDDEN')
    await app.server.server.services.usageRecorder.flush()
    const page = await openPage(app, { path: pathOf(made) })
    const picture = page.getByRole('img', { name: '1 request, refused, hour by hour' })
    await picture.waitFor()
    expect(await picture.locator('.fill-warning').count()).toBe(1)
    expect(await picture.locator('.fill-accent').count()).toBe(0)
    await page.getByRole('button', { name: 'Disable' }).click()
    await page.getByText('No request was ever let through.').waitFor()
    await page.getByText('1 request in the last 24 hours, refused.').waitFor()
    expect(await outcomeOf(made.token)).toBe('VALID')
    await page.getByRole('button', { name: 'Disable key' }).click()
    await page.getByText(/^The key has been disabled since .*: no token of it works/).waitFor()
    await page.getByText('Nothing now. Once enabled, the key can act on one resource:').waitFor()
    expect(await outcomeOf(made.token)).toBe('DISABLED')
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').fill('rot')
    await page.getByRole('option', { name: 'Rotate …', selected: true }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('That holds for the new token too.').waitFor()
    expect(await page.getByRole('figure').count()).toBe(0)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Enable' }).click()
    await page.getByText('Active', { exact: true }).waitFor()
    expect(await outcomeOf(made.token)).toBe('VALID')
  })

  it('the simulator answers as forward-auth does, and names the layer in the way', async () => {
    const owner = await app.client.domains.read({ params })
    const carl = await app.server.seed.user('carl', { roles: { [owner.id]: 'READONLY' } })
    const made = await make({ scopes: ['shop.order:*'], actsAs: carl.id })
    const page = await openPage(app, { path: pathOf(made, 'simulator') })
    await page.getByLabel('Request to an API').check()
    await page.getByLabel('Path').fill('/orders/7')
    const place = async (label: string) => (await page.getByLabel(label).boundingBox())?.y ?? 0
    expect(await place('Client address')).toBeGreaterThan(await place('Path'))
    await page.getByRole('button', { name: 'Ask' }).click()
    await page.getByText('Allowed: every layer grants shop.order:read.').waitFor()
    expect(await forwardAuth(made.token, 'GET', '/orders/7')).toBe(200)

    await page.getByLabel('Method').selectOption('DELETE')
    await page.getByRole('button', { name: 'Ask' }).click()
    await page.getByText(/is not granted by the user carl@example.com \(READONLY\)/).waitFor()
    expect(await forwardAuth(made.token, 'DELETE', '/orders/7')).toBe(403)
    await expectAccessible(page)

    const address = page.getByLabel('Client address')
    await address.fill('the office')
    await page.getByRole('button', { name: 'Ask' }).click()
    await page.getByText('An address, as in 203.0.113.7').waitFor()
    expect(await address.getAttribute('aria-invalid')).toBe('true')
    expect(await page.getByLabel('API', { exact: true }).getAttribute('aria-invalid')).toBeNull()
  })

  it('who may only look finds nothing to change, and the server agrees', async () => {
    const { id } = await app.client.domains.read({ params })
    const dora = await app.server.seed.user('dora', { roles: { [id]: 'READONLY' } })
    const made = await make()
    const page = await openPage(app, { path: pathOf(made, 'access'), signedIn: dora })
    await page.getByText('You may look at this key, but not change it.').waitFor()
    const tab = page.getByRole('tab', { name: 'Secrets' })
    await tab.click()
    await page.getByRole('list', { name: 'Secrets' }).waitFor()
    // The ring is for the keyboard.
    expect(await tab.evaluate(tab => getComputedStyle(tab).outlineStyle)).toBe('none')
    expect(
      await page.getByRole('button', { name: /Edit|Disable|Rotate|Regenerate|Save/ }).count(),
    ).toBe(0)
    const at = { params: { ...params, id: made.key.id } }
    const refused = app.server.client(dora).keys.update({ ...at, body: { name: 'Mine' } })
    await expect(refused).rejects.toMatchObject({ status: 403 })
    await page.goto(`/d/main/keys/${made.key.id.slice(0, -4)}0000`)
    await page.getByText('Not found').waitFor()
    await page.getByRole('heading', { level: 1, name: 'Key', exact: true }).waitFor()
    await expectAccessible(page)
    await page.goto('/d/main/keys/garbage')
    await page.getByText('Not found').waitFor()
  })

  it('an application key can be shown again, and its access is fixed', async () => {
    const { items } = await app.client.keys.list({ params, query: { kind: 'application' } })
    const key = items.find(({ name }) => name === 'Read only')
    const page = await openPage(app, { path: `/d/main/keys/${key?.id}?tab=access` })
    await page.getByText(/access of an application key is fixed/).waitFor()
    await page.getByRole('button', { name: 'More actions' }).click()
    expect(await page.getByRole('menuitem', { name: /Revoke/ }).count()).toBe(0)
    await page.getByRole('menuitem', { name: 'Reveal token' }).click()
    const token = await issuedToken(page)
    expect(await outcomeOf(token, 'content.article:read')).toBe('VALID')
    expect(await outcomeOf(token, 'content.article:update')).toBe('FORBIDDEN')
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await page.content()).not.toContain(token)
  })

  async function makeLong(): Promise<string> {
    const made = await make({
      name: 'A key with a name that is long enough to need a second line on a phone',
      description: 'For the till in the shop.',
      ipAllow: ['192.0.2.0/24'],
      metadata: { plan: 'pro' },
      expiresInDays: 20,
    })
    await app.client.keys.rotate({
      params: { ...params, id: made.key.id },
      body: { overlapSeconds: 86_400 },
    })
    return pathOf(made)
  }

  it('is accessible and fits', async () => {
    const page = await openPage(app, { path: await makeLong(), width: 360 })
    for (const tab of ['Overview', 'Access', 'Secrets', 'Usage', 'Activity', 'Simulator']) {
      await page.getByRole('tab', { name: tab }).click()
      await page.getByRole('tabpanel', { name: tab }).waitFor()
      await page.waitForLoadState('networkidle')
      await expectAccessible(page)
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 })
        await expectFits(page)
      }
    }
  }, 60_000)

  it('asks accessibly what it asks, however wide the screen', async () => {
    const page = await openPage(app, { path: await makeLong(), width: 360 })
    const look = async (name: string | RegExp) => {
      await page.getByRole('dialog', { name }).waitFor()
      await expectAccessible(page)
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 })
        await expectFits(page)
      }
    }
    await page.getByRole('button', { name: 'Edit' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Another name')
    await look('Edit the key')
    await page.keyboard.press('Escape')
    await look('Close without saving?')
    await page.getByRole('button', { name: 'Close without saving' }).click()
    await page.getByRole('button', { name: 'Disable' }).click()
    await look(/^Disable A key/)
    await page.keyboard.press('Escape')
    for (const action of ['Revoke', 'Regenerate', 'Rotate']) {
      await page.getByRole('button', { name: 'More actions' }).click()
      await page.getByRole('menuitem', { name: action }).click()
      await look(new RegExp(`^${action} A key`))
      if (action !== 'Rotate') await page.keyboard.press('Escape')
    }
    await page.getByRole('button', { name: 'Rotate key' }).click()
    await issuedToken(page)
    await look(/^New token of/)
    await page.keyboard.press('Escape')
    await look('Leave without the token?')
  }, 60_000)
})

const DAY = 86_400_000
