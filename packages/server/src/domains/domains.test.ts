import type { Client } from '@keywright/contract'
import { beforeAll, describe, expect, it } from 'vitest'
import { INSTANCE_CHAIN } from '../audit/audit-chain.ts'
import { MINUTE } from '../lib/clock.ts'
import { describeEachEngine } from '../testing/create-test-server.ts'
import { refusal } from '../testing/refusal.ts'

describeEachEngine('domains', get => {
  let owner: Client
  let ownerId: string
  let cookie: string

  beforeAll(async () => {
    const { seed, client } = get()
    const user = await seed.user('owner', { instanceAdmin: true })
    ownerId = user.id
    cookie = user.cookie
    owner = client(user)
  })

  const make = (slug: string) => owner.domains.create({ body: { slug, name: `Domain ${slug}` } })
  const at = (domain: string) => ({ params: { domain } })

  /** The events of a chain about a domain, the oldest first. */
  async function events(chain: string, domainId: string) {
    const rows = await get()
      .server.foundation.database.db.selectFrom('audit_events')
      .where('chain', '=', chain)
      .where('target_id', '=', domainId)
      .orderBy('seq')
      .select(['action', 'before', 'after'])
      .execute()
    return rows.map(({ action, before, after }) => ({
      action,
      before: before && JSON.parse(before),
      after: after && JSON.parse(after),
    }))
  }

  describe('a new domain', () => {
    it('has its maker as ADMIN and two application keys, and is in both trails', async () => {
      const made = await make('fresh')
      expect(made).toMatchObject({ slug: 'fresh', name: 'Domain fresh', role: 'ADMIN' })
      expect(await owner.domains.read(at(made.id))).toEqual(made)
      const members = await owner.users.list(at('fresh'))
      expect(members.items.map(({ id, role }) => [id, role])).toEqual([[ownerId, 'ADMIN']])
      const keys = await owner.keys.list({ ...at('fresh'), query: { kind: 'application' } })
      expect(keys.items.map(key => key.scopes).sort()).toEqual([
        ['content.*:*'],
        ['content.*:read'],
      ])
      for (const chain of [made.id, INSTANCE_CHAIN]) {
        expect((await events(chain, made.id)).map(event => event.action)).toEqual([
          'domain.created',
        ])
      }
    })

    it('is made by administrators of the instance only, and a refusal leaves nothing', async () => {
      const { seed, client } = get()
      const { id } = await make('walled')
      const admin = client(await seed.user('walled-admin', { roles: { [id]: 'ADMIN' } }))
      const call = admin.domains.create({ body: { slug: 'mine', name: 'Mine' } })
      expect(await refusal(call)).toMatchObject({ code: 'INSTANCE_ADMIN_REQUIRED', status: 403 })
      expect(await refusal(owner.domains.read(at('mine')))).toMatchObject({
        code: 'DOMAIN_NOT_FOUND',
      })
    })

    it('gets its slug once, also when two ask at the same moment', async () => {
      const answers = await Promise.allSettled([make('wanted'), make('wanted'), make('wanted')])
      const refused = answers.filter(answer => answer.status === 'rejected')
      expect(refused.map(({ reason }) => reason.code)).toEqual(['SLUG_TAKEN', 'SLUG_TAKEN'])
      const { items } = await owner.keys.list(at('wanted'))
      expect(items).toHaveLength(2)
    })

    it('is made once for one Idempotency-Key', async () => {
      const body = { slug: 'once', name: 'Once' }
      const first = await owner.domains.create({ body }, { idempotencyKey: 'make-once' })
      expect(await owner.domains.create({ body }, { idempotencyKey: 'make-once' })).toEqual(first)
    })
  })

  describe('the list', () => {
    it('shows a person their domains by slug, page by page, with their role in each', async () => {
      const { seed, client } = get()
      const roles: Record<string, string> = {}
      for (const slug of ['list-c', 'list-a', 'list-b', 'list-d']) {
        roles[(await seed.domain(slug)).id] = slug === 'list-b' ? 'READONLY' : 'EDITOR'
      }
      const person = client(await seed.user('lister', { roles }))
      const seen: [string, string | null][] = []
      let cursor: string | undefined
      do {
        const page = await person.domains.list({
          query: { limit: 3, ...(cursor !== undefined && { cursor }) },
        })
        seen.push(...page.items.map(({ slug, role }): [string, string | null] => [slug, role]))
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined)
      expect(seen).toEqual([
        ['list-a', 'EDITOR'],
        ['list-b', 'READONLY'],
        ['list-c', 'EDITOR'],
        ['list-d', 'EDITOR'],
      ])
    })

    it('shows a key its one domain, without settings that it may not read', async () => {
      await make('keyed')
      const { token } = await owner.keys.create({
        ...at('keyed'),
        body: { name: 'Reader', role: 'READONLY' },
      })
      const { items } = await get().client({ token }).domains.list({})
      expect(items.map(({ slug, role }) => [slug, role])).toEqual([['keyed', null]])
      expect(items[0]).not.toHaveProperty('settings')
    })

    it('leaves out where somebody is suspended, and takes no cursor of another list', async () => {
      const { seed, client } = get()
      const { id: domainId } = await make('gone-quiet')
      const user = await seed.user('quiet', { roles: { [domainId]: 'EDITOR' } })
      const person = client(user)
      expect((await person.domains.list({})).items).toHaveLength(1)
      await owner.users.update({
        params: { domain: 'gone-quiet', id: user.id },
        body: { suspended: true },
      })
      expect((await person.domains.list({})).items).toEqual([])
      const foreign = (await owner.roles.list({ ...at('gone-quiet'), query: { limit: 1 } }))
        .nextCursor
      const call = person.domains.list({ query: { cursor: foreign ?? '' } })
      expect(await refusal(call)).toMatchObject({ code: 'CURSOR_INVALID' })
    })
  })

  describe('settings', () => {
    it('change one by one, and the trail has before and after of just those', async () => {
      const made = await make('settled')
      await owner.domains.update({
        ...at('settled'),
        body: { settings: { maxLifetimeDays: null, revealableKeys: true } },
      })
      const changed = await owner.domains.update({
        ...at('settled'),
        body: { name: 'Settled', settings: { keyPrefix: 'set' } },
      })
      expect(changed).toMatchObject({ name: 'Settled', role: 'ADMIN' })
      expect(changed.settings).toEqual({
        ...made.settings,
        maxLifetimeDays: null,
        revealableKeys: true,
        keyPrefix: 'set',
      })
      const [, loosened, renamed, ...more] = await events(made.id, made.id)
      expect(loosened).toEqual({
        action: 'domain.updated',
        before: { maxLifetimeDays: 365, revealableKeys: false },
        after: { maxLifetimeDays: null, revealableKeys: true },
      })
      expect(renamed).toMatchObject({ after: { name: 'Settled', keyPrefix: 'set' } })
      expect(more).toEqual([])
    })

    it('that are what they were keep the version and leave no event', async () => {
      const made = await make('still')
      const before = await events(made.id, made.id)
      const body = { name: made.name, settings: { maxLifetimeDays: 365 } }
      expect(await owner.domains.update({ ...at('still'), body }, { ifMatch: '"v1"' })).toEqual(
        made,
      )
      expect(await owner.domains.update({ ...at('still'), body }, { ifMatch: '"v1"' })).toEqual(
        made,
      )
      expect(await events(made.id, made.id)).toEqual(before)
    })

    it('a new token has the new prefix', async () => {
      await make('prefixed')
      await owner.domains.update({
        ...at('prefixed'),
        body: { settings: { keyPrefix: 'shop1' } },
      })
      const made = await owner.keys.create({ ...at('prefixed'), body: { name: 'New', scopes: [] } })
      expect(made.token).toMatch(/^shop1_/)
    })

    it.each([
      ['defaultLifetimeDays', { defaultLifetimeDays: 366 }],
      ['maxLifetimeDays', { maxLifetimeDays: 29 }],
      ['defaultLifetimeDays', { defaultLifetimeDays: 31, maxLifetimeDays: 30 }],
    ])(
      'a default lifetime beyond the maximum is refused at %s, and nothing changes',
      async (field, settings) => {
        const slug = `lifetimes-${Object.values(settings).join('-')}`
        await make(slug)
        const set = await owner.domains.update({
          ...at(slug),
          body: { settings: { defaultLifetimeDays: 30 } },
        })
        const call = owner.domains.update({ ...at(slug), body: { name: 'No', settings } })
        expect(await refusal(call)).toMatchObject({
          code: 'VALIDATION_FAILED',
          errors: [{ pointer: `/settings/${field}` }],
        })
        expect(await owner.domains.read(at(slug))).toEqual(set)
      },
    )

    it('a change on top of an older version is refused', async () => {
      await make('versioned')
      const change = (name: string) =>
        owner.domains.update({ ...at('versioned'), body: { name } }, { ifMatch: '"v1"' })
      await change('First')
      expect(await refusal(change('Second'))).toMatchObject({ status: 412 })
      expect((await owner.domains.read(at('versioned'))).name).toBe('First')
    })

    it('two changes at once are both kept', async () => {
      await make('both')
      await Promise.all([
        owner.domains.update({ ...at('both'), body: { settings: { expiryRequired: true } } }),
        owner.domains.update({ ...at('both'), body: { settings: { revealableKeys: true } } }),
      ])
      expect((await owner.domains.read(at('both'))).settings).toMatchObject({
        expiryRequired: true,
        revealableKeys: true,
      })
    })

    it('a key cannot open the door that is closed to keys, but may close it', async () => {
      await make('doored')
      const { token } = await owner.keys.create({
        ...at('doored'),
        body: { name: 'Settings', role: 'ADMIN' },
      })
      const key = get().client({ token })
      const open = (api: Client, programmaticKeys: boolean) =>
        api.domains.update({ ...at('doored'), body: { settings: { programmaticKeys } } })
      expect(await refusal(open(key, true))).toMatchObject({ code: 'SESSION_REQUIRED' })
      await open(owner, true)
      expect((await open(key, false)).settings.programmaticKeys).toBe(false)
    })
  })

  describe('deleting a domain', () => {
    it('stops its keys at once, frees its slug and leaves its trail', async () => {
      const { client } = get()
      const made = await make('doomed')
      const { token } = await owner.keys.create({
        ...at('doomed'),
        body: { name: 'Doomed', role: 'READONLY' },
      })
      const key = client({ token })
      expect((await key.domains.read(at('doomed'))).id).toBe(made.id)
      await owner.domains.delete({ ...at('doomed'), body: { slug: 'doomed' } })
      expect(await refusal(key.domains.read(at('doomed')))).toMatchObject({ status: 401 })
      expect(await refusal(owner.domains.read(at(made.id)))).toMatchObject({
        code: 'DOMAIN_NOT_FOUND',
      })
      expect((await owner.domains.list({ query: { limit: 200 } })).items).not.toContainEqual(
        expect.objectContaining({ slug: 'doomed' }),
      )
      for (const chain of [made.id, INSTANCE_CHAIN]) {
        expect((await events(chain, made.id)).at(-1)).toMatchObject({
          action: 'domain.deleted',
          before: { slug: 'doomed' },
        })
      }
      const again = await make('doomed')
      expect(again.id).not.toBe(made.id)
      expect(await refusal(key.domains.read(at('doomed')))).toMatchObject({ status: 401 })
    })

    it('wants the slug typed back exactly, and the newest version', async () => {
      await make('careful')
      for (const slug of ['Careful', 'careful ', '']) {
        const call = owner.domains.delete({ ...at('careful'), body: { slug } })
        expect(await refusal(call)).toMatchObject({ code: 'CONFIRMATION_MISMATCH', status: 400 })
      }
      await owner.domains.update({ ...at('careful'), body: { name: 'Renamed' } })
      const stale = owner.domains.delete(
        { ...at('careful'), body: { slug: 'careful' } },
        { ifMatch: '"v1"' },
      )
      expect(await refusal(stale)).toMatchObject({ status: 412 })
      expect((await owner.domains.read(at('careful'))).name).toBe('Renamed')
    })

    it('is for a person who has just entered the password, and for no key', async () => {
      const { seed, client, clock } = get()
      const { id } = await make('guarded')
      const { token } = await owner.keys.create({
        ...at('guarded'),
        body: { name: 'Admin', role: 'ADMIN' },
      })
      const remove = (api: Client) =>
        refusal(api.domains.delete({ ...at('guarded'), body: { slug: 'guarded' } }))
      expect(await remove(client({ token }))).toMatchObject({ code: 'SESSION_REQUIRED' })
      const late = client(await seed.user('late-admin', { roles: { [id]: 'ADMIN' } }))
      clock.advance(5 * MINUTE)
      expect(await remove(late)).toMatchObject({ code: 'REAUTHENTICATION_REQUIRED' })
    })
  })

  it('another domain does not exist for whoever is no member, whatever they ask', async () => {
    const { seed, client } = get()
    await make('theirs')
    const { id } = await seed.domain('ours')
    const stranger = client(await seed.user('stranger', { roles: { [id]: 'ADMIN' } }))
    for (const call of [
      () => stranger.domains.read(at('theirs')),
      () => stranger.domains.update({ ...at('theirs'), body: { name: 'Mine' } }),
      () => stranger.domains.delete({ ...at('theirs'), body: { slug: 'theirs' } }),
      () => stranger.roles.list(at('theirs')),
      () => stranger.users.list(at('theirs')),
      () => stranger.invitations.list(at('theirs')),
    ]) {
      expect(await refusal(call())).toMatchObject({ code: 'DOMAIN_NOT_FOUND', status: 404 })
    }
  })

  it.each(['%00', '%FF', 'a%2Fb', '..%2F..', "'%20or%201=1--", 'dom_', 'x'.repeat(64)])(
    'a domain called %s is not there, and nothing breaks',
    async name => {
      const response = await get().request(`/v1/domains/${name}`, { headers: { cookie } })
      expect([400, 404]).toContain(response.status)
      expect(response.headers.get('content-type')).toBe('application/problem+json')
    },
  )
})
