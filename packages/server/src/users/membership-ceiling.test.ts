import type { Client } from '@keywright/contract'
import { beforeAll, describe, expect, it } from 'vitest'
import { describeEachEngine } from '../testing/create-test-server.ts'
import { refusal } from '../testing/refusal.ts'
import type { SeededUser } from '../testing/seed.ts'

const params = { domain: 'acme' }

const ROLES = {
  // Manages people, and otherwise may only read.
  KEEPER: ['backoffice.users:*', 'backoffice.invitations:*', '*:read'],
  WRITER: ['content.article:write'],
  READER: ['content.article:read'],
}

describeEachEngine('the ceiling of those who manage people', get => {
  let domainId: string
  const people: Record<string, SeededUser & { api: Client }> = {}
  let made = 0

  beforeAll(async () => {
    const { seed, client } = get()
    domainId = (await seed.domain('acme')).id
    for (const [name, permissions] of Object.entries(ROLES)) {
      await seed.role(domainId, name, permissions)
    }
    for (const [name, role] of Object.entries({ admin: 'ADMIN', keeper: 'KEEPER' })) {
      const user = await seed.user(name, { roles: { [domainId]: role } })
      people[name] = { ...user, api: client(user) }
    }
    const keeping = await person('admin').api.keys.create({
      params,
      body: { name: 'Keeping', scopes: ROLES.KEEPER },
    })
    const key = { id: '', email: '', cookie: '' }
    people['key of the keeper'] = { ...key, api: client({ token: keeping.token }) }
  })

  const person = (name: string) => {
    const found = people[name]
    if (!found) throw new Error(name)
    return found
  }
  const newcomer = (role?: string) => {
    made += 1
    return get().seed.user(`newcomer-${made}`, role ? { roles: { [domainId]: role } } : {})
  }
  /** Everything that a refused change might have left behind. */
  async function traces() {
    const { db } = get().server.foundation.database
    const own = { memberships: 'user_id', invitations: 'id', audit_events: 'id' } as const
    return Promise.all([
      db.selectFrom('memberships').selectAll().orderBy(own.memberships).execute(),
      db.selectFrom('invitations').selectAll().orderBy(own.invitations).execute(),
      db.selectFrom('audit_events').select('id').orderBy(own.audit_events).execute(),
    ])
  }

  type Attempt = (api: Client, role: string) => Promise<() => Promise<unknown>>
  /** What is tried, with a role that is given away or that the target has. */
  const attempts: Record<string, Attempt> = {
    'add somebody as': async (api, role) => {
      const { email } = await newcomer()
      return () => api.users.add({ params, body: { email, role } })
    },
    'promote a READER to': async (api, role) => {
      const { id } = await newcomer('READER')
      return () => api.users.update({ params: { ...params, id }, body: { role } })
    },
    'demote to READER somebody who is': async (api, role) => {
      const { id } = await newcomer(role)
      return () => api.users.update({ params: { ...params, id }, body: { role: 'READER' } })
    },
    'suspend somebody who is': async (api, role) => {
      const { id } = await newcomer(role)
      return () => api.users.update({ params: { ...params, id }, body: { suspended: true } })
    },
    'remove somebody who is': async (api, role) => {
      const { id } = await newcomer(role)
      return () => api.users.remove({ params: { ...params, id } })
    },
    'invite somebody as': async (api, role) => {
      made += 1
      const email = `guest-${made}@example.com`
      return () => api.invitations.create({ params, body: { email, role } })
    },
  }

  /** Who, tries what, with which role -> what is missing; undefined where it is allowed. */
  const scenarios: [string, string, string, string[]?][] = [
    ...Object.keys(attempts).flatMap((attempt): [string, string, string, string[]?][] => [
      ['admin', attempt, 'ADMIN'],
      ['keeper', attempt, 'KEEPER'],
      ['keeper', attempt, 'READONLY'],
      ['keeper', attempt, 'ADMIN', ['*:*']],
      ['keeper', attempt, 'WRITER', ['content.article:write']],
    ]),
    ['key of the keeper', 'remove somebody who is', 'ADMIN', ['*:*']],
  ]

  it.each(scenarios)('%s, to %s %s, lacks: %j', async (who, attempt, role, missing) => {
    const call = await attempts[attempt]?.(person(who).api, role)
    if (!call) throw new Error(attempt)
    const before = await traces()
    if (missing === undefined) {
      await call()
      expect((await traces())[2].length).toBe(before[2].length + 1)
    } else {
      expect(await refusal(call())).toMatchObject({ code: 'ESCALATION', status: 403, missing })
      expect(await traces()).toEqual(before)
    }
  })

  it('nobody makes themselves stronger', async () => {
    const { api, id } = person('keeper')
    const call = api.users.update({ params: { ...params, id }, body: { role: 'ADMIN' } })
    expect(await refusal(call)).toMatchObject({ code: 'ESCALATION' })
  })

  it('a key adds and invites nobody, whatever it may', async () => {
    const { api } = person('key of the keeper')
    const { email } = await newcomer()
    const add = api.users.add({ params, body: { email, role: 'READONLY' } })
    expect(await refusal(add)).toMatchObject({ code: 'SESSION_REQUIRED' })
    const call = api.invitations.create({
      params,
      body: { email: 'by-key@example.com', role: 'READER' },
    })
    expect(await refusal(call)).toMatchObject({ code: 'SESSION_REQUIRED' })
  })
})

