import { describe, expect, it } from 'vitest'
import { MINUTE } from '../lib/clock.ts'
import { halves } from '../testing/media-files.ts'
import { describePanels } from '../testing/panel-scene.ts'

describePanels('what panels show', use => {
  const { scene, domain, make, get, signIn, contentOf, shown, connect, at, write } = use
  const params = (id: string) => ({ params: { ...domain(), id } })

  describe('the content', () => {
    it('is what is published, by the labels of its fields, in their order', async () => {
      const related = await write({ headline: 'Other' })
      const file = await scene.admin.media.upload({
        params: domain(),
        body: { file: new File([await halves(40, 20)], 'a.png'), alt: 'Two halves' },
      })
      const id = await write({
        headline: 'Welcome',
        openingHours: '9 to 5',
        body: '# Hello <script>',
        price: 2.5,
        picture: { type: 'media', id: file.id },
        related: [{ type: 'article', id: related }],
      })
      await scene.admin.objects.patch({ ...at(id), body: { fields: { price: 9 } } })
      const panel = await make({ kind: 'object', type: 'article', id })
      const cookie = await signIn(panel)
      const content = await shown(panel, cookie)
      expect(content).toMatchObject({ name: 'Lobby', kind: 'object', state: 'shown' })
      const url = `${panel.path}/media/${file.id}/${file.hash}/a.png`
      expect(content.items).toEqual([
        {
          id,
          title: 'Welcome',
          fields: [
            {
              name: 'openingHours',
              label: 'Opening hours',
              values: [{ kind: 'text', text: '9 to 5' }],
            },
            {
              name: 'body',
              label: 'Text',
              values: [{ kind: 'markdown', text: '# Hello <script>' }],
            },
            { name: 'price', label: 'Price', values: [{ kind: 'number', number: 2.5 }] },
            {
              name: 'picture',
              label: 'Picture',
              values: [{ kind: 'picture', url, alt: 'Two halves', width: 40, height: 20 }],
            },
            { name: 'related', label: 'Related', values: [{ kind: 'text', text: 'Other' }] },
          ],
        },
      ])
      const picture = await get(url, { cookie })
      expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png'])
      expect(picture.headers.get('cache-control')).toBe('private, no-cache')
      expect((await get(url)).status).toBe(401)
    })

    it('has the fields of groups by their labels, within groups and lists too, and numbers as they are', async () => {
      const hours = {
        type: 'object',
        properties: { from: { type: 'string', title: 'Opens' }, isSunday: { type: 'boolean' } },
      }
      const shop = {
        address: {
          type: 'object',
          title: 'Where',
          properties: {
            houseNumber: { type: 'number' },
            street: { type: 'string', title: 'Street' },
            near: { type: 'object', properties: { shop: { relation: ['article'] } } },
            unused: { type: 'object', properties: { nothing: { type: 'string' } } },
          },
        },
        hours: { type: 'array', items: { $ref: '#/$defs/hours' } },
        prices: { type: 'array', items: { type: 'number' } },
      }
      const schema = { type: 'object', properties: shop, $defs: { hours } }
      await scene.admin.contentTypes.create({ params: domain(), body: { name: 'shop', schema } })
      const params = { ...domain(), type: 'shop' }
      const related = await write({ headline: 'Other' })
      const fields = {
        address: {
          street: 'Main, north',
          houseNumber: 3,
          near: { shop: { type: 'article', id: related } },
          unused: {},
        },
        hours: [{ from: '9', isSunday: false }, { isSunday: true }],
        prices: [0.00045, 1.00045, -1.5e-7],
      }
      const { id } = await scene.admin.objects.create({ params, body: { fields } })
      const panel = await make({ kind: 'object', type: 'shop', id, view: 'draft' })
      const { items } = await shown(panel, await signIn(panel))
      const text = (text: string) => ({ kind: 'text', text })
      const group = (...fields: unknown[]) => ({ kind: 'group', fields })
      const field = (name: string, label: string, ...values: unknown[]) => ({ name, label, values })
      const isSunday = (boolean: boolean) =>
        field('isSunday', 'Is sunday', { kind: 'boolean', boolean })
      expect(items[0]?.fields).toEqual([
        field(
          'address',
          'Where',
          group(
            field('houseNumber', 'House number', { kind: 'number', number: 3 }),
            field('street', 'Street', text('Main, north')),
            field('near', 'Near', group(field('shop', 'Shop', text('Other')))),
          ),
        ),
        field(
          'hours',
          'Hours',
          group(field('from', 'Opens', text('9')), isSunday(false)),
          group(isSunday(true)),
        ),
        field('prices', 'Prices', ...fields.prices.map(number => ({ kind: 'number', number }))),
      ])
    })

    it('is what is in the draft where that is asked for', async () => {
      const id = await write({ headline: 'Draft' }, false)
      const published = await make({ kind: 'object', type: 'article', id })
      expect(await shown(published, await signIn(published))).toMatchObject({
        state: 'missing',
        items: [],
        hasMore: false,
      })
      const draft = await make({ kind: 'object', type: 'article', id, view: 'draft' })
      expect((await shown(draft, await signIn(draft))).items[0]?.title).toBe('Draft')
    })

    it('is a list as it is filtered, sorted and cut, and says that it goes on', async () => {
      for (const price of [5, 1, 4, 2, 3]) await write({ headline: `No ${price}`, price })
      const filter = { price: { gt: 1 } }
      const shows = { kind: 'list', type: 'article', filter, sort: '-price', limit: 3 } as const
      const panel = await make(shows)
      const cookie = await signIn(panel)
      const { items, hasMore } = await shown(panel, cookie)
      expect(items.map(({ title }) => title)).toEqual(['No 5', 'No 4', 'No 3'])
      expect(hasMore).toBe(true)
      const body = { shows: { ...shows, limit: 4 } }
      await scene.admin.panels.update({ ...params(panel.id), body })
      expect(await shown(panel, cookie)).toMatchObject({ items: { length: 4 }, hasMore: false })
    })

    it('follows the rights of the key and of whom it acts as, at once', async () => {
      const { seed } = scene.server
      const bo = await seed.user(`bo-${scene.slug}`, { roles: { [scene.domainId]: 'READONLY' } })
      const panel = await make(undefined, { actsAs: bo.id })
      const cookie = await signIn(panel)
      await write({ headline: 'Read me' })
      expect((await shown(panel, cookie)).state).toBe('shown')
      const body = { scopes: ['content.other:read'] }
      await scene.admin.keys.update({ ...params(panel.keyId), body })
      expect(await shown(panel, cookie)).toMatchObject({ state: 'forbidden', items: [] })
      expect((await scene.admin.panels.read(params(panel.id))).problem).toBe('forbidden')
      await scene.admin.users.remove(params(bo.id))
      expect((await contentOf(panel, cookie)).status).toBe(401)
    })

    it('has no file and no relation that the key may not read', async () => {
      const file = await scene.admin.media.upload({
        params: domain(),
        body: { file: new File(['x'], 'a.txt') },
      })
      const id = await write({ headline: 'One', picture: { type: 'media', id: file.id } })
      const panel = await make(
        { kind: 'object', type: 'article', id },
        { scopes: ['content.article:read'] },
      )
      const cookie = await signIn(panel)
      expect((await shown(panel, cookie)).items[0]?.fields).toEqual([])
      const path = `${panel.path}/media/${file.id}/${file.hash}/a.txt`
      expect((await get(path, { cookie })).status).toBe(404)
    })

    it('says that the type is gone, or is as that of a key without the right where it had to be named', async () => {
      const every = await make(undefined, { scopes: ['content.*:read'] })
      const named = await make()
      const stateOf = async (panel: typeof every) => (await shown(panel, await signIn(panel))).state
      const problemOf = async ({ id }: typeof every) =>
        (await scene.admin.panels.read(params(id))).problem
      expect([await stateOf(every), await problemOf(every)]).toEqual(['shown', null])
      const body = { force: true }
      await scene.admin.contentTypes.delete({ params: { ...domain(), type: 'article' }, body })
      expect([await stateOf(every), await stateOf(named)]).toEqual(['gone', 'forbidden'])
      expect([await problemOf(every), await problemOf(named)]).toEqual(['gone', 'gone'])
      const { seed, client } = scene.server
      await seed.role(scene.domainId, 'SCREENS', ['backoffice.panels:read'])
      const roles = { [scene.domainId]: 'SCREENS' }
      const cy = client(await seed.user(`cy-${scene.slug}`, { roles }))
      const { items } = await cy.panels.list({ params: domain() })
      const problems = new Map(items.map(({ id, problem }) => [id, problem]))
      expect([problems.get(every.id), problems.get(named.id)]).toEqual(['gone', 'forbidden'])
    })

    it.each([
      ['filter', { filter: { price: { lt: 10 } } }],
      ['order', { sort: '-price' }],
    ])('says that the %s does not fit the type any more', async (_, chosen) => {
      const panel = await make({ kind: 'list', type: 'article', ...chosen })
      const cookie = await signIn(panel)
      await write({ headline: 'Tea', price: 2 })
      expect((await shown(panel, cookie)).state).toBe('shown')
      const type = { params: { ...domain(), type: 'article' } }
      const { schema } = await scene.admin.contentTypes.read(type)
      const { price, ...properties } = schema.properties as Record<string, unknown>
      const body = { schema: { ...schema, properties }, drop: ['price'] }
      await scene.admin.contentTypes.update({ ...type, body })
      expect(await shown(panel, cookie)).toMatchObject({ state: 'misfit', items: [] })
      const read = await scene.admin.panels.read(params(panel.id))
      expect([read.state, read.problem]).toEqual(['active', 'misfit'])
      const mended = { schema: { ...schema, properties: { ...properties, price } } }
      await scene.admin.contentTypes.update({ ...type, body: mended })
      expect((await shown(panel, cookie)).state).toBe('shown')
      expect((await scene.admin.panels.list({ params: domain() })).items[0]?.problem).toBeNull()
    })
  })

  describe('the websocket', () => {
    const listen = async (panel: Awaited<ReturnType<typeof make>>, cookie: string) => {
      const socket = await connect(panel, { cookie })
      await socket.subscribe({ id: 'a', view: 'published' })
      return socket
    }

    it('tells of what the panel shows and of nothing else, whatever is asked for', async () => {
      const shownId = await write({ headline: 'Shown' })
      const panel = await make({ kind: 'object', type: 'article', id: shownId })
      const socket = await connect(panel, { cookie: await signIn(panel) })
      await socket.subscribe({ id: 'all', view: 'draft' })
      await scene.server.seed.contentType(scene.domainId, 'notice', { text: { type: 'string' } })
      const notice = { ...domain(), type: 'notice' }
      const { id } = await scene.admin.objects.create({ params: notice, body: { fields: {} } })
      await scene.admin.objects.publish({ params: { ...notice, id } })
      await scene.admin.objects.patch({ ...at(shownId), body: { fields: { price: 1 } } })
      await scene.admin.objects.publish(at(shownId))
      await socket.take('event')
      const events = await socket.events('all')
      expect(events.map(({ objectId, kind }) => [objectId, kind])).toEqual([[shownId, 'published']])
    })

    it('tells of objects whose titles are shown, for as long as the key may read them', async () => {
      const id = await write({ headline: 'Before' })
      const of = { relation: ['article'] }
      await scene.server.seed.contentType(scene.domainId, 'board', { of })
      const board = { ...domain(), type: 'board' }
      const fields = { of: { type: 'article', id } }
      const made = await scene.admin.objects.create({ params: board, body: { fields } })
      await scene.admin.objects.publish({ params: { ...board, id: made.id } })
      const panel = await make({ kind: 'object', type: 'board', id: made.id })
      const socket = await listen(panel, await signIn(panel))
      await scene.admin.objects.patch({ ...at(id), body: { fields: { headline: 'After' } } })
      await scene.admin.objects.publish(at(id))
      expect((await socket.take('event')).event).toMatchObject({ kind: 'published', objectId: id })
      const body = { scopes: ['content.board:read'] }
      await scene.admin.keys.update({ ...params(panel.keyId), body })
      await scene.admin.objects.unpublish(at(id))
      await scene.admin.objects.unpublish({ params: { ...board, id: made.id } })
      expect((await socket.take('event')).event.objectId).toBe(made.id)
    })

    it('tells nothing to a panel with a page of others, and still of its end', async () => {
      const panel = await make({ kind: 'url', url: 'https://example.com/' })
      const socket = await listen(panel, await signIn(panel))
      await write({ headline: 'Nothing to it' })
      expect(await socket.events('a')).toEqual([])
      await scene.admin.panels.end(params(panel.id))
      expect(await socket.closed).toEqual({ code: 4401, reason: 'CREDENTIAL_INVALID' })
    })

    it.each<[string, (panel: { id: string; keyId: string }) => Promise<unknown>, number?]>([
      ['the panel ends', ({ id }) => scene.admin.panels.end(params(id))],
      ['its key is revoked', ({ keyId }) => scene.admin.keys.delete(params(keyId))],
      ['its key is disabled', ({ keyId }) => scene.admin.keys.disable(params(keyId)), 403],
      [
        'devices are ended with a new link',
        ({ id }) => scene.admin.panels.link({ ...params(id), body: { endDevices: true } }),
      ],
      [
        'the device is ended',
        async ({ id }) => {
          const { devices } = await scene.admin.panels.read(params(id))
          const device = devices[0]?.id ?? ''
          await scene.admin.panels.endDevice({ params: { ...domain(), id, device } })
        },
      ],
      [
        'its key expires',
        async ({ keyId }) => {
          const expiresAt = new Date(scene.server.clock.now() + MINUTE).toISOString()
          await scene.admin.keys.update({ ...params(keyId), body: { expiresAt } })
          scene.server.clock.advance(MINUTE)
        },
      ],
    ])('is closed with 4401 within a second when %s', async (_, end, status = 401) => {
      const panel = await make()
      const cookie = await signIn(panel)
      const socket = await listen(panel, cookie)
      await end(panel)
      const since = performance.now()
      expect(await socket.closed).toEqual({ code: 4401, reason: 'CREDENTIAL_INVALID' })
      expect(performance.now() - since).toBeLessThan(1000)
      expect((await contentOf(panel, cookie)).status).toBe(status)
    })

    it('stays open when another device is ended, the key is rotated or another panel is changed', async () => {
      const panel = await make()
      const cookie = await signIn(panel)
      const socket = await listen(panel, cookie)
      await signIn(panel, 'The other one')
      const { devices } = await scene.admin.panels.read(params(panel.id))
      const device = devices.find(({ userAgent }) => userAgent === 'The other one')?.id ?? ''
      await scene.admin.panels.endDevice({ params: { ...domain(), id: panel.id, device } })
      await scene.admin.panels.link({ ...params(panel.id), body: undefined })
      await scene.admin.panels.update({ ...params((await make()).id), body: { name: 'Else' } })
      await write({ headline: 'Still live' })
      await socket.take('event')
      expect((await contentOf(panel, cookie)).status).toBe(200)
    })

    it('is closed to be opened anew when the panel shows something else', async () => {
      const panel = await make()
      const socket = await listen(panel, await signIn(panel))
      await scene.admin.panels.update({ ...params(panel.id), body: { name: 'Hall' } })
      expect((await socket.closed).code).toBe(1012)
    })

    it('opens for the cookie of this very panel only, and not from the pages of others', async () => {
      const panel = await make()
      const cookie = await signIn(panel)
      const refused = (headers: Record<string, string>, to = panel) =>
        connect(to, headers).then(
          () => 'opened',
          error => String(error.message),
        )
      expect(await refused({})).toContain('401')
      expect(await refused({ cookie }, await make())).toContain('401')
      expect(await refused({ 'api-key': panel.token })).toContain('401')
      expect(await refused({ cookie, origin: 'https://evil.example' })).toContain('403')
      expect(await refused({ cookie, origin: scene.listening.url })).toBe('opened')
      const page = await get(`${panel.path}/realtime`, { cookie })
      expect([page.status, page.headers.get('upgrade')]).toEqual([426, 'websocket'])
    })
  })
})
