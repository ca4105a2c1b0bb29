import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { params, statusOf, TOKEN } from './support/keys.ts'
import { openPage } from './support/page.ts'

describe('application keys', () => {
  let app: App
  beforeAll(async () => {
    app = await startApp()
  })
  afterAll(() => app?.close())

  async function idOf(name: string): Promise<string> {
    const { items } = await app.client.keys.list({ params, query: { kind: 'application' } })
    return items.find(key => key.name === name)?.id ?? ''
  }

  it('reveals an application key to who enters the password again, and keeps a record', async () => {
    const page = await openPage(app, { path: '/d/main/keys' })
    const card = page.getByRole('article', { name: 'Read and write' })
    await card.getByRole('button', { name: 'Reveal' }).waitFor()
    app.clock.advance(6 * 60_000)
    await card.getByRole('button', { name: 'Reveal' }).click()
    const prompt = page.getByRole('dialog', { name: 'Enter your password' })
    await expectAccessible(page)
    await prompt.getByLabel('Password').fill(app.owner.password)
    await prompt.getByRole('button', { name: 'Go on' }).click()
    const token = (await card.getByText(TOKEN).textContent()) ?? ''
    expect(await statusOf(app, token)).toBe(200)
    await expectAccessible(page)

    const { items } = await app.client.audit.list({ params, query: { action: 'key.revealed' } })
    expect(items[0]).toMatchObject({ actor: { label: app.owner.email } })

    await card.getByRole('button', { name: 'Copy' }).click()
    await page.waitForFunction(async text => (await navigator.clipboard.readText()) === text, token)
    await card.getByRole('button', { name: 'QR code' }).click()
    await page.getByRole('img', { name: 'QR code of Read and write' }).waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await card.getByRole('button', { name: 'Hide' }).click()
    expect(await page.content()).not.toContain(token)
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))
    expect(kept + page.url()).not.toContain(token)
  })

  it('regenerates an application key: the old token stops, the new one is shown and works', async () => {
    const { token: old } = await revealed(app, await idOf('Read only'))
    expect(await statusOf(app, old)).toBe(200)
    const page = await openPage(app, { path: '/d/main/keys' })
    const card = page.getByRole('article', { name: 'Read only' })
    await card.getByRole('button', { name: 'Regenerate' }).click()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Regenerate token' }).click()
    const token = (await card.getByText(TOKEN).textContent()) ?? ''
    expect(token).not.toBe(old)
    expect([await statusOf(app, old), await statusOf(app, token)]).toEqual([401, 200])
  })

  it('a token that is shown goes when somebody else regenerates its key', async () => {
    const page = await openPage(app)
    // The page reads again now and then; its time is set forward instead of waited for.
    await page.clock.install()
    await page.goto('/d/main/keys')
    const card = page.getByRole('article', { name: 'Read only' })
    await card.getByRole('button', { name: 'Reveal' }).click()
    const token = (await card.getByText(TOKEN).textContent()) ?? ''
    const at = { params: { ...params, id: await idOf('Read only') } }
    const { key } = await app.client.keys.rotate({ ...at, body: { overlapSeconds: 0 } })
    await page.clock.fastForward(16_000)
    await card.getByText(key.masked).waitFor()
    expect(await page.content()).not.toContain(token)
    await card.getByRole('button', { name: 'Reveal' }).waitFor()
  })

  it('a double click on Reveal reveals once', async () => {
    const page = await openPage(app, { path: '/d/main/keys' })
    const revealed = async () =>
      (await app.client.audit.list({ params, query: { action: 'key.revealed' } })).items.length
    const before = await revealed()
    const card = page.getByRole('article', { name: 'Read only' })
    await card.getByRole('button', { name: 'Reveal' }).evaluate((button: HTMLElement) => {
      button.click()
      button.click()
    })
    await card.getByText(TOKEN).waitFor()
    await page.waitForLoadState('networkidle')
    expect(await revealed()).toBe(before + 1)
  })

  it('copies without a clipboard, and shows the token to be copied by hand where even that is not allowed', async () => {
    const page = await openPage(app, { path: '/d/main/keys' })
    const card = page.getByRole('article', { name: 'Read only' })
    await card.waitFor()
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed'))
    })
    await card.getByRole('button', { name: 'Copy' }).click()
    await page.getByText('Copied', { exact: true }).first().waitFor()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(await statusOf(app, copied)).toBe(200)
    await page.evaluate(() => {
      document.execCommand = () => false
    })
    await card.getByRole('button', { name: /^Cop/ }).click()
    await page.getByText('The browser did not allow copying').first().waitFor()
    const token = (await card.getByText(TOKEN).textContent()) ?? ''
    expect(await statusOf(app, token)).toBe(200)
  })

  it('is accessible with all it opens', async () => {
    const page = await openPage(app, { path: '/d/main/keys' })
    const card = page.getByRole('article', { name: 'Read and write' })
    await card.getByRole('button', { name: 'Regenerate' }).click()
    await page.getByRole('dialog').waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await card.getByRole('button', { name: 'QR code' }).click()
    await page.getByRole('dialog').waitFor()
    await expectAccessible(page)
  })
})

/** The token of a key, to somebody who has just entered the password. */
async function revealed(app: App, id: string): Promise<{ token: string }> {
  await app.client.session.reauthenticate({ body: { password: app.owner.password } })
  return app.client.keys.reveal({ params: { ...params, id } })
}
