import { beforeAll, expect, it } from 'vitest'
import { writeCursor } from './lib/cursor.ts'
import { describeEachEngine } from './testing/create-test-server.ts'

/** Each list with the name inside its cursors, and whether it goes on after a text or a number. */
const LISTS = [
  ['/v1/domains', 'domains', 'text'],
  ['/v1/team', 'team', 'text'],
  ['/v1/team/invitations', 'invitations', 'number'],
  ['/v1/domains/acme/users', 'users', 'text'],
  ['/v1/domains/acme/roles', 'roles', 'text'],
  ['/v1/domains/acme/apis', 'apis', 'text'],
  ['/v1/domains/acme/invitations', 'invitations', 'number'],
  ['/v1/domains/acme/keys', 'keys -createdAt', 'number'],
  ['/v1/domains/acme/keys?sort=name', 'keys name', 'text'],
] as const

const FORGED = {
  text: [['a\0b'], ['a\0b', 'x'], [1], [null], [null, null]],
  number: [['1x', 'x'], [1.5, 'x'], [1e300, 'x'], [1, 'x\0'], [1], [null, null]],
}

describeEachEngine('pages', get => {
  let cookie: string

  beforeAll(async () => {
    const { id } = await get().seed.domain('acme')
    const roles = { [id]: 'ADMIN' }
    cookie = (await get().seed.user('ana', { roles, instanceAdmin: true })).cookie
  })

  it.each(LISTS)('%s takes only cursors that it could have given out', async (path, list, kind) => {
    const { request } = get()
    for (const values of FORGED[kind]) {
      const cursor = writeCursor(list, values)
      const url = `${path}${path.includes('?') ? '&' : '?'}cursor=${cursor}`
      const response = await request(url, { headers: { cookie } })
      expect([values, response.status]).toEqual([values, 400])
      expect(await response.json()).toMatchObject({ code: 'CURSOR_INVALID' })
    }
  })
})
