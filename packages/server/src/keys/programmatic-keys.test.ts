import type { Client } from '@keywright/contract'
import { beforeAll, expect, it } from 'vitest'
import { describeEachEngine } from '../testing/create-test-server.ts'
import { refusal } from '../testing/refusal.ts'

describeEachEngine('keys that manage keys', get => {
  const byKey: Record<string, { api: Client; id: string }> = {}
  const admins: Record<string, Client> = {}

  beforeAll(async () => {
    const { seed, client } = get()
    for (const [slug, programmaticKeys] of [
      ['closed', false],
      ['open', true],
    ] as const) {
      const domain = await seed.domain(slug, { programmaticKeys })
      const admin = client(await seed.user(`${slug}-admin`, { roles: { [domain.id]: 'ADMIN' } }))
      const made = await admin.keys.create({
        params: { domain: slug },
        body: { name: 'Manager', scopes: ['backoffice.keys:*', 'content.article:*'] },
      })
      admins[slug] = admin
      byKey[slug] = { api: client({ token: made.token }), id: made.key.id }
    }
  })

  const manager = (slug: string) => {
    const found = byKey[slug]
    if (!found) throw new Error(slug)
    return found
  }
  const create = (slug: string, body: { scopes?: string[]; role?: string; actsAs?: string }) =>
    manager(slug).api.keys.create({ params: { domain: slug }, body: { name: 'Made', ...body } })

  it('no token is had with a key unless the domain turns it on', async () => {
    const { api, id } = manager('closed')
    const where = { params: { domain: 'closed', id } }
    for (const call of [
      () => create('closed', { scopes: ['content.article:read'] }),
      () => api.keys.rotate({ ...where, body: {} }),
      () => api.keys.update({ ...where, body: { scopes: ['*:*'] } }),
      () => api.keys.enable(where),
      () => api.keys.reveal(where),
    ]) {
      expect(await refusal(call())).toMatchObject({ code: 'SESSION_REQUIRED', status: 403 })
    }
    expect((await api.keys.list({ params: { domain: 'closed' } })).items).toHaveLength(1)
  })

  it('where it is on, a key makes keys within itself, and the trail names it as their maker', async () => {
    const made = await create('open', { scopes: ['content.article:read'] })
    expect(made.key).toMatchObject({ createdBy: manager('open').id, createdByLabel: 'Manager' })
    for (const grants of [
      { role: 'ADMIN' },
      { scopes: ['content.page:read'] },
      { scopes: ['*:*'] },
    ]) {
      expect(await refusal(create('open', grants))).toMatchObject({ code: 'ESCALATION' })
    }
  })

  it('a key cannot lift its own ceiling', async () => {
    const { api, id } = manager('open')
    const call = api.keys.update({
      params: { domain: 'open', id },
      body: { scopes: ['backoffice.keys:*', 'content.*:*'] },
    })
    expect(await refusal(call)).toMatchObject({ code: 'ESCALATION' })
  })

  it('stored tokens are never revealed to a key, even where it may manage keys', async () => {
    const { api, id } = manager('open')
    const call = api.keys.reveal({ params: { domain: 'open', id } })
    expect(await refusal(call)).toMatchObject({ code: 'SESSION_REQUIRED' })
  })

  it('a key hands out nothing that outlives it or works from elsewhere, and cannot free itself', async () => {
    const bound = await admins.open?.keys.create({
      params: { domain: 'open' },
      body: {
        name: 'Bound',
        scopes: ['backoffice.keys:*'],
        expiresInDays: 5,
        ipAllow: ['127.0.0.1', '10.0.0.0/8'],
      },
    })
    if (!bound) throw new Error('not made')
    const { keys } = get().client({ token: bound.token })
    const params = { domain: 'open' }
    const make = (body: object) =>
      keys.create({ params, body: { name: 'Made', scopes: ['backoffice.keys:read'], ...body } })
    const within = { expiresInDays: 5, ipAllow: ['10.0.0.0/8'] }
    expect((await make(within)).key.ipAllow).toEqual(['10.0.0.0/8'])
    for (const [body, code] of [
      [{ ...within, expiresInDays: 6 }, 'EXPIRY_INVALID'],
      [{ ...within, expiresInDays: undefined }, 'EXPIRY_INVALID'],
      [{ ...within, ipAllow: [] }, 'VALIDATION_FAILED'],
      [{ ...within, ipAllow: ['0.0.0.0/0'] }, 'VALIDATION_FAILED'],
    ] as const) {
      expect(await refusal(make(body))).toMatchObject({ code })
    }
    const self = { params: { ...params, id: bound.key.id } }
    const freed = keys.update({ ...self, body: { expiresAt: null, ipAllow: [] } })
    expect(await refusal(freed)).toMatchObject({ code: 'EXPIRY_INVALID' })
  })

  it('a revoked key manages nothing any more', async () => {
    const made = await create('open', { scopes: ['backoffice.keys:*'] })
    const api = get().client({ token: made.token })
    await api.keys.list({ params: { domain: 'open' } })
    await admins.open?.keys.delete({ params: { domain: 'open', id: made.key.id } })
    expect(await refusal(api.keys.list({ params: { domain: 'open' } }))).toMatchObject({
      code: 'CREDENTIAL_INVALID',
      status: 401,
    })
  })
})
