import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from './support/accessible.ts'
import { type App, startApp } from './support/app.ts'
import { openPage } from './support/page.ts'

const params = { domain: 'main' }
const path = '/d/main/keys/new'

describe('making a key', () => {
  let app: App
  let gate: string
  let domainId: string
  beforeAll(async () => {
    app = await startApp()
    domainId = (await app.client.domains.read({ params })).id
    const { token } = await app.client.keys.create({
      params,
      body: { name: 'Gate', scopes: ['backoffice.keys:verify'], expiresInDays: 1 },
    })
    gate = token
    await app.client.sharedSecret.create({ params })
  })
  afterAll(() => app.close())

  /** What a protected API would be told about a token, over HTTP. */
  async function verify(token: string, permission?: string) {
    const response = await fetch(`${app.url}/v1/verify`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gate}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        token,
        ip: '10.1.2.3',
        ...(permission && { permissions: [permission] }),
      }),
    })
    // The shape is fixed by the contract.
    return (await response.json()) as { code: string; subject?: string | null }
  }

  async function keysNamed(name: string) {
    return (await app.client.keys.list({ params, query: { search: name } })).items
  }

  it('goes from the first page to a verified request by mouse', async () => {
    const page = await openPage(app, { signedIn: false })
    await page.getByLabel('E-mail').fill(app.owner.email)
    await page.getByLabel('Password').fill(app.owner.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('link', { name: 'API keys' }).first().click()
    await page.getByRole('link', { name: 'Create key' }).first().click()
    await page.getByLabel('Name', { exact: true }).fill('Website by mouse')
    await page.getByRole('button', { name: 'Create key' }).click()
    const token = await shownToken(page)
    expect(await verify(token, 'content.article:read')).toMatchObject({ code: 'VALID' })

    await page.getByRole('button', { name: 'Copy token' }).click()
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(token)
    await page.getByRole('button', { name: 'Done' }).click()
    await page.waitForURL(/\/d\/main\/keys\/key_/)
  })

  it('goes from the first page to a verified request by keyboard alone', async () => {
    const page = await openPage(app, { signedIn: false })
    await tabTo(page, page.getByLabel('E-mail'))
    await page.keyboard.type(app.owner.email)
    await page.keyboard.press('Tab')
    await page.keyboard.type(app.owner.password)
    await page.keyboard.press('Enter')
    await page.getByRole('navigation').first().waitFor()
    await tabTo(page, page.getByRole('link', { name: 'API keys' }).first())
    await page.keyboard.press('Enter')
    await page.waitForURL('**/d/main/keys')
    await tabTo(page, page.getByRole('link', { name: 'Create key' }).first())
    await page.keyboard.press('Enter')
    await tabTo(page, page.getByLabel('Name', { exact: true }))
    await page.keyboard.type('Website by keyboard')
    await tabTo(page, page.getByLabel('Read only'))
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await tabTo(page, page.getByLabel('Resource', { exact: true }))
    await page.keyboard.type('media')
    await page.getByRole('option', { name: 'content.media' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    // The new rule is above the field.
    await tabTo(page, page.getByLabel('read', { exact: true }), 'Shift+Tab')
    await page.keyboard.press('Space')
    await tabTo(page, page.getByRole('button', { name: 'Create key' }))
    await page.keyboard.press('Enter')
    const token = await shownToken(page)
    expect(await verify(token, 'content.media:read')).toMatchObject({ code: 'VALID' })
    expect(await verify(token, 'content.media:update')).toMatchObject({ code: 'FORBIDDEN' })
    await tabTo(page, page.getByRole('button', { name: 'Copy token' }))
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(token)
    await tabTo(page, page.getByRole('button', { name: 'Done' }))
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/d\/main\/keys\/key_/)
  })

  interface AccessScenario {
    access: string
    choose?: (page: Page) => Promise<void>
    may: string[]
    mayNot: string[]
  }
  it.each<AccessScenario>([
    {
      access: 'All',
      may: ['content.article:delete', 'backoffice.users:impersonate', 'shop.order:refund'],
      mayNot: [],
    },
    {
      access: 'Read only',
      may: ['content.article:read', 'backoffice.audit:read'],
      mayNot: ['content.article:update', 'backoffice.audit:export', 'content.article:publish'],
    },
    {
      access: 'Role',
      choose: async page => {
        await page.getByLabel('Role', { exact: true }).last().selectOption('EDITOR')
      },
      may: ['content.article:publish', 'content.types:delete', 'backoffice.roles:read'],
      mayNot: ['backoffice.roles:update', 'backoffice.keys:read', 'shop.order:read'],
    },
    {
      access: 'Custom rules',
      choose: async page => {
        await addRule(page, 'shop.order')
        await page.getByLabel('create', { exact: true }).check()
        await page.getByLabel('read', { exact: true }).check()
      },
      may: ['shop.order:create', 'shop.order:read'],
      mayNot: ['shop.order:update', 'shop.order:*', 'shop.order.line:read', 'content.article:read'],
    },
  ])('$access: the key does exactly that', async ({ access, choose, may, mayNot }) => {
    const page = await openPage(app, { path })
    await page.getByLabel('Name', { exact: true }).fill(`Exactly ${access}`)
    await page.getByRole('radio', { name: access, exact: true }).check()
    await choose?.(page)
    await page.getByRole('button', { name: 'Create key' }).click()
    const token = await shownToken(page)
    for (const permission of may) {
      expect(await verify(token, permission), permission).toMatchObject({ code: 'VALID' })
    }
    for (const permission of mayNot) {
      expect(await verify(token, permission), permission).toMatchObject({ code: 'FORBIDDEN' })
    }
  })

  it('makes a key without any rule, which can do nothing', async () => {
    const page = await openPage(app, { path })
    await page.getByLabel('Name', { exact: true }).fill('Powerless')
    await page.getByLabel('Custom rules').check()
    await page.getByText('The key can do nothing.').waitFor()
    await page.getByRole('button', { name: 'Create key' }).click()
    const token = await shownToken(page)
    expect(await verify(token)).toMatchObject({ code: 'VALID' })
    expect(await verify(token, 'content.article:read')).toMatchObject({ code: 'FORBIDDEN' })
  })

  it('says at the field that nobody gives more than they hold, before saving and after', async () => {
    const editor = await app.server.seed.user('editor', { roles: { [domainId]: 'EDITOR' } })
    const page = await openPage(app, { path, signedIn: editor })
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
    expect(await keysNamed('Too strong')).toEqual([])

    await page.getByLabel('Role', { exact: true }).last().selectOption('EDITOR')
    expect(await group.getByRole('alert').count()).toBe(0)
    await page.getByRole('button', { name: 'Create key' }).click()
    expect(await verify(await shownToken(page), 'content.article:update')).toMatchObject({
      code: 'VALID',
    })
  })

  it('keeps rules and scopes in step, and every scope that no tick can say', async () => {
    const page = await openPage(app, { path })
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
    const [key] = await keysNamed('In step')
    expect(key?.scopes).toEqual([
      'content.media:write',
      'shop.*.line:frobnicate',
      'shop.*.line:read',
    ])
  })

  it('acts as the user whose page it came from, and shows what their role cuts', async () => {
    const reader = await app.server.seed.user('reader', { roles: { [domainId]: 'READONLY' } })
    const page = await openPage(app, { path: `${path}?actsAs=${reader.id}` })
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
      metadata: { customer: '4711' },
    })
    const lifetime = Date.parse(items[0]?.expiresAt ?? '') - Date.parse(items[0]?.createdAt ?? '')
    expect(Math.round(lifetime / 86_400_000)).toBe(45)
  })

  it('makes one key of a form that is sent twice, also when the first answer is lost', async () => {
    const page = await openPage(app, { path, expected: /net::ERR_/ })
    await page.getByLabel('Name', { exact: true }).fill('Only once')
    await page.getByRole('button', { name: 'Create key' }).dblclick()
    await shownToken(page)
    expect(await keysNamed('Only once')).toHaveLength(1)

    const again = await openPage(app, { path, expected: /net::ERR_/ })
    await again.getByLabel('Name', { exact: true }).fill('Lost and found')
    await again.route(
      '**/v1/domains/main/keys',
      async route => {
        await route.fetch()
        await route.abort('connectionreset')
      },
      { times: 1 },
    )
    await again.getByRole('button', { name: 'Create key' }).click()
    await again.getByText('The server cannot be reached.').first().waitFor()
    await again.getByRole('button', { name: 'Create key' }).click()
    expect(await verify(await shownToken(again))).toMatchObject({ code: 'VALID' })
    expect(await keysNamed('Lost and found')).toHaveLength(1)
  })

  it('adds the bundle with the shared secret after the password was entered', async () => {
    const page = await openPage(app, { path })
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
    expect(await keysNamed('Bundled')).toHaveLength(1)
  })

  it('asks once before it is left without a copy, and not at all after one', async () => {
    const page = await openPage(app, { path })
    await createNamed(page, 'Not copied')
    const question = page.getByRole('dialog', { name: 'Leave without the token?' })
    await page.getByRole('link', { name: 'Users' }).click()
    await question.getByRole('button', { name: 'Cancel' }).click()
    await question.waitFor({ state: 'detached' })
    await shownToken(page)
    await page.getByRole('link', { name: 'Users' }).click()
    await page.waitForURL('**/d/main/users')

    await page.goto(path)
    await createNamed(page, 'Copied')
    await page.getByRole('tab', { name: 'Kubernetes' }).click()
    await page.getByRole('button', { name: 'Copy Kubernetes command' }).click()
    await page.getByText('Copied').first().waitFor()
    await page.getByRole('button', { name: 'Done' }).click()
    await page.waitForURL(/\/keys\/key_/)

    await page.goto(path)
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
    const page = await openPage(app, { path })
    const token = await createNamed(page, 'Nowhere')
    const body = token.split('_')[1] ?? ''
    expect(body).toHaveLength(49)
    expect(await kept(page)).not.toContain(body)
    expect(page.url()).not.toContain(body)

    await page.getByRole('button', { name: 'Copy token' }).click()
    await page.getByRole('button', { name: 'Done' }).click()
    await page.waitForURL(/\/keys\/key_/)
    await page.getByText('Nowhere').first().waitFor()
    expect(await kept(page)).not.toContain(body)
    expect(page.url()).not.toContain(body)
    expect(await page.content()).not.toContain(body)
    await page.goBack()
    await page.getByLabel('Name', { exact: true }).waitFor()
    expect(await page.content()).not.toContain(body)
    // The check above sees what the page keeps: the key itself is there.
    expect(await kept(page)).toContain('Nowhere')
  })

  it('shows the examples with either header, and a code to scan', async () => {
    const page = await openPage(app, { path })
    const token = await createNamed(page, 'Examples')
    await page.getByLabel('curl example', { exact: true }).getByText(`Bearer ${token}`).waitFor()
    await page.getByRole('radio', { name: 'Api-Key header' }).check()
    await page.getByRole('tab', { name: 'Python' }).click()
    const python = await textOf(page.getByLabel('Python example', { exact: true }))
    expect(python).toContain(`"Api-Key": "${token}"`)
    await page.getByRole('button', { name: 'Show QR code' }).click()
    await page.getByRole('img', { name: 'QR code of the token of Examples' }).waitFor()
  })

  it.each(['light', 'dark'] as const)('can be used by everybody, in %s', async theme => {
    const page = await openPage(app, { path, theme })
    await page.getByText('The key can read everything').waitFor()
    await expectAccessible(page)
    await page.getByLabel('Custom rules').check()
    await page.getByLabel('Resource', { exact: true }).fill('content')
    await page.keyboard.press('ArrowDown')
    await expectAccessible(page)
    await page.keyboard.press('Enter')
    await page.getByLabel('Another user').check()
    await page.getByLabel('On a date').check()
    await page.getByText('Advanced').click()
    await page.getByRole('button', { name: 'Add entry' }).click()
    await page.getByRole('button', { name: 'Create key' }).click()
    await page.getByRole('alert').first().waitFor()
    await expectAccessible(page)
    await page.getByLabel('Nobody').check()
    await page.getByLabel('30 days').check()
    await createNamed(page, `Accessible ${theme}`)
    await page.getByRole('button', { name: 'Show QR code' }).click()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('dialog').waitFor()
    await expectAccessible(page)
  })

  it('fits a phone', async () => {
    const page = await openPage(app, { path, width: 390 })
    await page.getByLabel('Custom rules').check()
    const long = `shop.${'long-resource-name.'.repeat(6)}end`
    await addRule(page, long)
    await page.getByLabel('read', { exact: true }).check()
    await page.getByText('The key can act on one resource').waitFor()
    expect(await overflow(page)).toBe(0)
    await createNamed(page, 'Phone')
    expect(await overflow(page)).toBe(0)
  })
})

async function createNamed(page: Page, name: string): Promise<string> {
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByRole('button', { name: 'Create key' }).click()
  return shownToken(page)
}

async function shownToken(page: Page): Promise<string> {
  const token = await textOf(page.getByRole('status', { name: /^Token of/ }))
  expect(token).toMatch(/^kw_[0-9A-Za-z]{49}$/)
  return token
}

async function textOf(element: Locator): Promise<string> {
  return (await element.textContent()) ?? ''
}

async function addRule(page: Page, resource: string): Promise<void> {
  await page.getByLabel('Resource', { exact: true }).fill(resource)
  await page.getByRole('button', { name: 'Add rule' }).click()
}

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

/** Presses Tab until the control has the focus, as somebody without a mouse would. */
async function tabTo(page: Page, control: Locator, key = 'Tab'): Promise<void> {
  await control.waitFor()
  for (let pressed = 0; pressed < 80; pressed++) {
    if (await control.evaluate(element => element === document.activeElement)) return
    await page.keyboard.press(key)
  }
  throw new Error(`The keyboard does not reach ${control}`)
}

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

function overflow(page: Page): Promise<number> {
  return page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
}
