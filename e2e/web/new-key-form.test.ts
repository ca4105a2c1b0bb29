import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { breakDown } from './support/hold-up.ts'
import {
  addRule,
  createNamed,
  createVerifier,
  keysNamed,
  NEW_KEY,
  shownToken,
} from './support/new-key.ts'
import { openPage } from './support/page.ts'

const params = { domain: 'main' }

describe('the form of a new key', () => {
  let app: App
  let domainId: string
  let verify: Awaited<ReturnType<typeof createVerifier>>
  beforeAll(async () => {
    app = await startApp()
    verify = await createVerifier(app)
    domainId = (await app.client.domains.read({ params })).id
  })
  afterAll(() => app?.close())

  it('says at the field that nobody gives more than they hold, before saving and after', async () => {
    const editor = await app.server.seed.user('editor', { roles: { [domainId]: 'EDITOR' } })
    const page = await openPage(app, { path: NEW_KEY, signedIn: editor })
    await page.getByLabel('Name', { exact: true }).fill('Too strong')
    // What they may not give is not on offer, and what they have is chosen.
    expect(await page.getByRole('radio', { name: 'All', exact: true }).isDisabled()).toBe(true)
    expect(await page.getByRole('radio', { name: 'Another user' }).isDisabled()).toBe(true)
    expect(await page.getByLabel('Role', { exact: true }).last().inputValue()).toBe('EDITOR')

    await page.getByLabel('Role', { exact: true }).last().selectOption('ADMIN')
    await page.getByText('Saving would be refused.').waitFor()
    await page.getByRole('button', { name: 'Create key' }).click()
    const group = page.getByRole('group', { name: 'Access' })
    await group.getByText('You cannot give what you do not hold: *:*').waitFor()
    expect(await keysNamed(app, 'Too strong')).toEqual([])

    await page.getByLabel('Role', { exact: true }).last().selectOption('EDITOR')
    expect(await group.getByRole('alert').count()).toBe(0)
    await page.getByRole('button', { name: 'Create key' }).click()
    expect(await verify(await shownToken(page), 'content.article:update')).toMatchObject({
      code: 'VALID',
    })
  })

  it('keeps rules and scopes in step, and every scope that no tick can say', async () => {
    const page = await openPage(app, { path: NEW_KEY })
    await page.getByLabel('Name', { exact: true }).fill('In step')
    await page.getByLabel('Custom rules').check()
    await addRule(page, 'content.article')
    const rule = page.getByRole('group', { name: 'Actions on content.article' })
    await rule.getByLabel('All actions').check()
    expect(await scopes(page)).toEqual(['content.article:*'])
    await rule.getByLabel('delete').uncheck()
    expect(await scopes(page)).toEqual([
      'content.article:create',
      'content.article:read',
      'content.article:update',
      'content.article:publish',
    ])

    const field = page.getByLabel('The same as scopes')
    await field.fill('nonsense shop.*.line:frobnicate, content.media:write')
    await page.keyboard.press('Enter')
    await page.getByText('the action is missing').waitFor()
    expect(await field.inputValue()).toBe('nonsense')
    await field.fill('')
    const media = page.getByRole('group', { name: 'Actions on content.media' })
    expect(await ticked(media)).toEqual(['create', 'update', 'delete'])
    const wild = page.getByRole('group', { name: 'Actions on shop.*.line' })
    expect(await ticked(wild)).toEqual(['frobnicate'])
    await wild.getByLabel('read').check()
    await page.getByRole('button', { name: 'Remove content.article:publish' }).click()
    expect(await ticked(rule)).toEqual(['create', 'read', 'update'])
    await page.getByRole('button', { name: 'Remove the rule for content.article' }).click()
    expect(await scopes(page)).toEqual([
      'shop.*.line:frobnicate',
      'shop.*.line:read',
      'content.media:write',
    ])

    await page.getByRole('button', { name: 'Create key' }).click()
    await shownToken(page)
    const [key] = await keysNamed(app, 'In step')
    expect(key?.scopes).toEqual([
      'content.media:write',
      'shop.*.line:frobnicate',
      'shop.*.line:read',
    ])
  })

  it('acts as the user whose page it came from, and shows what their role cuts', async () => {
    const reader = await app.server.seed.user('reader', { roles: { [domainId]: 'READONLY' } })
    const page = await openPage(app, { path: `${NEW_KEY}?actsAs=${reader.id}` })
    await page.getByText(reader.email).first().waitFor()
    await page.getByLabel('Name', { exact: true }).fill('For the reader')
    await page.getByRole('radio', { name: 'All', exact: true }).check()
    await page.getByText(`Cut by user ${reader.email} (READONLY)`).waitFor()
    await page.getByText('The key can read everything in this domain').waitFor()
    await page.getByRole('button', { name: 'Create key' }).click()
    const token = await shownToken(page)
    expect(await verify(token, 'content.article:read')).toMatchObject({
      code: 'VALID',
      subject: reader.id,
    })
    expect(await verify(token, 'content.article:update')).toMatchObject({ code: 'FORBIDDEN' })
  })

  it('allows what the domain allows: lifetimes, addresses and metadata', async () => {
    await app.client.domains.create({ body: { slug: 'strict', name: 'Strict' } })
    await app.client.domains.update({
      params: { domain: 'strict' },
      body: { settings: { expiryRequired: true, maxLifetimeDays: 45, defaultLifetimeDays: 14 } },
    })
    const page = await openPage(app, { path: '/d/strict/keys/new' })
    await page.getByLabel('Name', { exact: true }).fill('Bounded')
    expect(await page.getByLabel('14 days (usual here)').isChecked()).toBe(true)
    expect(await page.getByLabel('90 days').isDisabled()).toBe(true)
    expect(await page.getByLabel('Never').isDisabled()).toBe(true)
    await page.getByText('Keys of this domain live 45 days at most.').waitFor()
    await page.getByLabel('On a date').check()
    await page.getByLabel('Last day').fill('2999-01-01')
    await page.getByLabel('Allowed addresses').fill('10.0.0.0/8\n\nsomewhere\n2001:db8::/32')
    await page.getByRole('alert').filter({ hasText: 'Line 3: “somewhere”' }).waitFor()
    await page.getByText('Advanced').click()
    await page.getByRole('button', { name: 'Add entry' }).click()
    await page.getByLabel('Name of entry 1').fill('customer')
    await page.getByLabel('Value of entry 1').fill('4711')
    await page.getByRole('button', { name: 'Create key' }).click()
    await page.getByRole('alert').filter({ hasText: 'live 45 days at most' }).waitFor()

    await page.getByLabel('45 days').check()
    await page.getByLabel('Allowed addresses').fill('10.0.0.0/8\n2001:db8::/32')
    await page.getByRole('button', { name: 'Create key' }).click()
    await shownToken(page)
    const { items } = await app.client.keys.list({
      params: { domain: 'strict' },
      query: { search: 'Bounded' },
    })
    expect(items[0]).toMatchObject({
      ipAllow: ['10.0.0.0/8', '2001:db8::/32'],
      metadata: { customer: 4711 },
    })
    const lifetime = Date.parse(items[0]?.expiresAt ?? '') - Date.parse(items[0]?.createdAt ?? '')
    expect(Math.round(lifetime / 86_400_000)).toBe(45)
  })

  it('asks before a begun form is left, but not before an untouched one or once the key is made', async () => {
    const page = await openPage(app, { path: NEW_KEY })
    const question = page.getByRole('dialog', { name: 'Leave without saving?' })
    await page.getByText('The key can read everything').waitFor()
    await page.getByRole('link', { name: 'Cancel' }).click()
    await page.waitForURL('**/d/main/keys')

    await page.getByRole('link', { name: 'Create key' }).first().click()
    await page.getByLabel('30 days').check()
    await page.getByRole('link', { name: 'Users' }).click()
    await question.getByRole('button', { name: 'Cancel' }).click()
    expect(await page.getByLabel('30 days').isChecked()).toBe(true)
    await createNamed(page, 'Not lost')
    await page.getByRole('button', { name: 'Copy token' }).click()
    await page.getByRole('button', { name: 'Done' }).click()
    await page.waitForURL(/\/keys\/key_/)
    expect(await question.count()).toBe(0)
  })

  it('is not offered while it is unknown what the domain asks of its keys', async () => {
    const page = await openPage(app, { path: '/d/main/keys', expected: /status of 500/ })
    const mend = await breakDown(page, '**/v1/domains/main')
    await page.getByRole('link', { name: 'Create key' }).first().click()
    await page.getByText('req_broken').waitFor()
    expect(await page.getByLabel('Name', { exact: true }).count()).toBe(0)
    await mend()
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByLabel('Name', { exact: true }).waitFor()
  })

  it('says what it cannot read to choose from, and offers it after another try', async () => {
    const page = await openPage(app, { path: NEW_KEY, expected: /status of 500/ })
    const parts = ['resources', 'roles*', 'users*'].map(part => `**/v1/domains/main/${part}`)
    const mends = await Promise.all(parts.map(part => breakDown(page, part)))
    const again = page.getByRole('button', { name: 'Try again' })
    await page.getByLabel('Another user').check()
    await page.getByText('The users could not be read').waitFor()
    await page.getByRole('radio', { name: 'Role', exact: true }).check()
    await page.getByText('The roles of the domain could not be read').waitFor()
    await page.getByLabel('Allow only part of the role').check()
    await page.getByText('The resources to choose from could not be read').waitFor()
    expect(await again.count()).toBe(3)
    await expectAccessible(page)

    for (const mend of mends) await mend()
    for (let left = 3; left > 0; left--) {
      await again.first().click()
      await expect.poll(() => again.count()).toBe(left - 1)
    }
    await page.getByLabel('Resource', { exact: true }).fill('media')
    await page.getByRole('option', { name: 'content.media' }).waitFor()

    const { id } = await app.client.domains.read({ params: { domain: 'main' } })
    await app.server.seed.role(id, 'MAKER', ['backoffice.keys:create'])
    const maker = await app.server.seed.user('maker', { roles: { [id]: 'MAKER' } })
    const blind = await openPage(app, { path: NEW_KEY, signedIn: maker })
    await blind.getByLabel('Custom rules').check()
    await blind.getByText('cannot be shown to you without backoffice.roles:read').waitFor()
    expect(await blind.getByRole('alert').count()).toBe(0)
  })

  it('names the entry whose name is there already, and makes no key that has lost one', async () => {
    const page = await openPage(app, { path: NEW_KEY })
    await page.getByLabel('Name', { exact: true }).fill('Twice')
    await page.getByText('Advanced').click()
    for (const [index, value] of ['4711', '4712'].entries()) {
      await page.getByRole('button', { name: 'Add entry' }).click()
      await page.getByLabel(`Name of entry ${index + 1}`).fill('customer')
      await page.getByLabel(`Value of entry ${index + 1}`).fill(value)
    }
    await page.getByRole('button', { name: 'Create key' }).click()
    await page.getByText('There is an entry of this name already.').waitFor()
    expect(await page.getByLabel('Name of entry 2').getAttribute('aria-invalid')).toBe('true')
    expect(await keysNamed(app, 'Twice')).toEqual([])
    await page.getByLabel('Name of entry 2').fill('contract')
    await page.getByRole('button', { name: 'Create key' }).click()
    await shownToken(page)
    const [key] = await keysNamed(app, 'Twice')
    expect(key?.metadata).toEqual({ customer: 4711, contract: 4712 })
  })
})

function scopes(page: Page): Promise<string[]> {
  return page.getByRole('list', { name: 'Scopes' }).getByRole('listitem').allInnerTexts()
}

async function ticked(rule: Locator): Promise<string[]> {
  const boxes = await rule.getByRole('checkbox', { checked: true }).all()
  return Promise.all(
    boxes.map(box =>
      box.evaluate(input => (input as HTMLInputElement).labels?.[0]?.textContent ?? ''),
    ),
  )
}
