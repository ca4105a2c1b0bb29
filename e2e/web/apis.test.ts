import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { expectFits, WIDTHS } from './support/fits.ts'
import { breakDown, holdUp } from './support/hold-up.ts'
import { openPage } from './support/page.ts'

const params = { domain: 'main' }

describe('the pages of APIs', () => {
  let app: App
  beforeAll(async () => {
    app = await startApp()
  })
  afterAll(() => app?.close())

  async function forwardAuth(slug: string, token: string, method: string, uri: string) {
    const headers = {
      authorization: `Bearer ${token}`,
      'x-forwarded-method': method,
      'x-forwarded-uri': uri,
    }
    return (await fetch(`${app.url}/v1/forward-auth/main/${slug}`, { headers })).status
  }

  function register(slug: string) {
    return app.client.apis.create({
      params,
      body: {
        slug,
        name: `API ${slug}`,
        resources: [{ name: 'thing', actions: ['read'] }],
        routes: [{ method: 'GET', path: '/things', permission: `${slug}.thing:read` }],
      },
    })
  }

  it('register an API by hand; the tester and forward-auth then give the same answers', async () => {
    const page = await openPage(app, { path: '/d/main/apis' })
    await page.getByText('No API is registered yet').waitFor()
    await page.getByRole('link', { name: 'Register API' }).click()
    await page.getByLabel('Name').fill('News desk')
    expect(await page.getByLabel('Slug').inputValue()).toBe('news-desk')

    await page.getByRole('button', { name: 'Add resource' }).click()
    await page.getByLabel('Resource', { exact: true }).fill('story')
    await page.getByLabel('Own action of story').fill('publish')
    await page.keyboard.press('Enter')
    await page.getByLabel('update', { exact: true }).uncheck()

    const row = page.getByRole('group', { name: 'Route 1' })
    await page.getByRole('button', { name: 'Add route' }).click()
    await row.getByLabel('Path of route 1').fill('/stories/:id')
    await row.getByRole('combobox', { name: 'Permission' }).fill('pub')
    await page.getByRole('option', { name: 'news-desk.story:publish' }).click()
    await row.getByLabel('Method').selectOption('POST')
    await page.getByRole('button', { name: 'Add route' }).click()
    await page.getByLabel('Path of route 2').fill('/stories')
    await page.getByLabel('Permission of route 2').fill('Any')
    await page.getByRole('option', { name: 'Any valid key' }).click()
    await page.getByRole('button', { name: 'Register API' }).click()
    await page.getByRole('heading', { level: 1, name: 'News desk' }).waitFor()

    const made = await app.client.apis.read({ params: { ...params, api: 'news-desk' } })
    expect(made).toMatchObject({
      resources: [{ name: 'story', actions: ['create', 'read', 'delete', 'publish'] }],
      routes: [
        { method: 'POST', path: '/stories/:id', permission: 'news-desk.story:publish' },
        { method: 'GET', path: '/stories', permission: null },
      ],
      unmatched: null,
    })

    const { token } = await app.client.keys.create({
      params,
      body: { name: 'Publisher', scopes: ['news-desk.story:publish'] },
    })
    const reader = await app.client.keys.create({ params, body: { name: 'Nobody', scopes: [] } })
    const cases = [
      ['Publisher', token, 'POST', '/stories/7', 'POST /stories/:id', 'Allowed', 200],
      ['Nobody', reader.token, 'POST', '/stories/7', 'POST /stories/:id', 'Refused', 403],
      ['Nobody', reader.token, 'GET', '/stories', 'GET /stories', 'Allowed', 200],
      ['Publisher', token, 'GET', '/stories/7', 'None matches', 'Refused', 403],
    ] as const
    for (const [name, secret, method, path, route, answer, status] of cases) {
      await askTester(page, { name, method, path })
      const tester = page.locator('section', { hasText: 'Route tester' })
      await tester.getByText(route, { exact: true }).waitFor()
      await tester.getByRole('heading', { name: answer }).waitFor()
      expect(await forwardAuth('news-desk', secret, method, path)).toBe(status)
    }
  })

  async function askTester(page: Page, ask: { name: string; method: string; path: string }) {
    // The answer of the question before must not pass for this one's.
    await page.reload()
    await page.getByLabel('Method', { exact: true }).selectOption(ask.method)
    await page.getByLabel('Path', { exact: true }).fill(ask.path)
    await page.getByRole('combobox', { name: 'Key', exact: true }).fill(ask.name)
    await page.getByRole('option', { name: ask.name }).click()
    await page.getByRole('button', { name: 'Test', exact: true }).click()
  }

  it('shows what is wrong at its row, whether the page or the server found it', async () => {
    const page = await openPage(app, { path: '/d/main/apis/-new' })
    await page.getByRole('button', { name: 'Add route' }).click()
    await page.getByRole('button', { name: 'Register API' }).click()
    await page.getByText('Give it a slug.').waitFor()
    expect(await focused(page)).toBe(await page.getByLabel('Name').getAttribute('id'))
    await page.getByText('Path: A path that begins with /').waitFor()

    await page.getByLabel('Name').fill('Wrong')
    await page.getByLabel('Path of route 1').fill('/a/*/b')
    await page.getByLabel('Permission of route 1').fill('other.thing:read')
    await page.getByRole('button', { name: 'Register API' }).click()
    await page.getByText('It must begin with wrong. or *').waitFor()
    await page.getByText('* only as the last one').waitFor()
    await page.getByRole('button', { name: 'Remove route 1' }).click()
    await page.getByLabel('Slug').fill('content')
    await page.getByRole('button', { name: 'Register API' }).click()
    await page.getByLabel('Slug').and(page.locator('[aria-invalid=true]')).waitFor()
  })

  it('asks before changes are lost, and saves over nobody', async () => {
    await register('edited')
    const page = await openPage(app, { path: '/d/main/apis/edited' })
    await page.getByLabel('Name').fill('Mine')
    await page.getByRole('link', { name: 'Users' }).click()
    await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()

    await app.client.apis.update({ params: { ...params, api: 'edited' }, body: { name: 'Theirs' } })
    await page.getByRole('button', { name: 'Save API' }).click()
    await page.getByText('The API was changed while you were editing').waitFor()
    await page.getByRole('button', { name: 'Reload the API' }).click()
    await page.getByRole('heading', { level: 1, name: 'Theirs' }).waitFor()
    expect(await page.getByLabel('Name').inputValue()).toBe('Theirs')

    await page.getByLabel('Name').fill('Agreed')
    await page.getByRole('button', { name: 'Save API' }).click()
    await page.getByRole('heading', { level: 1, name: 'Agreed' }).waitFor()
    await page.getByRole('link', { name: 'Users' }).click()
    await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor()
  })

  it('keep what is typed while a save is under way, and save it next', async () => {
    await register('slow')
    const page = await openPage(app, { path: '/d/main/apis/slow' })
    const save = await holdUp(page, '**/apis/slow')
    await page.getByLabel('Name').fill('Sent')
    await page.getByRole('button', { name: 'Save API' }).click()
    await save.arrived
    await page.getByLabel('Path of route 1').fill('/things/:id')
    save.release()
    await page.getByText('API saved.').first().waitFor()
    await page.getByText('Unsaved changes', { exact: true }).waitFor()
    expect(await page.getByLabel('Path of route 1').inputValue()).toBe('/things/:id')
    await page.getByRole('button', { name: 'Save API' }).click()
    await expect
      .poll(() => app.client.apis.read({ params: { ...params, api: 'slow' } }))
      .toMatchObject({ name: 'Sent', routes: [{ path: '/things/:id' }] })
  })

  it('keep what was typed when the newer state cannot be read', async () => {
    await register('torn')
    const page = await openPage(app, { path: '/d/main/apis/torn', expected: /status of 500/ })
    await page.getByLabel('Name').fill('Mine')
    await app.client.apis.update({ params: { ...params, api: 'torn' }, body: { name: 'Theirs' } })
    await page.getByRole('button', { name: 'Save API' }).click()
    const reload = page.getByRole('button', { name: 'Reload the API' })
    await reload.waitFor()
    const mend = await breakDown(page, '**/apis/torn')
    await reload.click()
    await page.getByText('request req_broken').first().waitFor()
    expect(await page.getByLabel('Name').inputValue()).toBe('Mine')
    await mend()
    await reload.click()
    await page.getByRole('heading', { level: 1, name: 'Theirs' }).waitFor()
  })

  it('show problems that belong to no field, as that there are too many resources', async () => {
    const page = await openPage(app, { path: '/d/main/apis/-new' })
    await page.getByLabel('Name').fill('Refused')
    await page.route('**/v1/domains/main/apis', route =>
      route.fulfill({
        status: 400,
        contentType: 'application/problem+json',
        body: JSON.stringify({
          type: 'about:blank',
          title: 'What was sent is not right.',
          status: 400,
          code: 'VALIDATION_FAILED',
          requestId: 'req_1',
          errors: [{ pointer: '/resources', message: 'there are too many' }],
        }),
      }),
    )
    await page.getByRole('button', { name: 'Register API' }).click()
    await page.getByRole('alert').getByText('resources: there are too many').waitFor()
  })

  it('say at its field that a client address is none', async () => {
    await register('asked')
    await app.client.keys.create({ params, body: { name: 'Asker', scopes: [] } })
    const page = await openPage(app, { path: '/d/main/apis/asked' })
    await page.getByLabel('Path', { exact: true }).fill('/things')
    await page.getByRole('combobox', { name: 'Key', exact: true }).fill('Asker')
    await page.getByRole('option', { name: 'Asker' }).click()
    await page.getByLabel('Client address').fill('10.0.0.999')
    await page.getByRole('button', { name: 'Test', exact: true }).click()
    await page.getByLabel('Client address').and(page.locator('[aria-invalid=true]')).waitFor()
    await page.getByLabel('Client address').fill('10.0.0.9')
    await page.getByRole('button', { name: 'Test', exact: true }).click()
    await page.getByRole('heading', { name: 'Refused' }).waitFor()
  })

  it('gives the nginx configuration of the repository, with only its own names put in', async () => {
    await register('shop')
    const page = await openPage(app, { path: '/d/main/apis/shop' })
    await page.getByText('nginx configuration').first().click()
    await page.getByRole('button', { name: 'Copy nginx configuration' }).click()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    const example = await readFile(
      new URL('../../examples/nginx/nginx.conf', import.meta.url),
      'utf8',
    )
    const restored = copied
      .replace('/main/shop', '/main/articles')
      .replace('upstream shop', 'upstream articles')
      .replace('http://shop', 'http://articles')
      .replace(new URL(app.url).host, '127.0.0.1:4747')
    const body = (text: string) => text.slice(text.indexOf('daemon off;'))
    expect(body(restored)).toBe(body(example))
    expect(copied).toContain(`/v1/forward-auth/main/shop;`)
  })

  it('deletes an API once its slug is typed back, and forward-auth refuses from then on', async () => {
    await register('doomed')
    const { token } = await app.client.keys.create({
      params,
      body: { name: 'Doomed', scopes: ['doomed.thing:read'] },
    })
    expect(await forwardAuth('doomed', token, 'GET', '/things')).toBe(200)
    const page = await openPage(app, { path: '/d/main/apis/doomed' })
    await page.getByRole('button', { name: 'Delete API' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('its 1 route').waitFor()
    await expectAccessible(page)
    expect(await dialog.getByRole('button', { name: 'Delete API' }).isDisabled()).toBe(true)
    await dialog.getByLabel('Type doomed to go on').fill('doomed')
    await dialog.getByRole('button', { name: 'Delete API' }).click()
    await page.getByRole('heading', { level: 1, name: 'APIs' }).waitFor()
    expect(await forwardAuth('doomed', token, 'GET', '/things')).toBe(403)
  })

  it('shows a reader everything and lets them change nothing', async () => {
    await register('seen')
    const { id } = await app.client.domains.read({ params })
    const reader = await app.server.seed.user('reader', { roles: { [id]: 'READONLY' } })
    const page = await openPage(app, { path: '/d/main/apis/seen', signedIn: reader })
    expect(await page.getByLabel('Name').isDisabled()).toBe(true)
    expect(await page.getByRole('button', { name: /Save|Delete|Add route/ }).count()).toBe(0)
  })

  it.each(WIDTHS)('are accessible and fit at %i px', async width => {
    const slug = `look-${width}`
    await register(slug)
    for (const path of ['/d/main/apis', '/d/main/apis/-new', `/d/main/apis/${slug}`]) {
      const page = await openPage(app, { path, width })
      await page
        .getByText(path.endsWith('new') ? 'Add resource' : slug)
        .first()
        .waitFor()
      await expectAccessible(page)
      await expectFits(page)
    }
  })

  it('have an accessible dialog to delete one', async () => {
    await register('gone')
    const page = await openPage(app, { path: '/d/main/apis/gone' })
    await page.getByRole('button', { name: 'Delete API' }).click()
    await page.getByRole('dialog').waitFor()
    await expectAccessible(page)
  })
})

function focused(page: Page): Promise<string | undefined> {
  return page.evaluate(() => document.activeElement?.id)
}
