import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import type { PanelShowsInput } from '@keywright/contract'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { expectFits } from './support/fits.ts'
import { openPage } from './support/page.ts'

let app: App
beforeAll(async () => {
  app = await startApp()
  await app.client.contentTypes.create({
    params,
    body: {
      name: 'notice',
      titleField: 'title',
      fieldOrder: ['title', 'body', 'price', 'rooms'],
      schema: {
        type: 'object',
        properties: {
          title: { type: 'string' },
          body: { type: 'string', format: 'markdown', title: 'Today' },
          price: { type: 'number' },
          rooms: {
            type: 'array',
            items: {
              type: 'object',
              properties: {
                name: { type: 'string' },
                isOpen: { type: 'boolean', title: 'Open' },
                desks: { type: 'array', items: { type: 'string' } },
              },
            },
          },
        },
        additionalProperties: false,
      },
    },
  })
})
afterAll(() => app?.close())

it('a screen shows what is published at once, outlives the server even when it is reloaded, and ends with its key', async () => {
  const id = await publish({
    title: 'Welcome',
    body: '**Fish** <b>and</b> chips',
    price: 1234.00045,
    rooms: [{ name: 'Blue', isOpen: true, desks: ['1, left', '2'] }, { isOpen: false }],
  })
  const { link, panel } = await makePanel({ kind: 'object', type: 'notice', id })
  const page = await openScreen(link)
  await page.getByRole('heading', { level: 1, name: 'Welcome' }).waitFor()
  expect(page.url()).toBe(`${app.url}/panel/${panel.id}`)
  expect(await page.locator('dd strong').textContent()).toBe('Fish')
  await page.getByText('1234.00045', { exact: true }).waitFor()
  const rooms = page.getByRole('definition').filter({ hasText: 'Blue' }).first()
  expect(await rooms.locator('dt').allInnerTexts()).toEqual(['Name', 'Open', 'Desks', 'Open'])
  expect(await rooms.locator('li li').allInnerTexts()).toEqual(['1, left', '2'])
  await expectFits(page)
  await page.getByText('<b>and</b> chips').waitFor()
  await expectAccessible(page)
  expect(await page.evaluate(() => document.cookie)).toBe('')

  await publish({ title: 'Open until nine' }, id)
  await page.getByRole('heading', { name: 'Open until nine' }).waitFor()

  await app.stop()
  await page.getByText('Offline').waitFor()
  await expectAccessible(page)
  await page.getByRole('heading', { name: 'Open until nine' }).waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'No connection' }).waitFor()
  await expectAccessible(page)
  expect(await page.getByText('Open until nine').count()).toBe(0)
  // Nor does it stay empty where it gets a newer page, and its files only later.
  const bring = await renameProgram()
  const missing = page.context().waitForEvent('response', answer => answer.status() === 404)
  await app.start()
  await missing
  await bring()
  await page.getByRole('heading', { name: 'Open until nine' }).waitFor()
  await publish({ title: 'Back again' }, id)
  await page.getByRole('heading', { name: 'Back again' }).waitFor()
  await page.getByText('Offline').waitFor({ state: 'detached' })

  await app.client.keys.delete({ params: { ...params, id: panel.key.id } })
  await page.getByRole('heading', { name: 'Signed out' }).waitFor()
  await expectAccessible(page)
  expect(await page.getByText('Back again').count()).toBe(0)
  await page.reload()
  await page.getByRole('heading', { name: 'Signed out' }).waitFor()
})

