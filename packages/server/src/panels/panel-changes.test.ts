import { describe, expect, it } from 'vitest'
import { DAY } from '../lib/clock.ts'
import { actionsAbout } from '../testing/audit-trail.ts'
import { describePanels } from '../testing/panel-scene.ts'
import { refusal } from '../testing/refusal.ts'

describePanels('panels', ({ scene, domain, make, signIn, contentOf, shown, get }) => {
  const params = (id: string) => ({ params: { ...domain(), id } })

  describe('are changed', () => {
    it('by name and by what they show, by whoever knows the version', async () => {
      const { id } = await make()
      const shows = { kind: 'url' as const, url: 'https://example.com/' }
      const body = { name: 'Hall', shows }
      const changed = await scene.admin.panels.update({ ...params(id), body })
      expect(changed).toMatchObject(body)
      const { cookie } = await scene.server.seed.user(`if-${scene.slug}`, {
        roles: { [scene.domainId]: 'ADMIN' },
      })
      const patch = (version: number) =>
        scene.server.request(`/v1/domains/${scene.slug}/panels/${id}`, {
          method: 'PATCH',
          headers: { cookie, 'content-type': 'application/json', 'if-match': `"v${version}"` },
          body: JSON.stringify({ name: 'Again' }),
        })
      expect((await patch(1)).status).toBe(412)
      expect((await patch(2)).status).toBe(200)
      const trail = await actionsAbout(scene.server.server, id)
      expect(trail).toEqual(['panel.created', 'panel.updated', 'panel.updated'])
    })

    it('to something else, which a key that was given what it needed may read then, and no more', async () => {
      const { seed, client } = scene.server
      await seed.contentType(scene.domainId, 'notice', { text: { type: 'string' } })
      const shows = { kind: 'list' as const, type: 'notice' }
      const panel = await make()
      const cookie = await signIn(panel)
      await scene.admin.panels.update({ ...params(panel.id), body: { shows } })
      expect((await shown(panel, cookie)).state).toBe('shown')
      expect((await scene.admin.keys.read(params(panel.keyId))).scopes).toEqual([
        'content.notice:read',
      ])
      const trail = await actionsAbout(scene.server.server, panel.keyId)
      expect(trail).toEqual(['key.created', 'key.updated'])

      const list = { kind: 'list' as const, type: 'article' }
      await seed.role(scene.domainId, 'SCREENS', ['backoffice.panels:*', 'content.article:read'])
      const cy = await seed.user(`cy-${scene.slug}`, { roles: { [scene.domainId]: 'SCREENS' } })
      const beyond = client(cy).panels.update({ ...params(panel.id), body: { shows: list } })
      expect((await refusal(beyond)).code).toBe('ESCALATION')
    })

    it('to something else, while a key whose access somebody chose stays as it is', async () => {
      await scene.server.seed.contentType(scene.domainId, 'notice', { text: { type: 'string' } })
      const shows = { kind: 'list' as const, type: 'notice' }
      const scopes = ['content.article:read']
      const chosen = await make(undefined, { scopes })
      const narrowed = await make()
      await scene.admin.keys.update({ ...params(narrowed.keyId), body: { scopes } })
      for (const panel of [chosen, narrowed]) {
        await scene.admin.panels.update({ ...params(panel.id), body: { shows } })
        expect((await scene.admin.keys.read(params(panel.keyId))).scopes).toEqual(scopes)
        expect((await shown(panel, await signIn(panel))).state).toBe('forbidden')
      }
    })

    it('not to what the maker may not see, and not after their end', async () => {
      const { id } = await make()
      const shows = { kind: 'list' as const, type: 'nothing' }
      const wrong = scene.admin.panels.update({ ...params(id), body: { shows } })
      expect((await refusal(wrong)).code).toBe('CONTENT_TYPE_NOT_FOUND')
      await scene.admin.panels.end(params(id))
      const late = scene.admin.panels.update({ ...params(id), body: { name: 'Late' } })
      expect((await refusal(late)).code).toBe('PANEL_ENDED')
      const link = scene.admin.panels.link({ ...params(id), body: undefined })
      expect((await refusal(link)).code).toBe('PANEL_ENDED')
    })
  })

  describe('are linked anew', () => {
    it('so that the old link opens nothing, and devices stay as they are', async () => {
      const panel = await make()
      const cookie = await signIn(panel)
      const { link } = await scene.admin.panels.link({ ...params(panel.id), body: {} })
      const token = new URL(link).searchParams.get('api-key') ?? ''
      expect(token).not.toBe(panel.token)
      expect((await contentOf(panel, cookie)).status).toBe(200)
      const old = await get(`${panel.path}?api-key=${panel.token}`)
      expect(old.headers.get('set-cookie')).toBeNull()
      await signIn({ ...panel, token })
      const trail = await actionsAbout(scene.server.server, panel.id)
      expect(trail).toEqual([
        'panel.created',
        'panel.device_opened',
        'panel.linked',
        'panel.device_opened',
      ])
    })

    it('and sign their devices out where that is asked for', async () => {
      const panel = await make()
      const cookie = await signIn(panel)
      await scene.admin.panels.link({ ...params(panel.id), body: { endDevices: true } })
      expect((await contentOf(panel, cookie)).status).toBe(401)
    })
  })

  describe('end', () => {
    it('for good, with their key and all devices, and once', async () => {
      const panel = await make()
      const cookie = await signIn(panel)
      await scene.admin.panels.end(params(panel.id))
      await scene.admin.panels.end(params(panel.id))
      expect((await contentOf(panel, cookie)).status).toBe(401)
      expect((await scene.admin.keys.read(params(panel.keyId))).state).toBe('revoked')
      const ended = await scene.admin.panels.read(params(panel.id))
      expect(ended).toMatchObject({ state: 'ended', deviceCount: 0 })
      expect(ended.devices[0]?.endedAt).toBe(ended.endedAt)
      const trail = await actionsAbout(scene.server.server, panel.id)
      expect(trail).toEqual(['panel.created', 'panel.device_opened', 'panel.ended'])
    })

    it('with their key, wherever that is revoked', async () => {
      const panel = await make()
      const cookie = await signIn(panel)
      await scene.admin.keys.delete(params(panel.keyId))
      expect((await contentOf(panel, cookie)).status).toBe(401)
      expect((await scene.admin.panels.read(params(panel.id))).state).toBe('ended')
    })

    it('for one device alone', async () => {
      const panel = await make()
      const [one, other] = [await signIn(panel), await signIn(panel)]
      const { devices } = await scene.admin.panels.read(params(panel.id))
      const device = devices[0]?.id ?? ''
      const end = () =>
        scene.admin.panels.endDevice({ params: { ...domain(), id: panel.id, device } })
      await end()
      await end()
      const codes = [
        (await contentOf(panel, one)).status,
        (await contentOf(panel, other)).status,
      ].sort()
      expect(codes).toEqual([200, 401])
      const trail = await actionsAbout(scene.server.server, panel.id)
      expect(trail.filter(action => action === 'panel.device_ended')).toHaveLength(1)
      const unknown = scene.admin.panels.endDevice({
        params: { ...domain(), id: (await make()).id, device },
      })
      expect((await refusal(unknown)).code).toBe('PANEL_DEVICE_NOT_FOUND')
    })

    it('and their devices are forgotten after 30 days', async () => {
      const panel = await make()
      await signIn(panel)
      await scene.admin.panels.link({ ...params(panel.id), body: { endDevices: true } })
      const count = async () =>
        (
          await scene.server.server.foundation.database.db
            .selectFrom('panel_devices')
            .select('id')
            .where('panel_id', '=', panel.id)
            .execute()
        ).length
      const { panels } = scene.server.server.services
      await panels.prune(scene.server.clock.now() + 30 * DAY)
      expect(await count()).toBe(1)
      await panels.prune(scene.server.clock.now() + 30 * DAY + 1)
      expect(await count()).toBe(0)
    })
  })

  it('of another domain do not exist', async () => {
    const { id } = await make()
    const other = await scene.server.seed.domain(`other-${scene.slug}`)
    const bo = await scene.server.seed.user(`bo-${scene.slug}`, { roles: { [other.id]: 'ADMIN' } })
    const call = { params: { domain: other.slug, id } }
    const { panels } = scene.server.client(bo)
    const attempts = [
      () => panels.read(call),
      () => panels.end(call),
      () => panels.link({ ...call, body: {} }),
      () => panels.update({ ...call, body: { name: 'Mine' } }),
    ]
    for (const attempt of attempts) {
      expect((await refusal(attempt())).code).toBe('PANEL_NOT_FOUND')
    }
  })
})
