import type { Client } from '@keywright/contract'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Server } from '../server.ts'
import { createTestServer, describeEachEngine, ENGINES } from '../testing/create-test-server.ts'
import { refusal } from '../testing/refusal.ts'

const params = { domain: 'acme' }

describeEachEngine('users of a domain', get => {
  let domainId: string
  let admin: Client
  let cookie: string

  beforeAll(async () => {
    const { seed, client } = get()
    domainId = (await seed.domain('acme')).id
    const ana = await seed.user('ana', { roles: { [domainId]: 'ADMIN' }, instanceAdmin: true })
    cookie = ana.cookie
    admin = client(ana)
  })

  const memberOf = (name: string, role = 'EDITOR') =>
    get().seed.user(name, { roles: { [domainId]: role } })

  /** What a member looks like, with the ETag. */
  async function read(id: string) {
    const response = await get().request(`/v1/domains/acme/users/${id}`, { headers: { cookie } })
    return { etag: response.headers.get('etag') ?? '', status: response.status }
  }

  describe('there are two places where somebody is added', () => {
    it('the page of the domain, by e-mail address in any case', async () => {
      const { id } = await get().seed.user('bea')
      const made = await admin.users.add({
        params,
        body: { email: 'BEA@example.com', role: 'EDITOR' },
      })
      expect(made).toMatchObject({ id, email: 'bea@example.com', role: 'EDITOR', suspended: false })
      expect(await admin.users.read({ params: { ...params, id } })).toEqual(made)
    })

    it('the page of the team', async () => {
      const { id } = await get().seed.user('carl')
      const made = await admin.team.setMembership({
        params: { id, domain: 'acme' },
        body: { role: 'READONLY' },
      })
      expect(made).toMatchObject({ id, role: 'READONLY' })
      expect(await admin.users.read({ params: { ...params, id } })).toEqual(made)
    })
  })

  it('somebody without an account, or who is there already, or with an unknown role is refused', async () => {
    const { email } = await memberOf('dora')
    const { email: outsider } = await get().seed.user('outsider')
    const add = (body: { email: string; role: string }) =>
      refusal(admin.users.add({ params, body })).then(({ code, status }) => `${status} ${code}`)
    expect(await add({ email: 'nobody@example.com', role: 'EDITOR' })).toBe('404 USER_NOT_FOUND')
    expect(await add({ email, role: 'EDITOR' })).toBe('409 EMAIL_TAKEN')
    expect(await add({ email: outsider, role: 'NO-SUCH' })).toBe('404 ROLE_NOT_FOUND')
  })

  it('a repeated creation with the same Idempotency-Key adds once and answers the same', async () => {
    const { email } = await get().seed.user('emil')
    const call = { params, body: { email, role: 'READONLY' } }
    const options = { idempotencyKey: 'add-emil' }
    const first = await admin.users.add(call, options)
    expect(await admin.users.add(call, options)).toEqual(first)
  })

  it('a user of another domain does not exist here', async () => {
    const elsewhere = await get().seed.domain('elsewhere')
    const { id } = await get().seed.user('foreign', { roles: { [elsewhere.id]: 'ADMIN' } })
    const where = { params: { ...params, id } }
    for (const call of [
      () => admin.users.read(where),
      () => admin.users.update({ ...where, body: { suspended: true } }),
      () => admin.users.remove(where),
    ]) {
      expect(await refusal(call())).toMatchObject({ code: 'USER_NOT_FOUND', status: 404 })
    }
  })

  it('a change on top of an older version is refused, and changes nothing', async () => {
    const { id } = await memberOf('fred')
    const where = { params: { ...params, id } }
    const { etag } = await read(id)
    await admin.users.update({ ...where, body: { role: 'READONLY' } }, { ifMatch: etag })
    for (const late of [
      () => admin.users.update({ ...where, body: { role: 'ADMIN' } }, { ifMatch: etag }),
      () => admin.users.remove(where, { ifMatch: etag }),
    ]) {
      expect(await refusal(late())).toMatchObject({ code: 'PRECONDITION_FAILED', status: 412 })
    }
    expect(await admin.users.read(where)).toMatchObject({ role: 'READONLY' })
  })

  it('a change that changes nothing keeps the version and leaves no event', async () => {
    const { id } = await memberOf('greta')
    const { etag } = await read(id)
    const before = await eventCount(get().server)
    await admin.users.update({
      params: { ...params, id },
      body: { role: 'EDITOR', suspended: false },
    })
    expect((await read(id)).etag).toBe(etag)
    expect(await eventCount(get().server)).toBe(before)
  })

  describe('a key that acts as a member', () => {
    async function keyActingAs(id: string) {
      const { token } = await admin.keys.create({
        params,
        body: { name: 'Acting', scopes: ['content.*:read'], actsAs: id },
      })
      return token
    }
    const whoAmI = async (token: string) =>
      (await get().request('/v1/me', { headers: { 'api-key': token } })).status

    it('is refused right after the member was suspended, and let in once they are back', async () => {
      const { id } = await memberOf('hugo')
      const token = await keyActingAs(id)
      const where = { params: { ...params, id } }
      expect(await whoAmI(token)).toBe(200)
      await admin.users.update({ ...where, body: { suspended: true } })
      expect(await whoAmI(token)).toBe(401)
      await admin.users.update({ ...where, body: { suspended: false } })
      expect(await whoAmI(token)).toBe(200)
    })

    it('is refused right after the member was removed', async () => {
      const { id } = await memberOf('ida')
      const token = await keyActingAs(id)
      expect(await whoAmI(token)).toBe(200)
      await admin.users.remove({ params: { ...params, id } })
      expect(await whoAmI(token)).toBe(401)
      expect((await read(id)).status).toBe(404)
    })

    it('is counted with them until it is revoked', async () => {
      const { id } = await memberOf('jana')
      await keyActingAs(id)
      const keys = async () => (await admin.users.read({ params: { ...params, id } })).keys
      expect(await keys()).toBe(1)
      const { items } = await admin.keys.list({ params, query: { actsAs: id } })
      for (const key of items) {
        await admin.keys.revoke({ params: { ...params, id: key.id }, body: {} })
      }
      expect(await keys()).toBe(0)
    })
  })

  it('a member who is suspended or removed reaches the domain no more with their session', async () => {
    const { id, cookie: theirs } = await memberOf('kurt', 'ADMIN')
    const kurt = get().client({ cookie: theirs })
    await kurt.users.list({ params })
    await admin.users.update({ params: { ...params, id }, body: { suspended: true } })
    expect(await refusal(kurt.users.list({ params }))).toMatchObject({ code: 'DOMAIN_NOT_FOUND' })
    await admin.users.remove({ params: { ...params, id } })
    expect(await refusal(kurt.users.list({ params }))).toMatchObject({ code: 'DOMAIN_NOT_FOUND' })
  })
})