it('a screen shows a list, follows its panel to something else, and fits every size', async () => {
  const board = await serveBoard()
  await publish({ title: 'Coffee', price: 3 })
  await publish({ title: 'Tea', price: 2 })
  const shows: PanelShowsInput = {
    kind: 'list',
    type: 'notice',
    filter: { price: { lt: 10 } },
    sort: 'price',
    limit: 3,
  }
  const { link, panel } = await makePanel(shows)
  const page = await openScreen(link, { theme: 'dark', expected: board.origin })
  const titles = page.getByRole('heading', { level: 2 })
  await page.getByRole('heading', { level: 1, name: 'Lobby' }).waitFor()
  await expect.poll(() => titles.allInnerTexts()).toEqual(['Tea', 'Coffee'])
  await expectAccessible(page)
  await expectFits(page)
  await publish({ title: 'Water', price: 1 })
  await expect.poll(() => titles.allInnerTexts()).toEqual(['Water', 'Tea', 'Coffee'])
  expect(await page.getByText('There may be more than these').count()).toBe(0)
  await publish({ title: 'Cake', price: 4 })
  await page.getByText('There may be more than these').waitFor()
  expect(await titles.allInnerTexts()).toEqual(['Water', 'Tea', 'Coffee'])

  // Nobody is there to scroll a small screen: it shows one part after the other.
  await page.setViewportSize({ width: 400, height: 240 })
  await page.clock.install()
  const place = () => page.evaluate(() => Math.round(scrollY))
  for (const isFurther of [true, true, false]) {
    const before = await place()
    await page.clock.fastForward(12_000)
    await expect.poll(async () => (await place()) > before).toBe(isFurther)
  }

  const type = { params: { ...params, type: 'notice' } }
  const { schema } = await app.client.contentTypes.read(type)
  const { price, ...properties } = schema.properties as Record<string, unknown>
  await app.client.contentTypes.update({
    ...type,
    body: { schema: { ...schema, properties }, drop: ['price'] },
  })
  await page.getByText('does not fit its content type any more').waitFor()
  await expectAccessible(page)

  const key = { params: { ...params, id: panel.key.id } }
  await app.client.keys.disable(key)
  await page.getByRole('heading', { name: 'Switched off for now' }).waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'Switched off for now' }).waitFor()
  await expectAccessible(page)
  await app.client.keys.enable(key)
  await page.clock.fastForward(30_000)
  await page.getByRole('heading', { level: 1, name: 'Lobby' }).waitFor()

  const url = `${board.origin}/board`
  await app.client.panels.update({
    params: { ...params, id: panel.id },
    body: { shows: { kind: 'url', url } },
  })
  await page.frameLocator('iframe').getByText('A board of others').waitFor()
  expect(board.requests.map(({ url }) => url)).toEqual(['/board'])
  expect(board.requests[0]?.headers).not.toHaveProperty('referer')
  expect(board.requests[0]?.headers).not.toHaveProperty('cookie')

  // What ends while nobody can tell the screen shows nothing afterwards.
  await page.context().setOffline(true)
  await page.reload()
  await page.getByRole('heading', { name: 'No connection' }).waitFor()
  const { devices } = await app.client.panels.read({ params: { ...params, id: panel.id } })
  const device = devices[0]?.id ?? ''
  await app.client.panels.endDevice({ params: { ...params, id: panel.id, device } })
  await page.context().setOffline(false)
  await page.getByRole('heading', { name: 'Signed out' }).waitFor()
})

const params = { domain: 'main' }

async function publish(fields: Record<string, unknown>, known?: string): Promise<string> {
  const at = { ...params, type: 'notice' }
  const { id } =
    known === undefined
      ? await app.client.objects.create({ params: at, body: { fields } })
      : await app.client.objects.patch({ params: { ...at, id: known }, body: { fields } })
  await app.client.objects.publish({ params: { ...at, id } })
  return id
}

/** Gives the page of panels a program of another name, which is only there once it was brought. */
async function renameProgram() {
  const at = join(app.webFolder, 'panel.html')
  const html = await readFile(at, 'utf8')
  onTestFinished(() => writeFile(at, html))
  const [name = ''] = html.match(/panel-[\w-]+\.js/) ?? []
  await writeFile(at, html.replace(name, `newer-${name}`))
  const assets = join(app.webFolder, 'assets')
  return () => copyFile(join(assets, name), join(assets, `newer-${name}`))
}

async function makePanel(shows: PanelShowsInput) {
  return app.client.panels.create({ params, body: { name: 'Lobby', shows } })
}

/** Opens a link in a browser that nobody is signed in with. */
function openScreen(
  link: string,
  { theme = 'light', expected = '' }: { theme?: 'light' | 'dark'; expected?: string } = {},
): Promise<Page> {
  const { pathname, search } = new URL(link)
  return openPage(app, {
    path: pathname + search,
    signedIn: false,
    theme,
    expected: new RegExp(
      `WebSocket|status of 40[13]|ERR_CONNECTION|ERR_INTERNET|ERR_FAILED|status of (404|503)|${expected || 'ERR_NOTHING'}`,
    ),
  })
}

/** A page of somebody else on this machine, which notes what it is asked. */
async function serveBoard() {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    response.setHeader('content-type', 'text/html')
    response.end('<!doctype html><title>Board</title><p>A board of others</p>')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { origin: `http://localhost:${address.port}`, requests }
}
