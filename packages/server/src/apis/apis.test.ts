import type { Client } from '@keywright/contract'
import { beforeAll, describe, expect, it } from 'vitest'
import { actionsAbout } from '../testing/audit-trail.ts'
import { describeEachEngine } from '../testing/create-test-server.ts'
import { refusal } from '../testing/refusal.ts'

type CreateBody = Parameters<Client['apis']['create']>[0]['body']

describeEachEngine('APIs', get => {
  let admin: Client
  let domainId: string
  const params = { domain: 'acme' }

  beforeAll(async () => {
    const { seed, client } = get()
    domainId = (await seed.domain('acme')).id
    await seed.domain('other')
    admin = client(await seed.user('ana', { roles: { [domainId]: 'ADMIN' } }))
  })

  const create = (body: Partial<CreateBody> & { slug: string }) =>
    admin.apis.create({ params, body: { name: body.slug, ...body } })
  const problemOf = (body: Partial<CreateBody>) => refusal(create({ slug: 'wrong', ...body }))

  it('are made, read, listed, changed and removed, each time with a trace', async () => {
    const made = await create({
      slug: 'shop',
      name: 'Shop',
      resources: [{ name: 'order', actions: ['read', 'create'] }],
      routes: [{ method: 'GET', path: '/orders/:id', permission: 'shop.order:read' }],
    })
    expect(made).toMatchObject({
      slug: 'shop',
      description: '',
      resources: [{ name: 'order', description: '', actions: ['read', 'create'] }],
      unmatched: null,
    })
    const at = { ...params, api: 'shop' }
    expect(await admin.apis.read({ params: at })).toEqual(made)
    const changed = await admin.apis.update({
      params: at,
      body: { name: 'The shop', unmatched: 'shop.other:read' },
    })
    expect(changed).toEqual({
      ...made,
      name: 'The shop',
      unmatched: 'shop.other:read',
      updatedAt: changed.updatedAt,
    })
    expect((await admin.apis.list({ params })).items).toEqual([changed])
    await admin.apis.delete({ params: at })
    expect(await refusal(admin.apis.read({ params: at }))).toMatchObject({ code: 'API_NOT_FOUND' })
    expect(await actionsAbout(get().server, made.id)).toEqual([
      'api.created',
      'api.updated',
      'api.deleted',
    ])
  })

  it('are paged by slug', async () => {
    for (const slug of ['page-c', 'page-a', 'page-b']) await create({ slug })
    const first = await admin.apis.list({ params, query: { limit: 2 } })
    const rest = await admin.apis.list({
      params,
      query: { limit: 2, cursor: first.nextCursor ?? '' },
    })
    const slugs = [...first.items, ...rest.items].map(({ slug }) => slug)
    expect(slugs).toEqual(['page-a', 'page-b', 'page-c'])
    expect(rest.nextCursor).toBeNull()
    const wrong = admin.apis.list({ params, query: { cursor: 'bm8' } })
    expect(await refusal(wrong)).toMatchObject({ code: 'CURSOR_INVALID' })
  })

  it('a slug is taken once, and those of the product from the start', async () => {
    await create({ slug: 'twice' })
    for (const slug of ['twice', 'backoffice', 'content']) {
      expect(await refusal(create({ slug }))).toMatchObject({ code: 'SLUG_TAKEN', status: 409 })
    }
  })

  it('a slug that the backoffice has a page at is refused, and the field is named', async () => {
    expect(await refusal(create({ slug: 'new' }))).toMatchObject({
      code: 'VALIDATION_FAILED',
      status: 400,
      errors: [{ pointer: '/slug' }],
    })
    await create({ slug: 'news' })
  })

  it('a change that somebody else came before is refused', async () => {
    await create({ slug: 'raced' })
    const at = { ...params, api: 'raced' }
    await admin.apis.update({ params: at, body: { name: 'First' } })
    const late = admin.apis.update({ params: at, body: { name: 'Late' } }, { ifMatch: '"v1"' })
    expect(await refusal(late)).toMatchObject({ code: 'PRECONDITION_FAILED' })
    expect((await admin.apis.read({ params: at })).name).toBe('First')
  })

  it('a change of nothing leaves no trace', async () => {
    const made = await create({ slug: 'still' })
    const again = await admin.apis.update({
      params: { ...params, api: 'still' },
      body: { name: made.name },
    })
    expect(again).toEqual(made)
    expect(await actionsAbout(get().server, made.id)).toEqual(['api.created'])
  })

  it('of another domain do not exist', async () => {
    await create({ slug: 'mine' })
    const { seed, client } = get()
    const other = await seed.domain('third')
    const bob = client(await seed.user('bob', { roles: { [other.id]: 'ADMIN' } }))
    const there = { domain: 'third', api: 'mine' }
    expect(await refusal(bob.apis.read({ params: there }))).toMatchObject({ code: 'API_NOT_FOUND' })
    const here = { domain: 'acme', api: 'mine' }
    expect(await refusal(bob.apis.read({ params: here }))).toMatchObject({
      code: 'DOMAIN_NOT_FOUND',
    })
  })

  describe('what cannot be enforced is refused, and named:', () => {
    const get1 = (path: string, permission: string | null = null) => ({
      routes: [{ method: 'GET' as const, path, permission }],
    })
    const cases: [string, Partial<CreateBody>, string][] = [
      ['a permission of another API', get1('/a', 'content.a:read'), '/routes/0/permission'],
      ['a permission that is none', get1('/a', 'wrong a read'), '/routes/0/permission'],
      ['another API for the rest', { unmatched: 'content.a:read' }, '/unmatched'],
      ['a wildcard in the middle', get1('/a/*/b'), '/routes/0/path'],
      ['half a segment as parameter', get1('/a/x:id'), '/routes/0/path'],
      ['a regular expression', get1('/a/:id(\\d+)'), '/routes/0/path'],
      ['an optional parameter', get1('/a/:id?'), '/routes/0/path'],
      ['an empty segment', get1('/a//b'), '/routes/0/path'],
      ['a dot segment', get1('/a/../b'), '/routes/0/path'],
      ['an encoded letter', get1('/a%20b'), '/routes/0/path'],
      ['one name for two parameters', get1('/:a/:a'), '/routes/0/path'],
      [
        'the same route twice',
        { routes: [...get1('/a/:x').routes, ...get1('/A/:y/').routes] },
        '/routes/1',
      ],
      [
        'a resource twice',
        {
          resources: [
            { name: 'a', actions: ['read'] },
            { name: 'a', actions: ['read'] },
          ],
        },
        '/resources/1/name',
      ],
      [
        'an action twice',
        { resources: [{ name: 'a', actions: ['read', 'read'] }] },
        '/resources/0/actions/1',
      ],
      [
        'the action that stands for three',
        { resources: [{ name: 'a', actions: ['write'] }] },
        '/resources/0/actions/0',
      ],
      [
        'a segment that is too long for a permission',
        { resources: [{ name: 'a'.repeat(64), actions: ['read'] }] },
        '/resources/0/name',
      ],
    ]
    it.each(cases)('%s', async (_, body, pointer) => {
      expect(await problemOf(body)).toMatchObject({
        code: 'VALIDATION_FAILED',
        errors: [{ pointer }],
      })
    })

    it('also by a change', async () => {
      const made = await create({ slug: 'firm' })
      const wrong = admin.apis.update({
        params: { ...params, api: 'firm' },
        body: { routes: get1('/a/*/b').routes },
      })
      expect(await refusal(wrong)).toMatchObject({ code: 'VALIDATION_FAILED' })
      expect(await admin.apis.read({ params: { ...params, api: 'firm' } })).toEqual(made)
    })
  })

  it('their resources join the permission matrix of the domain', async () => {
    await create({
      slug: 'matrix',
      resources: [{ name: 'order.line', description: 'Lines', actions: ['read', 'ship'] }],
    })
    const { items } = await admin.roles.resources({ params })
    expect(items).toContainEqual({
      api: 'matrix',
      resource: 'order.line',
      permission: 'matrix.order.line',
      description: 'Lines',
      actions: [
        { name: 'read', description: '' },
        { name: 'ship', description: '' },
      ],
    })
  })

  it('explain a request as forward-auth would decide it', async () => {
    await create({
      slug: 'why',
      routes: [
        { method: 'GET', path: '/things/:id', permission: 'why.thing:read' },
        { method: 'GET', path: '/open', permission: null },
      ],
    })
    const { key } = await admin.keys.create({
      params,
      body: { name: 'Key', scopes: ['why.thing:read'] },
    })
    const explain = async (method: string, path: string) => {
      const body = { api: 'why', method, path }
      return admin.keys.explain({ params: { ...params, id: key.id }, body })
    }
    expect(await explain('GET', '/things/7?x=1')).toMatchObject({
      outcome: 'VALID',
      permission: 'why.thing:read',
      route: { method: 'GET', path: '/things/:id' },
    })
    expect(await explain('GET', '/open')).toMatchObject({
      outcome: 'VALID',
      permission: null,
      route: { method: 'GET', path: '/open' },
    })
    for (const [method, path] of [
      ['POST', '/things/7'],
      ['GET', '/things/../things/7'],
    ] as const) {
      expect(await explain(method, path)).toMatchObject({ outcome: 'FORBIDDEN', route: null })
    }
  })
})
