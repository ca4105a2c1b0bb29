import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { type App, startApp } from './support/app.ts'
import { expectFits, WIDTHS } from './support/fits.ts'
import { openPage } from './support/page.ts'

/** Without a place to break it. */
const LONG = 'Name'.repeat(15)

/** Every page by its address, with its heading; `{key}` and `{user}` are ones of the domain. */
const ROUTES = [
  ['/d/main', 'Overview'],
  ['/d/main/keys', 'API keys'],
  ['/d/main/keys/new', 'Create key'],
  ['/d/main/keys/{key}', LONG],
  ['/d/main/keys/{key}?tab=access', LONG],
  ['/d/main/keys/{key}?tab=secrets', LONG],
  ['/d/main/keys/{key}?tab=usage', LONG],
  ['/d/main/keys/{key}?tab=activity', LONG],
  ['/d/main/keys/{key}?tab=simulator', LONG],
  ['/d/main/content', 'Content'],
  ['/d/main/content/types/-new', 'New content type'],
  ['/d/main/content/types/long', LONG],
  ['/d/main/apis', 'APIs'],
  ['/d/main/apis/-new', 'Register API'],
  ['/d/main/apis/orders', LONG],
  ['/d/main/users', 'Users'],
  ['/d/main/users/{user}', 'Owner'],
  ['/d/main/roles', 'Roles'],
  ['/d/main/roles/-new', 'New role'],
  ['/d/main/roles/EDITOR', 'EDITOR'],
  ['/d/main/audit', 'Audit'],
  ['/d/main/settings', 'Settings'],
  ['/d/main/settings/headless', 'Settings'],
  ['/d/main/settings/keys', 'Settings'],
  ['/d/main/settings/shared-secret', 'Settings'],
  ['/team', 'Team'],
  ['/team/{user}', 'Owner'],
  ['/audit', 'Instance audit'],
  ['/account', 'My account'],
] as const

/** For those who are not signed in. */
const OPEN_ROUTES = [
  ['/sign-in', 'Sign in to Keywright'],
  ['/invite', 'Invitation to Keywright'],
] as const

const TABS = 3

describe('from the narrowest screen to the widest', () => {
  let app: App
  const places: Record<string, string> = {}
  beforeAll(async () => {
    app = await startApp()
    const params = { domain: 'main' }
    const { key } = await app.client.keys.create({
      params,
      body: {
        name: LONG,
        description: LONG.repeat(3),
        expiresInDays: 90,
        scopes: [`orders.${LONG}:read`],
      },
    })
    await app.client.apis.create({
      params,
      body: { slug: 'orders', name: LONG, resources: [{ name: LONG, actions: ['read'] }] },
    })
    await app.client.contentTypes.create({
      params,
      body: {
        name: 'long',
        label: LONG,
        schema: { type: 'object', properties: { [LONG.slice(0, 48)]: { type: 'string' } } },
      },
    })
    places.key = key.id
    places.user = (await app.client.me.read({})).user?.id ?? ''
  })
  afterAll(() => app?.close())

  it('no page scrolls sideways, whatever long names it has to show', { timeout: 120_000 }, () =>
    visit(ROUTES, true),
  )

  it('neither does a page that is open to everybody', () => visit(OPEN_ROUTES, false))

  async function visit(routes: typeof ROUTES | typeof OPEN_ROUTES, signedIn: boolean) {
    // Most of the time a page waits for its answers.
    const waiting = [...routes]
    const tabs = Array.from({ length: Math.min(TABS, routes.length) }, () =>
      openPage(app, { signedIn }),
    )
    const work = (await Promise.all(tabs)).map(async page => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await check(page, next)
    })
    await Promise.all(work)
  }

  async function check(page: Page, [path, heading]: readonly [string, string]) {
    await page.goto(path.replace(/{(\w+)}/, (_, place: string) => places[place] ?? ''))
    await page.getByRole('heading', { level: 1, name: heading }).waitFor()
    await page.waitForLoadState('networkidle')
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 })
      await expectFits(page)
    }
  }
})
