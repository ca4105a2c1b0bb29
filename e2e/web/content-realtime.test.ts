import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { expectFits, WIDTHS } from './support/fits.ts'
import { focused } from './support/focus.ts'
import { member, params } from './support/keys.ts'
import { openPage } from './support/page.ts'

const MONITOR = '/d/main/content/realtime'

describe('the realtime monitor', () => {
  let app: App
  beforeAll(async () => {
    app = await startApp()
    for (const name of ['article', 'author']) {
      await app.client.contentTypes.create({
        params,
        body: {
          name,
          titleField: 'title',
          schema: {
            type: 'object',
            properties: { title: { type: 'string' }, price: { type: 'number' } },
          },
        },
      })
    }
  })
  afterAll(() => app?.close())

  const write = (type: string, price = 1) =>
    app.client.objects.create({
      params: { ...params, type },
      body: { fields: { title: 'One', price } },
    })

  it('shows what happens at once, can be paused and cleared, and keeps a bounded number of rows', async () => {
    const page = await openPage(app, { path: MONITOR })
    await connected(page)
    const { id } = await write('article')
    await app.client.objects.publish({ params: { ...params, type: 'article', id } })
    await expect
      .poll(() => events(page))
      .toEqual([`Published article ${id} 2`, `Created article ${id} 1`])
    const link = page.getByRole('link', { name: id }).first()
    expect(await link.getAttribute('href')).toBe(`/d/main/content/objects/article/${id}`)
    await expectAccessible(page)
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 })
      await expectFits(page)
    }

    await page.getByRole('button', { name: 'Pause' }).click()
    await app.client.objects.delete({ params: { ...params, type: 'article', id }, body: {} })
    await page.getByText('Paused: 1 more since then').waitFor()
    expect(await events(page)).toHaveLength(2)
    await page.getByRole('button', { name: 'Go on' }).click()
    expect((await events(page))[0]).toBe(`Deleted article ${id} 3`)
    await page.getByRole('button', { name: 'Clear' }).click()
    await page.getByText('Nothing has happened yet').waitFor()

    for (let batch = 0; batch < 4; batch++) {
      const operations = Array.from({ length: 80 }, () => ({
        op: 'create' as const,
        type: 'author',
        fields: {},
      }))
      await app.client.batch.run({ params, body: { operations } })
    }
    await page.getByText('320 events, the last 300 rows are kept').waitFor()
    expect(await events(page)).toHaveLength(300)
  })

  it('listens to what is chosen, keeps that in its address, and says why something is refused', async () => {
    const page = await openPage(app, { path: MONITOR })
    await connected(page)
    const subscriptions = page.getByRole('list', { name: 'Subscriptions' })
    await page.getByText('Listen to something else').click()
    await page.getByLabel('Filter').fill('{"price":{"lt":10}}')
    await page.getByRole('button', { name: 'Add subscription' }).click()
    await page.getByText('A filter needs a type.').waitFor()
    await page.getByLabel('Type', { exact: true }).selectOption('article')
    await page.getByRole('button', { name: 'Add subscription' }).click()
    await page.getByLabel('Type', { exact: true }).selectOption('article')
    await page.getByLabel('Filter').fill('{"colour":{"eq":"red"}}')
    await page.getByRole('button', { name: 'Add subscription' }).click()
    await subscriptions.getByText('Refused').waitFor()
    await subscriptions.getByText('colour').last().waitFor()
    await page.getByRole('button', { name: /^Remove All types/ }).click()
    // The focus stays in the list that something was removed from.
    await expect.poll(() => focused(page)).toContain('aria-label="Remove ')
    await page.getByRole('button', { name: /^Remove .*colour/ }).click()
    await page.reload()
    await connected(page)
    await expect.poll(() => subscriptions.getByRole('listitem').count()).toBe(1)
    await write('author')
    await write('article', 99)
    const { id } = await write('article', 5)
    await expect.poll(() => events(page)).toEqual([`Created article ${id} 1`])
  })

  it('goes on where it was when the server comes back, and shows that it was away', async () => {
    const page = await openPage(app, { path: MONITOR, expected: /WebSocket connection/ })
    await connected(page)
    await write('article')
    await expect.poll(() => events(page)).toHaveLength(1)
    await app.stop()
    await page.getByText('Connection lost, trying again').waitFor()
    await app.start()
    await connected(page)
    const { id } = await write('author')
    await expect.poll(() => events(page)).toContain(`Created author ${id} 1`)
    await page.getByText('Came back once').waitFor()
    await page.getByText(/Connected again, going on behind event \d+/).waitFor()
  })

  it('says plainly when the session ends, and when a type may not be read any more', async () => {
    const reader = await member(app, 'listener', ['content.article:read', 'content.types:read'])
    const listen = JSON.stringify([{ view: 'draft', type: 'article' }])
    const page = await openPage(app, { path: `${MONITOR}?listen=${listen}`, signedIn: reader })
    await connected(page)
    await app.client.roles.update({
      params: { ...params, name: 'LISTENER' },
      body: { permissions: ['content.types:read'] },
    })
    await page.getByText('it needs content.article:read').waitFor()

    const other = await member(app, 'leaver', ['content.article:read'])
    const theirs = await openPage(app, { path: MONITOR, signedIn: other })
    await connected(theirs)
    await app.server.client(other).session.signOut({})
    await theirs.getByText('Your session has ended').first().waitFor()
    await theirs.getByText('4401').waitFor()
    await theirs.getByRole('button', { name: 'Connect again' }).click()
    await theirs.getByRole('dialog').getByLabel('Password').waitFor()
  })
})

/** Until the page hears what happens. */
async function connected(page: Page): Promise<void> {
  await page.getByRole('status').getByText('Connected', { exact: true }).waitFor()
  await page.getByText('Listening', { exact: true }).first().waitFor()
}

/** The rows of events, without their time and id: what, which object, which version. */
function events(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('section[aria-label=Events] tbody tr')].flatMap(row => {
      const [, event, object, version] = [...row.querySelectorAll('td')].map(
        cell => cell.textContent,
      )
      return event === 'Connection' ? [] : [`${event} ${object} ${version}`]
    }),
  )
}
