import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, startApp } from './support/app.ts'
import { createNamed, keysNamed, NEW_KEY, shownToken, textOf } from './support/new-key.ts'
import { openPage } from './support/page.ts'

const params = { domain: 'main' }

describe('a token that was just made', () => {
  let app: App

  beforeAll(async () => {
    app = await startApp()

    await app.client.sharedSecret.create({ params })
  })
  afterAll(() => app?.close())

  it('adds the bundle with the shared secret after the password was entered', async () => {
    const page = await openPage(app, { path: NEW_KEY })
    await page.getByLabel('Name', { exact: true }).fill('Bundled')
    await page.getByText('Advanced').click()
    await page.getByLabel('Also show the credential bundle').check()
    app.clock.advance(6 * 60_000)
    await page.getByRole('button', { name: 'Create key' }).click()
    await page.getByRole('textbox', { name: 'Password' }).fill(app.owner.password)
    await page.getByRole('button', { name: 'Go on' }).click()
    const token = await shownToken(page)
    const bundle = await textOf(page.getByLabel('credential bundle', { exact: true }))
    expect(JSON.parse(Buffer.from(bundle, 'base64').toString())).toMatchObject({
      domain: 'main',
      token,
    })
    expect(await keysNamed(app, 'Bundled')).toHaveLength(1)
  })

  it('asks once before it is left without a copy, and not at all after one', async () => {
    const page = await openPage(app, { path: NEW_KEY })
    await createNamed(page, 'Not copied')
    const question = page.getByRole('dialog', { name: 'Leave without the token?' })
    await page.getByRole('link', { name: 'Users' }).click()
    await question.getByRole('button', { name: 'Cancel' }).click()
    await question.waitFor({ state: 'detached' })
    await shownToken(page)
    await page.getByRole('link', { name: 'Users' }).click()
    await page.waitForURL('**/d/main/users')

    await page.goto(NEW_KEY)
    await createNamed(page, 'Copied')
    await page.getByRole('tab', { name: 'Kubernetes' }).click()
    await page.getByRole('button', { name: 'Copy Kubernetes command' }).click()
    await page.getByText('Copied').first().waitFor()
    await page.getByRole('button', { name: 'Done' }).click()
    await page.waitForURL(/\/keys\/key_/)

    await page.goto(NEW_KEY)
    await createNamed(page, 'Reloaded')
    const asked = page.waitForEvent('dialog')
    const reload = page.reload()
    const dialog = await asked
    expect(dialog.type()).toBe('beforeunload')
    await dialog.accept()
    await reload
    expect(await page.getByRole('status', { name: /^Token of/ }).count()).toBe(0)
  })

  it('has the token nowhere but on the page, and nowhere once it is left', async () => {
    const page = await openPage(app, { path: NEW_KEY })
    const token = await createNamed(page, 'Nowhere')
    const body = token.split('_')[1] ?? ''
    expect(body).toHaveLength(49)
    expect(await kept(page)).not.toContain(body)
    expect(page.url()).not.toContain(body)

    await page.getByRole('button', { name: 'Copy token' }).click()
    await page.getByRole('button', { name: 'Done' }).click()
    await page.waitForURL(/\/keys\/key_/)
    // The page stays until the next one is loaded.
    await page.getByRole('heading', { name: 'Nowhere' }).waitFor()
    await expect.poll(() => page.content()).not.toContain(body)
    expect(await kept(page)).not.toContain(body)
    expect(page.url()).not.toContain(body)
    await page.goBack()
    await page.getByLabel('Name', { exact: true }).waitFor()
    expect(await page.content()).not.toContain(body)
    // The check above sees what the page keeps: the key itself is there.
    expect(await kept(page)).toContain('Nowhere')
  })

  it('shows the examples with either header, and a code to scan', async () => {
    const page = await openPage(app, { path: NEW_KEY })
    const token = await createNamed(page, 'Examples')
    await page.getByLabel('curl example', { exact: true }).getByText(`Bearer ${token}`).waitFor()
    await page.getByRole('radio', { name: 'Api-Key header' }).check()
    await page.getByRole('tab', { name: 'Python' }).click()
    const python = await textOf(page.getByLabel('Python example', { exact: true }))
    expect(python).toContain(`"Api-Key": "${token}"`)
    await page.getByRole('button', { name: 'Show QR code' }).click()
    await page.getByRole('img', { name: 'QR code of the token of Examples' }).waitFor()
  })
})

/** All that the page keeps besides what it shows: both storages, and what was read from the server. */
function kept(page: Page): Promise<string> {
  return page.evaluate(() => {
    interface Fiber {
      memoizedProps?: { client?: Cache }
      child?: Fiber
      sibling?: Fiber
    }
    interface Cache {
      getQueryCache(): { getAll(): { queryKey: unknown; state: unknown }[] }
      getMutationCache(): { getAll(): { state: unknown }[] }
    }
    function clientIn(fiber: Fiber | undefined): Cache | undefined {
      if (fiber === undefined || fiber === null) return undefined
      return fiber.memoizedProps?.client ?? clientIn(fiber.child) ?? clientIn(fiber.sibling)
    }
    const root = document.getElementById('root')
    const name = Object.keys(root ?? {}).find(key => key.startsWith('__reactContainer$')) ?? ''
    // React keeps its tree there, under a name of its own.
    const client = clientIn((root as unknown as Record<string, Fiber>)[name])
    if (client === undefined) throw new Error('The query client was not found')
    return JSON.stringify([
      { ...localStorage },
      { ...sessionStorage },
      client
        .getQueryCache()
        .getAll()
        .map(({ queryKey, state }) => [queryKey, state]),
      client
        .getMutationCache()
        .getAll()
        .map(({ state }) => state),
    ])
  })
}
