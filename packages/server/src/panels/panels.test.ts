import { describe, expect, it } from 'vitest'
import { DAY, MINUTE } from '../lib/clock.ts'
import { actionsAbout } from '../testing/audit-trail.ts'
import { describePanels } from '../testing/panel-scene.ts'
import { refusal } from '../testing/refusal.ts'

describePanels('panels', ({ scene, domain, make, signIn, get }) => {
  const params = (id: string) => ({ params: { ...domain(), id } })

  describe('are made', () => {
    it('with a key of their own that reads what they show and acts as whom one says, and a link', async () => {
      const { id, keyId, link, token } = await make(undefined, { actsAs: scene.adminId })
      expect(link).toBe(`${scene.listening.url}/panel/${id}?api-key=${token}`)
      const key = await scene.admin.keys.read(params(keyId))
      expect(key).toMatchObject({
        name: 'Lobby',
        scopes: ['content.article:read', 'content.media:read'],
        actsAs: scene.adminId,
        metadata: { panel: id },
      })
      expect(await actionsAbout(scene.server.server, id)).toEqual(['panel.created'])
      expect(await actionsAbout(scene.server.server, keyId)).toEqual(['key.created'])
    })

    it('with a key that can do nothing where only a page of others is shown', async () => {
      const { keyId } = await make({ kind: 'url', url: 'https://example.com/board' })
      expect((await scene.admin.keys.read(params(keyId))).scopes).toEqual([])
    })

    it('with a key that reads no other type, and what is not published of its own by no other way', async () => {
      const { seed, client } = scene.server
      await seed.contentType(scene.domainId, 'author', { name: { type: 'string' } })
      await seed.contentType(scene.domainId, 'secret', { name: { type: 'string' } })
      const by = { relation: ['author'] }
      await seed.contentType(scene.domainId, 'post', { parts: { type: 'array', items: by } })
      const { keyId, token } = await make({ kind: 'list', type: 'post' })
      const { scopes } = await scene.admin.keys.read(params(keyId))
      expect(scopes).toEqual(['content.author:read', 'content.post:read'])
      const key = client({ token })
      for (const type of ['secret', 'article']) {
        const problem = await refusal(key.objects.list({ params: { ...domain(), type } }))
        expect(problem.missing).toEqual([`content.${type}:read`])
      }
    })

    it('once for each idempotency key, with the same link', async () => {
      const request = () =>
        scene.server.request(`/v1/domains/${scene.slug}/panels`, {
          method: 'POST',
          headers: {
            cookie: cookieOf,
            'content-type': 'application/json',
            'idempotency-key': 'once',
          },
          body: JSON.stringify({ name: 'Twice', shows: { kind: 'list', type: 'article' } }),
        })
      const { cookie: cookieOf } = await scene.server.seed.user('twice', {
        roles: { [scene.domainId]: 'ADMIN' },
      })
      const [first, second] = [await (await request()).text(), await (await request()).text()]
      expect(second).toBe(first)
      expect(JSON.parse(second).link).toContain('?api-key=')
      expect((await scene.admin.panels.list({ params: domain() })).items).toHaveLength(1)
    })

    it.each([
      ['javascript:alert(1)'],
      ['http://example.com'],
      ['https://name:secret@example.com'],
      ['//example.com'],
      ['data:text/html,x'],
    ])('not for the address %s', async url => {
      const problem = await refusal(make({ kind: 'url', url }))
      expect([problem.code, problem.errors?.[0]?.pointer]).toEqual([
        'VALIDATION_FAILED',
        '/shows/url',
      ])
    })

    it('for http on the machine itself', async () => {
      await make({ kind: 'url', url: 'http://localhost:3000/board' })
    })

    it('not for types that there are not, and fields that a type does not have', async () => {
      const nothing = await refusal(make({ kind: 'list', type: 'nothing' }))
      expect(nothing.code).toBe('CONTENT_TYPE_NOT_FOUND')
      const filter = { colour: { eq: 'red' } }
      const filtered = await refusal(make({ kind: 'list', type: 'article', filter }))
      expect(filtered.errors?.[0]?.pointer).toBe('/shows/filter/colour')
      const sorted = await refusal(make({ kind: 'list', type: 'article', sort: 'colour' }))
      expect(sorted.errors?.[0]?.pointer).toBe('/shows/sort')
    })

    it('not by those who do not hold what the key would, and by nobody as somebody else without the right', async () => {
      const { seed, client } = scene.server
      await seed.role(scene.domainId, 'SCREENS', ['backoffice.panels:*', 'content.article:read'])
      const cy = await seed.user(`cy-${scene.slug}`, { roles: { [scene.domainId]: 'SCREENS' } })
      const create = (more: Record<string, unknown>) =>
        client(cy).panels.create({
          params: domain(),
          body: { name: 'Own', shows: { kind: 'list', type: 'article' }, ...more },
        })
      expect((await refusal(create({}))).missing).toEqual(['content.media:read'])
      const scopes = ['content.article:read']
      const impersonation = refusal(create({ scopes, actsAs: scene.adminId }))
      expect((await impersonation).code).toBe('IMPERSONATION_FORBIDDEN')
      const { panel } = await create({ scopes })
      expect(panel.key.scopes).toEqual(scopes)
      const other = refusal(create({ scopes, shows: { kind: 'list', type: 'nothing' } }))
      expect(await other).toMatchObject({ code: 'FORBIDDEN', missing: ['content.nothing:read'] })
    })

    it('up to 200 in a domain, those that ended left out', async () => {
      const { id, keyId } = await make()
      const { db } = scene.server.server.foundation.database
      const key = await db
        .selectFrom('keys')
        .selectAll()
        .where('id', '=', keyId)
        .executeTakeFirstOrThrow()
      const panel = await db
        .selectFrom('panels')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      const copies = Array.from({ length: 199 }, (_, index) => `${keyId}${index}`)
      await db
        .insertInto('keys')
        .values(copies.map(id => ({ ...key, id })))
        .execute()
      await db
        .insertInto('panels')
        .values(copies.map(key_id => ({ ...panel, id: `${key_id}p`, key_id })))
        .execute()
      expect((await refusal(make())).code).toBe('PANEL_LIMIT')
      const { items } = await scene.admin.keys.list({
        params: domain(),
        query: { search: 'lobby' },
      })
      expect(items).toHaveLength(1)
      await scene.admin.panels.end(params(id))
      await make()
    })

    it('under the policy of the domain for the lifetime of keys', async () => {
      const problem = await refusal(make(undefined, { expiresInDays: 3650 }))
      expect(problem.code).toBe('EXPIRY_INVALID')
    })
  })

  describe('are listed', () => {
    it('newest first, page by page, the ended ones apart', async () => {
      const made = []
      for (let index = 0; index < 3; index++) {
        scene.server.clock.advance(1)
        made.unshift((await make()).id)
      }
      const first = await scene.admin.panels.list({ params: domain(), query: { limit: 2 } })
      const cursor = first.nextCursor ?? ''
      const rest = await scene.admin.panels.list({ params: domain(), query: { limit: 2, cursor } })
      expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(made)
      expect(rest.nextCursor).toBeNull()

      await scene.admin.panels.end(params(made[0] ?? ''))
      const { items } = await scene.admin.panels.list({ params: domain() })
      expect(items.map(({ id }) => id)).toEqual(made.slice(1))
      const ended = await scene.admin.panels.list({ params: domain(), query: { state: 'ended' } })
      expect(ended.items.map(({ id, state }) => [id, state])).toEqual([[made[0], 'ended']])
    })

    it('by the state of their keys', async () => {
      const active = await make()
      const disabled = await make()
      await scene.admin.keys.disable(params(disabled.keyId))
      const expired = await make(undefined, { expiresInDays: 1 })
      const list = async (state: 'active' | 'disabled' | 'expired') =>
        (await scene.admin.panels.list({ params: domain(), query: { state } })).items.map(panel => [
          panel.id,
          panel.state,
        ])
      scene.server.clock.advance(DAY)
      const fresh = scene.server.client(
        await scene.server.seed.user(`late-${scene.slug}`, {
          roles: { [scene.domainId]: 'ADMIN' },
        }),
      )
      scene.admin = fresh
      expect(await list('active')).toEqual([[active.id, 'active']])
      expect(await list('disabled')).toEqual([[disabled.id, 'disabled']])
      expect(await list('expired')).toEqual([[expired.id, 'expired']])
    })

    it('with the devices they are open on: when first and last, from where and by which browser', async () => {
      const panel = await make()
      const firstSeenAt = new Date(scene.server.clock.now()).toISOString()
      const cookie = await signIn(panel, 'Kiosk 1')
      scene.server.clock.advance(MINUTE)
      await get(`${panel.path}/content`, { cookie, 'user-agent': 'Kiosk 2' }, '192.0.2.7')
      const lastSeenAt = new Date(scene.server.clock.now()).toISOString()
      scene.server.clock.advance(MINUTE / 2)
      await get(`${panel.path}/content`, { cookie, 'user-agent': 'Kiosk 3' }, '192.0.2.8')
      const { devices, deviceCount } = await scene.admin.panels.read(params(panel.id))
      expect(devices).toEqual([
        {
          id: expect.stringMatching(/^dev_/),
          firstSeenAt,
          lastSeenAt,
          ip: '192.0.2.7',
          userAgent: 'Kiosk 2',
          endedAt: null,
        },
      ])
      expect(deviceCount).toBe(1)
    })
  })
})
