import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { MediaFile } from '@keywright/contract'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { halves } from '../../packages/server/src/testing/media-files.ts'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { expectFits, WIDTHS } from './support/fits.ts'
import { holdAnswer, holdUp } from './support/hold-up.ts'
import { member, params } from './support/keys.ts'
import { openPage } from './support/page.ts'

const LIBRARY = '/d/main/content/media'

describe('media', () => {
  let app: App
  let picture: Buffer
  beforeAll(async () => {
    app = await startApp({ config: { mediaMaxBytes: 1024 * 1024 } })
    picture = Buffer.from(await halves(640, 320))
    await app.client.contentTypes.create({
      params,
      body: {
        name: 'article',
        titleField: 'title',
        schema: {
          type: 'object',
          required: ['title'],
          properties: {
            title: { type: 'string' },
            parts: {
              type: 'array',
              items: { type: 'object', properties: { cover: { media: true } } },
            },
            gallery: { type: 'array', items: { media: true } },
          },
        },
      },
    })
  })
  afterAll(() => app?.close())

  const files = async () => (await app.client.media.list({ params })).items
  const upload = (name: string): Promise<MediaFile> =>
    app.client.media.upload({
      params,
      body: { file: new File([Uint8Array.from(picture)], name), name },
    })

  it('uploads what is picked and what is dropped, says of each file why it was refused, and finds files', async () => {
    const page = await openPage(app, { path: LIBRARY })
    await page.getByText('No files yet').waitFor()

    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Upload files' }).click()
    await (await chooser).setFiles([
      { name: 'lighthouse.png', mimeType: 'image/png', buffer: picture },
      { name: 'broken.png', mimeType: 'image/png', buffer: picture.subarray(0, 60) },
      { name: 'film.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(3 * 1024 * 1024, 7) },
    ])
    const uploads = page.getByRole('region', { name: 'Uploads' })
    await uploads.getByText('1 of 3 uploaded, 2 refused').waitFor()
    await uploads.getByText('The image cannot be read.').waitFor()
    await uploads.getByText(/A file may have at most/).waitFor()
    await expectAccessible(page)

    // Refused once more; what is taken off the list stays off.
    await uploads.getByRole('button', { name: 'Try broken.png again' }).click()
    await uploads.getByText('1 of 3 uploaded, 2 refused').waitFor()
    await uploads.getByRole('button', { name: 'Take broken.png off the list' }).click()
    await uploads.getByText('1 of 2 uploaded, 1 refused').waitFor()

    await drop(page, ['notes.txt', 'more notes.txt'])
    await uploads.getByText('3 of 4 uploaded, 1 refused').waitFor()
    expect((await files()).map(({ name, type }) => [name, type]).sort()).toEqual([
      ['lighthouse.png', 'image/png'],
      ['more notes.txt', 'text/plain'],
      ['notes.txt', 'text/plain'],
    ])
    await uploads.getByRole('button', { name: 'Clear list' }).click()
    await uploads.waitFor({ state: 'detached' })

    const list = page.getByRole('list', { name: 'Files' })
    await expect.poll(() => list.getByRole('link').count()).toBe(3)
    // The session opens what is not published, in the size of the list.
    const thumbnail = list.locator('img')
    await expect
      .poll(() => thumbnail.evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBe(320)
    await page.getByLabel('Sort by').selectOption('Largest first')
    await page.getByLabel('Sort by').selectOption('Name, Z to A')
    await expect
      .poll(() => list.getByRole('link').allInnerTexts())
      .toEqual(['notes.txt', 'more notes.txt', 'lighthouse.png'])
    await page.getByLabel('Kind').selectOption('Texts')
    await expect.poll(() => list.getByRole('link').allInnerTexts()).not.toContain('lighthouse.png')
    await page.getByRole('searchbox', { name: 'Search files' }).fill('more')
    await expect.poll(() => list.getByRole('link').allInnerTexts()).toEqual(['more notes.txt'])
    const choices = { sort: '-name', kind: 'text', search: 'more' }
    expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual(choices)
    await page.reload()
    await expect.poll(() => list.getByRole('link').allInnerTexts()).toEqual(['more notes.txt'])
    await page.getByRole('searchbox', { name: 'Search files' }).fill('nothing like this')
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await expect.poll(() => list.getByRole('link').count()).toBe(3)
  })

  it('cancels an upload that is under way, which then leaves nothing, and stores none twice', async () => {
    const page = await openPage(app, { path: LIBRARY, expected: /ERR_CONNECTION_RESET/ })
    const before = (await files()).length
    // The first upload never gets through; it is not let go at the end either.
    let held = 0
    await page.route('**/content/media', route => {
      if (route.request().method() === 'POST' && held++ === 0) return
      return route.continue()
    })
    await drop(page, ['late.txt'])
    await expect.poll(() => held).toBe(1)
    await page.getByRole('progressbar', { name: 'Upload of late.txt' }).waitFor()
    await page.getByRole('button', { name: 'Cancel late.txt' }).click()
    await page.getByRole('region', { name: 'Uploads' }).waitFor({ state: 'detached' })
    // The place in the queue is free again.
    await drop(page, ['one.txt', 'two.txt', 'three.txt'])
    await page.getByText('3 of 3 uploaded').waitFor()
    expect(await files()).toHaveLength(before + 3)
    await page.getByRole('button', { name: 'Clear list' }).click()

    // The file has arrived, but who sent it does not know.
    const answer = await holdAnswer(page, '*/content/media')
    await drop(page, ['lost.txt'])
    await answer.lose()
    await page.getByText('The answer to the upload was lost.').waitFor()
    await page.getByRole('button', { name: 'Try lost.txt again' }).click()
    await page.getByText('1 of 1 uploaded').waitFor()
    expect(await files()).toHaveLength(before + 4)
  })

  it('says what a file shows and what of it matters, and gives the addresses of its variants', async () => {
    const { id, url } = await upload('harbour.png')
    const page = await openPage(app, { path: `${LIBRARY}/${id}` })
    await page.getByText('640 × 320').waitFor()
    await page.getByLabel('Alt text').fill('A harbour in red and blue')
    const point = page.getByRole('group', { name: 'Focal point' })
    const shown = point.getByRole('img').first()
    const box = await shown.boundingBox()
    if (!box) throw new Error('The picture is not shown.')
    await shown.click({ position: { x: box.width * 0.2, y: box.height * 0.8 } })
    await expect.poll(() => point.getByLabel('From the left').inputValue()).toBe('20')
    await point.getByLabel('From the top').press('ArrowLeft')
    const saving = await holdUp(page, `**/content/media/${id}`)
    await page.getByRole('button', { name: 'Save' }).click()
    await saving.arrived
    // What is typed while it is being saved stays, as a change.
    await page.getByLabel('Alt text').fill('A harbour, still to be described')
    saving.release()
    await page.getByText('File saved', { exact: true }).waitFor()
    expect(await page.getByLabel('Alt text').inputValue()).toBe('A harbour, still to be described')
    expect(await page.getByRole('button', { name: 'Save' }).isEnabled()).toBe(true)
    expect(await app.client.media.read({ params: { ...params, id } })).toMatchObject({
      alt: 'A harbour in red and blue',
      focalPoint: { x: 0.2, y: 0.75 },
    })

    await page.getByLabel('Width').selectOption('128')
    await page.getByLabel('Height').selectOption('128')
    await page.getByLabel('Fit').selectOption('cover')
    await page.getByLabel('Format').selectOption('webp')
    await page.getByRole('button', { name: 'Copy address' }).click()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toBe(`${app.url}${url}?width=128&height=128&fit=cover&focus=20,75&format=webp`)
    const answer = await page.request.get(copied)
    expect([answer.status(), answer.headers()['content-type']]).toEqual([200, 'image/webp'])

    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Download' }).click()
    const saved = await download
    expect(saved.suggestedFilename()).toBe('harbour.png')
    expect(sha256(await readFile(await saved.path()))).toBe(sha256(picture))

    await expectAccessible(page)
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 })
      await expectFits(page)
    }
  })

  it('overwrites nobody: a file that was changed meanwhile is not saved', async () => {
    const { id } = await upload('contested.png')
    const page = await openPage(app, { path: `${LIBRARY}/${id}` })
    await page.getByLabel('Alt text').fill('Mine')
    await app.client.media.update({ params: { ...params, id }, body: { alt: 'Theirs' } })
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Show theirs' }).click()
    expect(await page.getByLabel('Alt text').inputValue()).toBe('Theirs')
  })

  it('is not deleted while objects refer to it, and then is', async () => {
    const { id } = await upload('cover.png')
    const article = await app.client.objects.create({
      params: { ...params, type: 'article' },
      body: { fields: { title: 'Ships', parts: [{ cover: { type: 'media', id } }] } },
    })
    const page = await openPage(app, { path: `${LIBRARY}/${id}` })
    await page.getByText('1 object refers to this file').waitFor()
    const users = page.getByRole('list', { name: 'Objects that refer to it' })
    expect(await users.getByRole('link', { name: 'Ships' }).getAttribute('href')).toBe(
      `/d/main/content/objects/article/${article.id}`,
    )
    const dialog = page.getByRole('dialog')
    await page.getByRole('button', { name: 'Delete' }).click()
    await dialog.getByRole('button', { name: 'Delete file' }).click()
    await dialog.getByText('The file is in use').waitFor()
    await dialog.getByText('Ships').waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Close' }).last().click()

    await app.client.objects.delete({
      params: { ...params, type: 'article', id: article.id },
      body: {},
    })
    await page.reload()
    await page.getByText('No object refers to this file').waitFor()
    await page.getByRole('button', { name: 'Delete' }).click()
    await dialog.getByRole('button', { name: 'Delete file' }).click()
    await page.getByRole('heading', { name: 'Media', level: 1 }).waitFor()
    expect((await files()).map(file => file.id)).not.toContain(id)
  })

  it('lets those who may only look change nothing, and shows nothing to the others', async () => {
    const { id } = await upload('seen.png')
    const looker = await member(app, 'looker', ['content.media:read'])
    const page = await openPage(app, { path: LIBRARY, signedIn: looker })
    await page.getByRole('link', { name: 'seen.png' }).click()
    await page.getByRole('heading', { name: 'seen.png' }).waitFor()
    expect(await page.getByLabel('Alt text').isDisabled()).toBe(true)
    for (const name of ['Delete', 'Save']) {
      expect(await page.getByRole('button', { name, exact: true }).count()).toBe(0)
    }
    const stranger = await member(app, 'stranger', ['content.article:read'])
    const other = await openPage(app, { path: `${LIBRARY}/${id}`, signedIn: stranger })
    await other.getByText('content.media:read').waitFor()
  })
})

/** Drops texts on the page, as somebody who pulls them over from their desk. */
async function drop(page: Page, names: string[]): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor()
  const transfer = await page.evaluateHandle(wanted => {
    const data = new DataTransfer()
    for (const name of wanted) data.items.add(new File([`This is ${name}.`], name))
    return data
  }, names)
  await page.dispatchEvent('main', 'dragenter', { dataTransfer: transfer })
  await page.getByText('Drop the files to upload them').waitFor()
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer })
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