describeEachEngine('somebody keeps control', get => {
  async function scene(slug: string, roles: Record<string, string>) {
    const { seed, client } = get()
    const { id } = await seed.domain(slug)
    const people = new Map<string, SeededUser>()
    for (const [name, role] of Object.entries(roles)) {
      people.set(name, await seed.user(`${slug}-${name}`, { roles: { [id]: role } }))
    }
    const idOf = (name: string) => people.get(name)?.id ?? ''
    return {
      domainId: id,
      idOf,
      where: (name: string) => ({ params: { domain: slug, id: idOf(name) } }),
      api: (name: string) => client({ cookie: people.get(name)?.cookie ?? '' }),
    }
  }
  async function activeAdmins(domainId: string): Promise<number> {
    const rows = await get()
      .server.foundation.database.db.selectFrom('memberships')
      .select('user_id')
      .where('domain_id', '=', domainId)
      .where('role', '=', 'ADMIN')
      .where('suspended_at', 'is', null)
      .execute()
    return rows.length
  }

  it('the last ADMIN of a domain cannot be demoted, suspended or removed', async () => {
    const { api, where } = await scene('alone', { boss: 'ADMIN', other: 'EDITOR' })
    const { users } = api('boss')
    for (const call of [
      () => users.update({ ...where('boss'), body: { role: 'EDITOR' } }),
      () => users.update({ ...where('boss'), body: { suspended: true } }),
      () => users.remove(where('boss')),
    ]) {
      expect(await refusal(call())).toMatchObject({ code: 'LAST_ADMIN', status: 409 })
    }
  })

  it('an ADMIN who is suspended, or locked out of the instance, is no other ADMIN', async () => {
    const { api, where, idOf } = await scene('lame', {
      boss: 'ADMIN',
      suspended: 'ADMIN',
      locked: 'ADMIN',
    })
    const { users } = api('boss')
    await users.update({ ...where('suspended'), body: { suspended: true } })
    await get()
      .server.foundation.database.db.updateTable('users')
      .set({ disabled_at: 1 })
      .where('id', '=', idOf('locked'))
      .execute()
    expect(await refusal(users.remove(where('boss')))).toMatchObject({ code: 'LAST_ADMIN' })
    // Those two can go: control does not rest on them.
    await users.remove(where('suspended'))
    await users.remove(where('locked'))
  })

  const races = {
    demote: { role: 'EDITOR' },
    suspend: { suspended: true },
    remove: undefined,
  }
  it.each(Object.entries(races))(
    'two ADMINs who %s each other at once: one stays',
    async (name, body) => {
      for (let round = 0; round < 5; round++) {
        const { api, where, domainId } = await scene(`race-${name}-${round}`, {
          one: 'ADMIN',
          two: 'ADMIN',
        })
        const strike = (who: string, whom: string) =>
          body
            ? api(who).users.update({ ...where(whom), body })
            : api(who).users.remove(where(whom))
        const results = await Promise.allSettled([strike('one', 'two'), strike('two', 'one')])
        expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
        expect(await activeAdmins(domainId)).toBe(1)
      }
    },
  )

  it('two ADMINs who leave at once: one stays', async () => {
    const { api, where, domainId } = await scene('leaving', { one: 'ADMIN', two: 'ADMIN' })
    const results = await Promise.allSettled(
      ['one', 'two'].map(name => refusal(api(name).users.remove(where(name)))),
    )
    const refused = results.flatMap(one => (one.status === 'fulfilled' ? [one.value.code] : []))
    expect(refused).toEqual(['LAST_ADMIN'])
    expect(await activeAdmins(domainId)).toBe(1)
  })

  describe('on the instance', () => {
    it('two administrators who end each other at once: one stays, for either way', async () => {
      const { seed, client } = get()
      const { db } = get().server.foundation.database
      for (const body of [{ disabled: true }, { instanceAdmin: false }]) {
        await db.updateTable('users').set({ instance_admin: 0 }).execute()
        const name = Object.keys(body).join()
        const one = await seed.user(`one-${name}`, { instanceAdmin: true })
        const two = await seed.user(`two-${name}`, { instanceAdmin: true })
        const results = await Promise.allSettled([
          client(one).team.update({ params: { id: two.id }, body }),
          client(two).team.update({ params: { id: one.id }, body }),
        ])
        expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
        const left = await db
          .selectFrom('users')
          .select('id')
          .where('instance_admin', '=', 1)
          .where('disabled_at', 'is', null)
          .execute()
        expect(left).toHaveLength(1)
      }
    })
  })
})
