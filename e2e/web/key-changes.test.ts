import type { IssuedKey } from '@keywright/contract'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { holdUp } from './support/hold-up.ts'
import { cardOf, makeKey, type NewKey, params } from './support/keys.ts'
import { createVerifier } from './support/new-key.ts'
import { openPage } from './support/page.ts'

describe('changes of a key', () => {
  let app: App
  let verify: Awaited<ReturnType<typeof createVerifier>>
  beforeAll(async () => {
    app = await startApp()
    await app.client.apis.create({
      params,
      body: {
        slug: 'shop',
        name: 'Shop',
        resources: [{ name: 'order', actions: ['read', 'delete'] }],
      },
    })
    verify = await createVerifier(app)
  })
  afterAll(() => app?.close())

  const make = (body: Partial<NewKey> = {}) =>
    makeKey(app, { name: 'Till', scopes: ['shop.order:read'], ...body })
  const pathOf = ({ key }: IssuedKey, tab = 'overview') => `/d/main/keys/${key.id}?tab=${tab}`
  const outcomeOf = async (token: string, permission: string) =>
    (await verify(token, permission)).code

  it('saves the access of a key, which then counts', async () => {
    const made = await make({
      scopes: ['shop.order:read', ...Array.from({ length: 60 }, (_, at) => `shop.part${at}:read`)],
    })
    const page = await openPage(app, { path: pathOf(made, 'access') })
    expect(await outcomeOf(made.token, 'shop.order:delete')).toBe('FORBIDDEN')
    const last = page.getByRole('button', { name: 'Show all 61 scopes' })
    const saveAt = await page.getByRole('button', { name: 'Save access' }).boundingBox()
    expect(saveAt && saveAt.y + saveAt.height).toBeLessThan(900)
    await last.scrollIntoViewIfNeeded()
    expect((await cardOf(page, 'Effective access').boundingBox())?.y).toBeGreaterThan(0)
    await page.getByLabel('All', { exact: true }).check()
    await cardOf(page, 'After saving').waitFor()
    await page.getByRole('button', { name: 'Save access' }).click()
    await page.getByText('Access saved. It counts from now on.').first().waitFor()
    expect(await outcomeOf(made.token, 'shop.order:delete')).toBe('VALID')
    const { scopes } = await app.client.keys.read({ params: { ...params, id: made.key.id } })
    expect(scopes).toEqual(['*:*'])
  })

  it('edits a key, and never overwrites what somebody else saved meanwhile', async () => {
    const made = await make({ metadata: { plan: 'free' } })
    const at = { params: { ...params, id: made.key.id } }
    const page = await openPage(app, { path: pathOf(made) })
    await page.getByRole('button', { name: 'Edit' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name', { exact: true }).fill('Till 2')
    await dialog.getByLabel(/Allowed addresses/).fill('not an address')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText(/Line 1: “not an address” is no address/).waitFor()
    await dialog.getByLabel(/Allowed addresses/).fill('192.0.2.0/24\n2001:db8::/32')

    await app.client.keys.update({ ...at, body: { description: 'From elsewhere' } })
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText('The key was changed while you were editing').waitFor()
    await dialog.getByText(/Changed meanwhile: description/).waitFor()
    expect((await app.client.keys.read(at)).name).toBe('Till')
    await expectAccessible(page)

    await dialog.getByRole('button', { name: 'Reload the key' }).click()
    await dialog.getByLabel('Name', { exact: true }).fill('Till 3')
    expect(await dialog.getByLabel('Value of entry 1').inputValue()).toBe('free')
    await dialog.getByLabel('Value of entry 1').fill('pro')
    await dialog.getByRole('button', { name: 'Add entry' }).click()
    await dialog.getByLabel('Name of entry 2').fill('seats')
    await dialog.getByLabel('Value of entry 2').fill('3')
    await dialog.getByLabel('7 days from now').check()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: 'Till 3' }).waitFor()
    expect(await app.client.keys.read(at)).toMatchObject({
      name: 'Till 3',
      description: 'From elsewhere',
      metadata: { plan: 'pro', seats: 3 },
      expiresAt: expect.stringMatching(/Z$/),
    })
  })

  it('a key is cut back at once when the user it acts as gets a smaller role', async () => {
    const owner = await app.client.domains.read({ params })
    const bob = await app.server.seed.user('bob', { roles: { [owner.id]: 'ADMIN' } })
    const made = await make({ scopes: ['shop.order:*'], actsAs: bob.id })
    const page = await openPage(app, { path: pathOf(made, 'access') })
    const effective = cardOf(page, 'Effective access')
    await effective.getByText('shop.order', { exact: false }).first().waitFor()
    expect(await outcomeOf(made.token, 'shop.order:delete')).toBe('VALID')

    await app.client.users.update({ params: { ...params, id: bob.id }, body: { role: 'READONLY' } })
    expect(await outcomeOf(made.token, 'shop.order:delete')).toBe('FORBIDDEN')
    expect(await outcomeOf(made.token, 'shop.order:read')).toBe('VALID')
    await effective
      .getByText(/bob@example.com \(READONLY\)/)
      .first()
      .waitFor({ timeout: 10_000 })
    const can = await effective.getByRole('list').first().getByRole('listitem').allInnerTexts()
    expect(can.map(text => text.replace(/\s+/g, ' '))).toEqual(['shop.order read'])
  })

  it('keeps what is changed while a save is under way, and saves it next', async () => {
    const made = await make()
    const at = { params: { ...params, id: made.key.id } }
    const page = await openPage(app, { path: pathOf(made, 'access') })
    await page.getByLabel('Read only', { exact: true }).check()
    const save = await holdUp(page, `**/keys/${made.key.id}`)
    await page.getByRole('button', { name: 'Save access' }).click()
    await save.arrived
    await page.getByLabel('All', { exact: true }).check()
    save.release()
    await page.getByText('Access saved. It counts from now on.').first().waitFor()
    expect((await app.client.keys.read(at)).scopes).toEqual(['*:read'])
    expect(await page.getByLabel('All', { exact: true }).isChecked()).toBe(true)
    await page.getByRole('button', { name: 'Save access' }).click()
    await expect.poll(async () => (await app.client.keys.read(at)).scopes).toEqual(['*:*'])
    await cardOf(page, 'Effective access').waitFor()
  })

  it('keeps what is typed into the drawer while it is saved, and asks before it is lost', async () => {
    const made = await make()
    const at = { params: { ...params, id: made.key.id } }
    const page = await openPage(app, { path: pathOf(made) })
    await page.getByRole('button', { name: 'Edit' }).click()
    const dialog = page.getByRole('dialog', { name: 'Edit the key' })
    await dialog.getByLabel('Name', { exact: true }).fill('Till 8')
    const save = await holdUp(page, `**/keys/${made.key.id}`)
    await dialog.getByRole('button', { name: 'Save' }).click()
    await save.arrived
    await dialog.getByLabel(/Description/).fill('Typed meanwhile')
    save.release()
    await page.getByText('Saved', { exact: true }).first().waitFor()
    expect(await app.client.keys.read(at)).toMatchObject({ name: 'Till 8', description: '' })

    await dialog.getByRole('button', { name: 'Cancel' }).click()
    const question = page.getByRole('dialog', { name: 'Close without saving?' })
    await question.getByRole('button', { name: 'Cancel' }).click()
    expect(await dialog.getByLabel(/Description/).inputValue()).toBe('Typed meanwhile')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect((await app.client.keys.read(at)).description).toBe('Typed meanwhile')

    await page.getByRole('button', { name: 'Edit' }).click()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  it('tells of a conflict also where the key cannot be read again, and keeps what was typed', async () => {
    const made = await make()
    const at = { params: { ...params, id: made.key.id } }
    const page = await openPage(app, { path: pathOf(made), expected: /status of 500/ })
    await page.getByRole('button', { name: 'Edit' }).click()
    const dialog = page.getByRole('dialog', { name: 'Edit the key' })
    await dialog.getByLabel('Name', { exact: true }).fill('Mine')
    await app.client.keys.update({ ...at, body: { name: 'Theirs' } })
    await page.route(`**/keys/${made.key.id}`, route =>
      route.request().method() === 'GET' ? route.fulfill({ status: 500 }) : route.continue(),
    )
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('The thing has changed since it was read.').first().waitFor()
    await page
      .getByText(/PRECONDITION_FAILED · request \S+/)
      .first()
      .waitFor()
    expect(await dialog.getByLabel('Name', { exact: true }).inputValue()).toBe('Mine')

    await page.unroute(`**/keys/${made.key.id}`)
    await dialog.getByRole('button', { name: 'Save' }).click()
    await dialog.getByText(/Changed meanwhile: name/).waitFor()
    expect((await app.client.keys.read(at)).name).toBe('Theirs')
  })
})