describe.each(ENGINES)('lists of people (%s)', engine => {
  const names = ['Émile Zola', 'emile under_score', 'EMILY 100%', 'back\\slash', 'Äke', 'plain']
  let emails: string[]
  let found: (search: string) => Promise<string[]>
  let pages: (limit: number, list: 'users' | 'team') => Promise<string[]>

  beforeAll(async () => {
    const server = await createTestServer({ engine })
    const { id } = await server.seed.domain('crowd')
    const params = { domain: 'crowd' }
    const boss = await server.seed.user('boss', { roles: { [id]: 'ADMIN' }, instanceAdmin: true })
    const api = server.client(boss)
    emails = [boss.email]
    for (const [index, name] of names.entries()) {
      const user = await server.seed.user(`p${index}`, { roles: { [id]: 'READONLY' } })
      emails.push(user.email)
      await server.client(user).me.update({ body: { name } })
    }
    found = async search => {
      const query = { search }
      const [members, team] = [
        (await api.users.list({ params, query })).items,
        (await api.team.list({ query })).items,
      ].map(items => items.map(({ name }) => name))
      expect(team).toEqual(members)
      return members ?? []
    }
    pages = async (limit, list) => {
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const query = { limit, ...(cursor !== undefined && { cursor }) }
        const page =
          list === 'users'
            ? await api.users.list({ params, query })
            : await api.team.list({ query })
        expect(page.items.length).toBeLessThanOrEqual(limit)
        seen.push(...page.items.map(({ email }) => email))
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined)
      return seen
    }
    return () => server.close()
  })

  it.each([1, 3, 7, 8])('pages of %i show everybody once, in the same order', async limit => {
    for (const list of ['users', 'team'] as const) {
      expect(await pages(limit, list)).toEqual([...emails].sort())
    }
  })

  const searches: [string, string[]][] = [
    ['emil', ['emile under_score', 'EMILY 100%']],
    ['EMIL', ['emile under_score', 'EMILY 100%']],
    ['_', ['emile under_score']],
    ['%', ['EMILY 100%']],
    ['\\', ['back\\slash']],
    ['P3@EXAMPLE', ['back\\slash']],
    ['Émile', ['Émile Zola']],
    ['émile', ['Émile Zola']],
    ['ÄKE', ['Äke']],
    ["' or 1=1 --", []],
  ]
  it.each(searches)('the search for %s finds exactly %j', async (search, expected) => {
    expect(await found(search)).toEqual(expected)
  })
})

async function eventCount(server: Server): Promise<number> {
  const { db } = server.foundation.database
  return (await db.selectFrom('audit_events').select('id').execute()).length
}
