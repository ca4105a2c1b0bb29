import type { Page, Request } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeInBulk } from '../../bench/seed/bulk-writer.ts'
import { seedRows } from '../../bench/seed/rows.ts'
import { type App, startApp } from './support/app.ts'
import { rowLinks } from './support/keys.ts'
import { openPage } from './support/page.ts'

const MANY = 50_000
/** So many keys are scrolled through. */
const FAR = 3000
/** Rows that may be in the document, however long the list is. */
const MOST_ROWS = 60

describe('a list of 50 000 keys', () => {
  let app: App
  beforeAll(async () => {
    app = await startApp()
    await seedMany(app, 'large')
  }, 120_000)
  afterAll(() => app?.close())

  it('draws only what is near, wherever somebody jumps, and comes back without reading all again', async () => {
    const page = await openPage(app, { path: '/d/large/keys' })
    const lists: URL[] = []
    page.on('request', request => {
      const url = new URL(request.url())
      const isList = url.pathname.endsWith('/keys') && url.searchParams.get('kind') === 'custom'
      if (request.method() === 'GET' && isList) lists.push(url)
    })
    await page.getByText('100 keys shown; there are more').last().waitFor()
    const readOn = async () => {
      await jumpTo(page, 1)
      expect(await page.getByRole('row').count(), 'rows').toBeLessThan(MOST_ROWS)
      return countShown(page)
    }
    await expect.poll(readOn, { timeout: 60_000 }).toBeGreaterThanOrEqual(FAR)
    await page.waitForLoadState('networkidle')
    const shown = await countShown(page)
    expect(lists.filter(({ searchParams }) => searchParams.has('cursor')).length).toBe(
      shown / 100 - 1,
    )

    const seen = new Set<string>()
    for (const share of [0.75, 0.1, 0.5, 0.9, 0.25]) {
      await jumpTo(page, share)
      const place = await rowInSight(page)
      expect(place / shown, 'place in the list').toBeCloseTo(share, 1)
      expect(await page.getByRole('row').count(), 'rows').toBeLessThan(MOST_ROWS)
      for (const name of await rowLinks(page)) seen.add(name)
    }
    expect(seen.size, 'keys at five places').toBeGreaterThan(50)

    // What was read is only drawn: each row once when it comes near, as tall as it was taken to be.
    const asked: string[] = []
    const listen = (request: Request) => asked.push(request.url())
    page.on('request', listen)
    const scrolled = await scrollOn(page)
    page.off('request', listen)
    expect(scrolled.rows, 'rows scrolled over').toBeGreaterThan(250)
    expect(scrolled.drawn - scrolled.rows, 'rows drawn besides').toBeLessThan(30)
    expect(scrolled.most, 'rows at once').toBeLessThan(MOST_ROWS)
    expect(scrolled.grown, 'corrected heights').toBe(0)
    expect(asked.filter(url => url.includes('/keys')).length, 'requests').toBeLessThan(3)

    // Away and back: the list is as it was, and only its beginning is read again.
    const place = await rowInSight(page)
    lists.length = 0
    await page.locator(`[data-index="${place}"]`).getByRole('link').click()
    await page.getByRole('tab', { name: 'Overview' }).waitFor()
    await page.goBack()
    await expect.poll(() => countShown(page)).toBe(shown)
    await expect.poll(async () => Math.abs((await rowInSight(page)) - place)).toBeLessThan(10)
    await page.waitForLoadState('networkidle')
    expect(lists.filter(({ searchParams }) => searchParams.has('cursor'))).toEqual([])

    await page.keyboard.press('/')
    await page.keyboard.type('n0000042')
    await page.getByText('1 key', { exact: true }).last().waitFor()
    expect(await rowLinks(page)).toEqual(['Service eu42 n0000042'])
  }, 120_000)
})

/** How many keys the list says that it holds. */
async function countShown(page: Page): Promise<number> {
  const text = await page.getByText(/keys shown; there are more$/).allTextContents()
  return Number(text.at(-1)?.split(' ')[0]?.replaceAll(',', ''))
}

/** Scrolls to a share of what there is to scroll. */
async function jumpTo(page: Page, share: number): Promise<void> {
  await page.evaluate(share => {
    scrollTo(0, (document.documentElement.scrollHeight - innerHeight) * share)
  }, share)
}

/** Scrolls over some hundred rows, a third of a screen at a time, and answers what that took. */
function scrollOn(page: Page) {
  return page.evaluate(async () => {
    const list = document.querySelector('[data-index]')?.parentElement
    const height = () => list?.getBoundingClientRect().height ?? 0
    const step = innerHeight / 3
    const steps = 60
    const tall = height()
    let drawn = 0
    let most = 0
    const isRow = (node: Node) => node instanceof HTMLElement && node.dataset.index !== undefined
    const observer = new MutationObserver(changes => {
      for (const { addedNodes } of changes) drawn += [...addedNodes].filter(isRow).length
    })
    if (list) observer.observe(list, { childList: true })
    for (let count = 0; count < steps; count++) {
      scrollBy(0, step)
      await new Promise(requestAnimationFrame)
      await new Promise(requestAnimationFrame)
      most = Math.max(most, list?.childElementCount ?? 0)
    }
    observer.disconnect()
    const row = list?.firstElementChild?.getBoundingClientRect().height ?? 0
    return { rows: Math.round((steps * step) / row), drawn, most, grown: height() - tall }
  })
}

/** The place in the list of the row in the middle of the screen; it is drawn there in the end. */
async function rowInSight(page: Page): Promise<number> {
  const handle = await page.waitForFunction(() =>
    document
      .elementFromPoint(innerWidth / 2, innerHeight / 2)
      ?.closest<HTMLElement>('[data-index]')
      ?.getAttribute('data-index'),
  )
  return Number(await handle.jsonValue())
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
