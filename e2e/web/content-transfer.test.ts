import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { holdAnswer } from './support/hold-up.ts'
import { link } from './support/keys.ts'
import { ARTICLES, at, fillNewsroom, titles } from './support/newsroom.ts'
import { openPage } from './support/page.ts'

describe('objects of content', () => {
  let app: App
  beforeAll(async () => {
    app = await startApp()
    await fillNewsroom(app)
  })
  afterAll(() => app?.close())

  it('come out of a file with a report of what was refused, and go into one', async () => {
    await app.client.objects.publish({ params: { ...at('article'), id: 'storm' } })
    const page = await openPage(app, { path: `${ARTICLES}?sort=title`, expected: /status of 500/ })
    await page.getByRole('button', { name: 'Import' }).click()
    const rows = [
      '{"id":"new","fields":{"title":"New"}}',
      '{"fields":{}}',
      '{"id":"storm","fields":{"title":"S"}}',
    ]
    await page.getByLabel('File to import').setInputFiles({
      name: 'articles.ndjson',
      mimeType: 'application/x-ndjson',
      buffer: Buffer.from(rows.join('\n')),
    })
    await page.getByRole('dialog').getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByText('1 row imported, 2 refused.').waitFor()
    await expectAccessible(page)
    const [report] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download report' }).click(),
    ])
    expect(await readFile(await report.path(), 'utf8')).toMatch(
      /"2","","VALIDATION_FAILED",.*\/fields\/title is required"\r\n"3","storm","OBJECT_EXISTS"/s,
    )
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
    await link(page, 'New').waitFor()

    // The rest of a long list comes when its end is near.
    await page.goto('/d/main/content/objects/author?sort=name')
    await page.getByRole('button', { name: 'Import' }).click()
    const people = Array.from({ length: 60 }, (_, place) => `p${place},"Person, ${place}"`)
    await page.getByLabel('File to import').setInputFiles({
      name: 'authors.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(['$id,name', 'ann,Zoe Gale', ...people].join('\n')),
    })
    await page.getByLabel('replace it').check()
    await page.getByLabel('Publish what is imported').check()
    // It goes on without its dialog, and its report waits.
    const answer = await holdAnswer(page, '*/import?*')
    await page.getByRole('dialog').getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByText('The file has arrived.').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
    await page.getByRole('button', { name: 'Import under way' }).waitFor()
    await answer.release()
    await page.getByText('Import of Authors: 61 rows imported.', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Import report' }).click()
    await page.getByText('61 rows imported.', { exact: true }).waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
    await page.getByRole('button', { name: 'Import', exact: true }).waitFor()
    await page.getByText('50 objects shown; there are more').first().waitFor()
    let asked = 0
    await page.route('**/content/objects/author?*cursor=*', route => {
      asked++
      return route.fulfill({ status: 500, body: '' })
    })
    await page.mouse.wheel(0, 4000)
    await page.getByText('More objects could not be loaded.').waitFor()
    await page.mouse.wheel(0, -4000)
    await page.mouse.wheel(0, 8000)
    await page.unroute('**/content/objects/author?*cursor=*')
    expect(asked).toBe(1)
    await page.getByRole('button', { name: 'Try again' }).click()
    await link(page, 'Zoe Gale').waitFor()
    expect((await titles(page)).filter(title => title.startsWith('Person'))).toHaveLength(60)

    // A very long one is not made longer by scrolling.
    await page.route('**/content/objects/author?*sort=-name*', async route => {
      if (route.request().url().includes('cursor=')) asked++
      const { items } = await app.client.objects.list({ params: at('author'), query: { limit: 1 } })
      const many = Array.from({ length: 500 }, (_, n) => ({ ...items[0], id: `many${n}` }))
      await route.fulfill({ json: { items: many, nextCursor: 'more' } })
    })
    await page.getByRole('button', { name: 'Title', exact: true }).click()
    await page.getByText('500 objects shown; there are more').first().waitFor()
    await page.mouse.wheel(0, 100_000)
    await page.getByText('more come by the button alone').waitFor()
    await page.getByRole('button', { name: 'Show more' }).click()
    await page.getByText('1,000 objects shown; there are more').first().waitFor()
    expect(asked).toBe(2)

    await page.goto(`${ARTICLES}?state=published`)
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByLabel('CSV').check()
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).click(),
    ])
    await page
      .getByText(/^\d objects? exported/)
      .first()
      .waitFor()
    const table = await readFile(await file.path(), 'utf8')
    expect(file.suggestedFilename()).toBe('article.csv')
    expect(table).toContain('"storm"')
    expect(table).not.toContain('"ferry"')
  })
})
