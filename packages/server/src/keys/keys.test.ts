import { expect, it } from 'vitest'
import { describeEachEngine } from '../testing/create-test-server.ts'

describeEachEngine('keys', get => {
  it('the token leaves the server once, in the answer that made it', async () => {
    const { seed, client } = get()
    const domain = await seed.domain('acme')
    const ana = await seed.user('ana', { roles: { [domain.id]: 'ADMIN' } })
    const api = client(ana)
    const params = { domain: 'acme' }
    const made = await api.keys.create({
      params,
      body: { name: 'Build server', scopes: ['content.article:read'] },
    })
    expect(made.token).toMatch(/^kw_[0-9A-Za-z]{49}$/)
    const read = await api.keys.read({ params: { ...params, id: made.key.id } })
    expect(read).toEqual(made.key)
    expect(JSON.stringify(read)).not.toContain(made.token)
  })
})
