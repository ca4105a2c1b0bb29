import type { Client } from '@keywright/contract'
import { beforeAll, expect, it } from 'vitest'
import { describeEachEngine } from '../testing/create-test-server.ts'
import { refusal } from '../testing/refusal.ts'

const params = { domain: 'acme' }

describeEachEngine('roles', get => {
  let admin: Client
  let keeper: Client
  let domainId = ''

  beforeAll(async () => {
    const { seed, client } = get()
    domainId = (await seed.domain('acme')).id
    await seed.role(domainId, 'KEEPER', ['backoffice.roles:*', 'content.article:read'])
    admin = client(await seed.user('admin', { roles: { [domainId]: 'ADMIN' } }))
    keeper = client(await seed.user('keeper', { roles: { [domainId]: 'KEEPER' } }))
  })

  it('the built-in roles come first and cannot be changed, shadowed or deleted', async () => {
    const { items } = await admin.roles.list({ params })
    expect(items.slice(0, 3).map(role => [role.name, role.builtIn])).toEqual([
      ['ADMIN', true],
      ['EDITOR', true],
      ['READONLY', true],
    ])
    const where = { params: { ...params, name: 'ADMIN' } }
    const body = { permissions: [] }
    expect(await refusal(admin.roles.update({ ...where, body }))).toMatchObject({
      code: 'ROLE_BUILT_IN',
    })
    expect(await refusal(admin.roles.delete(where))).toMatchObject({ code: 'ROLE_BUILT_IN' })
    const shadow = admin.roles.create({ params, body: { name: 'ADMIN', permissions: [] } })
    expect(await refusal(shadow)).toMatchObject({ code: 'ROLE_EXISTS' })
  })

  it('pages show every role once and never more than was asked for', async () => {
    const paged = await get().seed.domain('paged')
    for (const name of ['ZETA', 'ALPHA', 'A_B', 'A-B', 'BETA']) {
      await get().seed.role(paged.id, name, [])
    }
    const api = get().client(await get().seed.user('pager', { roles: { [paged.id]: 'ADMIN' } }))
    for (const limit of [1, 2, 3, 4, 8, 200]) {
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const query = { limit, ...(cursor !== undefined && { cursor }) }
        const page = await api.roles.list({ params: { domain: 'paged' }, query })
        expect(page.items.length).toBeLessThanOrEqual(limit)
        seen.push(...page.items.map(role => role.name))
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined)
      expect(seen).toEqual(['ADMIN', 'EDITOR', 'READONLY', 'A-B', 'ALPHA', 'A_B', 'BETA', 'ZETA'])
    }
  })

  it('a role is never deleted under somebody who is just being given it', async () => {
    const where = { domain: 'race' }
    const { id } = await get().seed.domain('race')
    const api = get().client(await get().seed.user('starter', { roles: { [id]: 'ADMIN' } }))
    for (let round = 0; round < 5; round++) {
      const name = `RACE-${round}`
      await api.roles.create({ params: where, body: { name, permissions: [] } })
      const { email } = await get().seed.user(`racer-${round}`)
      const outcomes = await Promise.allSettled([
        api.users.add({ params: where, body: { email, role: name } }),
        api.keys.create({ params: where, body: { name, role: name } }),
        api.roles.delete({ params: { ...where, name } }),
      ])
      const [added, issued, deleted] = outcomes.map(outcome =>
        outcome.status === 'fulfilled' ? 'done' : outcome.reason.code,
      )
      const given = deleted === 'done' ? 'ROLE_NOT_FOUND' : 'done'
      expect([added, issued]).toEqual([given, given])
      expect(['done', 'ROLE_IN_USE']).toContain(deleted)
    }
  })

  it('permissions are stored normalised, and each wrong one is named', async () => {
    const made = await admin.roles.create({
      params,
      body: { name: 'WRITER', permissions: ['content.b:read', 'content.a:read', 'content.b:read'] },
    })
    expect(made.permissions).toEqual(['content.a:read', 'content.b:read'])
    const wrong = admin.roles.create({
      params,
      body: { name: 'WRONG', permissions: ['content.a:read', 'content'] },
    })
    expect(await refusal(wrong)).toMatchObject({ errors: [{ pointer: '/permissions/1' }] })
  })

  it.each([
    [
      'makes a role beyond themselves',
      () =>
        keeper.roles.create({ params, body: { name: 'MORE', permissions: ['content.*:read'] } }),
    ],
    [
      'widens their own role',
      () =>
        keeper.roles.update({
          params: { ...params, name: 'KEEPER' },
          body: { permissions: ['*:*'] },
        }),
    ],
    [
      'narrows a role beyond themselves',
      () =>
        keeper.roles.update({ params: { ...params, name: 'WRITER' }, body: { permissions: [] } }),
    ],
    [
      'deletes a role beyond themselves',
      () => keeper.roles.delete({ params: { ...params, name: 'WRITER' } }),
    ],
  ])('nobody %s', async (_, call) => {
    const before = await admin.roles.list({ params })
    expect(await refusal(call())).toMatchObject({ code: 'ESCALATION', status: 403 })
    expect(await admin.roles.list({ params })).toEqual(before)
  })

  it('a changed role binds its keys at the very next request', async () => {
    await admin.roles.create({
      params,
      body: { name: 'LISTER', permissions: ['backoffice.keys:read'] },
    })
    const made = await admin.keys.create({ params, body: { name: 'Lister', role: 'LISTER' } })
    const api = get().client({ token: made.token })
    expect((await api.keys.list({ params })).items).toHaveLength(1)
    await admin.roles.update({ params: { ...params, name: 'LISTER' }, body: { permissions: [] } })
    expect(await refusal(api.keys.list({ params }))).toMatchObject({ code: 'FORBIDDEN' })
  })

  it('a role that somebody has cannot be deleted, and says who; a free one can', async () => {
    const call = admin.roles.delete({ params: { ...params, name: 'KEEPER' } })
    expect(await refusal(call)).toMatchObject({
      code: 'ROLE_IN_USE',
      detail: '1 users, 0 keys and 0 pending invitations have it.',
    })
    await admin.roles.create({ params, body: { name: 'FREE', permissions: [] } })
    await admin.roles.delete({ params: { ...params, name: 'FREE' } })
    const gone = admin.roles.read({ params: { ...params, name: 'FREE' } })
    expect(await refusal(gone)).toMatchObject({ code: 'ROLE_NOT_FOUND' })
  })

  it('the matrix lists the resources of built-in and registered APIs with their actions', async () => {
    await admin.apis.create({
      params,
      body: {
        slug: 'shop',
        name: 'Shop',
        resources: [{ name: 'order', actions: ['read', 'refund'] }],
      },
    })
    const { items } = await admin.roles.resources({ params })
    const keys = items.find(item => item.permission === 'backoffice.keys')
    const order = items.find(item => item.permission === 'shop.order')
    expect(keys?.actions.map(action => action.name)).toContain('verify')
    expect(order).toMatchObject({ api: 'shop', resource: 'order' })
    expect(order?.actions.map(action => action.name)).toEqual(['read', 'refund'])
  })
})
