import { describe, expect, it } from 'vitest'
import { DAY, MINUTE } from '../lib/clock.ts'
import { halves } from '../testing/media-files.ts'
import { describePanels, PAGE_TEXT } from '../testing/panel-scene.ts'

describePanels('devices of panels', use => {
  const { scene, domain, make, get, signIn, contentOf, shown, connect, at, write } = use
  const params = (id: string) => ({ params: { ...domain(), id } })

  describe('a link', () => {
    it('becomes a cookie of its panel alone, and its address is replaced at once', async () => {
      const panel = await make()
      const response = await get(`${panel.path}?api-key=${panel.token}`)
      expect(response.status).toBe(303)
      const { headers } = response
      expect(headers.get('location')).toBe(panel.path)
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      const [cookie = '', ...attributes] = headers.get('set-cookie')?.split('; ') ?? []
      expect(cookie).toMatch(/^keywright-panel=kwdevice_/)
      expect(cookie).not.toContain(panel.token.slice(5, 40))
      expect(attributes).toEqual(
        expect.arrayContaining([`Path=${panel.path}`, 'HttpOnly', 'SameSite=Lax']),
      )
    })

    it('makes one device of a browser, however often it is opened there', async () => {
      const panel = await make()
      const cookie = await signIn(panel)
      for (const link of [`${panel.path}?api-key=${panel.token}`, `${panel.path}?api-key=old`]) {
        const again = await get(link, { cookie })
        expect([again.status, again.headers.get('set-cookie')]).toEqual([303, null])
      }
      expect((await scene.admin.panels.read(params(panel.id))).devices).toHaveLength(1)
    })

    it('opens for a person who is signed in as for everybody else', async () => {
      const panel = await make()
      const { cookie } = await scene.server.seed.user(`person-${scene.slug}`, {
        roles: { [scene.domainId]: 'ADMIN' },
      })
      expect((await get(`${panel.path}?api-key=${panel.token}`, { cookie })).status).toBe(303)
      const both = `${cookie}; ${await signIn(panel)}`
      expect((await contentOf(panel, both)).status).toBe(200)
      expect((await contentOf(panel, cookie)).status).toBe(401)
    })

    it('signs nobody in who only asks whether it is there', async () => {
      const panel = await make()
      const path = `${panel.path}?api-key=${panel.token}`
      const response = await scene.server.request(path, { method: 'HEAD' })
      expect(response.headers.get('set-cookie')).toBeNull()
      expect((await scene.admin.panels.read(params(panel.id))).devices).toEqual([])
    })

    it.each<[string, (panel: { token: string }) => Promise<string> | string]>([
      ['garbage', () => 'garbage'],
      ['nothing', () => ''],
      [
        'the token of another key',
        async () => (await scene.admin.keys.create({ params: domain(), body: KEY })).token,
      ],
      ['the token of another panel', async () => (await make()).token],
      ['the secret of a device', async () => (await signIn(await make())).split('=')[1] ?? ''],
      ['two tokens', ({ token }) => `${token}&api-key=${token}`],
    ])('with %s shows that the device is signed out, and no more', async (_, tokenOf) => {
      const panel = await make()
      const response = await get(`${panel.path}?api-key=${await tokenOf(panel)}`)
      expect(response.status).toBe(401)
      expect(response.headers.get('set-cookie')).toBeNull()
      expect(response.headers.get('content-type')).toContain('text/html')
      expect(await response.text()).toContain('Signed out')
    })

    it('to a panel that there is not is answered as one with a wrong token', async () => {
      const { token, path } = await make()
      const answers = await Promise.all(
        [
          '/panel/pnl_00000000000000000000000000',
          '/panel/x',
          `/panel/${'x'.repeat(500)}`,
          path,
        ].map(async at => {
          const response = await get(`${at}?api-key=${at === path ? 'wrong' : token}`)
          return [response.status, await response.text()]
        }),
      )
      for (const answer of answers) expect(answer).toEqual(answers[0])
    })

    it('that has expired, was disabled or is for other addresses signs nobody in', async () => {
      const disabled = await make()
      await scene.admin.keys.disable(params(disabled.keyId))
      const elsewhere = await make(undefined, { ipAllow: ['192.0.2.0/24'] })
      const expired = await make(undefined, { expiresInDays: 1 })
      const status = async ({ path, token }: typeof expired, from?: string) =>
        (await get(`${path}?api-key=${token}`, {}, from)).status
      expect(await status(disabled)).toBe(401)
      expect(await status(elsewhere)).toBe(401)
      expect(await status(elsewhere, '192.0.2.1')).toBe(303)
      scene.server.clock.advance(DAY)
      expect(await status(expired)).toBe(401)
    })

    it('is no carrier of a key anywhere else', async () => {
      const { token, path } = await make()
      for (const other of ['/v1/me', `/v1/domains/${scene.slug}/content/objects/article`]) {
        expect((await get(`${other}?api-key=${token}`)).status, other).toBe(401)
      }
      expect((await get(`${path}/content?api-key=${token}`)).status).toBe(401)
    })
  })

  describe('the cookie', () => {
    it('opens the page, which nothing may frame and which may frame nothing', async () => {
      const panel = await make()
      const response = await get(panel.path, { cookie: await signIn(panel) })
      expect(response.status).toBe(200)
      expect(await response.text()).toContain(PAGE_TEXT)
      const { headers } = response
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).toContain("frame-src 'none'")
      expect(policy).toContain("script-src 'self'")
      expect(policy).toContain("worker-src 'self'")
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('cache-control')).toBe('no-store')
    })

    it('is not needed for the worker of the page, which keeps and asks for nothing of others', async () => {
      const response = await get('/panel/worker.js')
      expect(response.status).toBe(200)
      const { headers } = response
      expect(headers.get('content-type')).toContain('text/javascript')
      // A new version of the program replaces it.
      expect(headers.get('cache-control')).toBe('no-cache')
      expect(headers.get('content-security-policy')).toBe("default-src 'none'; connect-src 'self'")
      expect(headers.get('service-worker-allowed')).toBeNull()
      expect(await response.text()).not.toContain('caches')
    })

    it('opens a page that may frame the site that it shows, and no other', async () => {
      const panel = await make({ kind: 'url', url: 'https://board.example:8443/a;b?c=d' })
      const cookie = await signIn(panel)
      const policy = (await get(panel.path, { cookie })).headers.get('content-security-policy')
      expect(policy?.split('; ')).toContain('frame-src https://board.example:8443')
      const content = await shown(panel, cookie)
      expect(content).toMatchObject({ kind: 'url', url: 'https://board.example:8443/a;b?c=d' })
      expect(JSON.stringify(content)).not.toContain(panel.token.slice(5, 40))
    })

    it('is good for its own panel alone, and for nothing else of this server', async () => {
      const panel = await make()
      const other = await make()
      const cookie = await signIn(panel)
      const secret = cookie.split('=')[1] ?? ''
      expect((await contentOf(other, cookie)).status).toBe(401)
      expect((await get(other.path, { cookie })).status).toBe(401)
      const objects = `/v1/domains/${scene.slug}/content/objects/article`
      const attempts: [string, Record<string, string>][] = [
        [objects, { cookie }],
        [objects, { cookie: `keywright=${secret}` }],
        [objects, { 'api-key': secret }],
        ['/v1/me', { authorization: `Bearer ${secret}` }],
      ]
      for (const [path, headers] of attempts) {
        expect((await get(path, headers)).status, JSON.stringify(headers)).toBe(401)
      }
    })

    it('is set anew while the panel is open, and is not asked for elsewhere', async () => {
      const panel = await make()
      const cookie = await signIn(panel)
      const response = await contentOf(panel, cookie)
      expect(response.headers.get('set-cookie')).toContain(`${cookie}; Max-Age=34560000`)
      expect((await get(`${panel.path}/nothing`, { cookie })).status).toBe(404)
    })

    it('makes room: who was not seen for long goes, and while all are seen nobody new comes', async () => {
      const panel = await make()
      const first = await signIn(panel)
      for (let count = 1; count < 100; count++) await signIn(panel)
      const full = await get(`${panel.path}?api-key=${panel.token}`)
      expect([full.status, await full.text()]).toEqual([
        429,
        expect.stringContaining('Too many screens'),
      ])
      scene.server.clock.advance(6 * MINUTE)
      const second = await signIn(panel)
      expect((await contentOf(panel, second)).status).toBe(200)
      const read = await scene.admin.panels.read(params(panel.id))
      expect(read.deviceCount).toBe(100)
      expect(read.devices.filter(({ endedAt }) => endedAt !== null)).toHaveLength(1)
      // Any of the hundred may have gone: they came in the same moment.
      expect([200, 401]).toContain((await contentOf(panel, first)).status)
    }, 60_000)
  })

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

    it('is none where the type is gone', async () => {
      const panel = await make()
      const cookie = await signIn(panel)
      const body = { force: true }
      await scene.admin.contentTypes.delete({ params: { ...domain(), type: 'article' }, body })
      expect((await shown(panel, cookie)).state).toBe('missing')
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
      await write({ headline: 'Another' })
      await scene.admin.objects.patch({ ...at(shownId), body: { fields: { price: 1 } } })
      await scene.admin.objects.publish(at(shownId))
      await socket.take('event')
      const events = await socket.events('all')
      expect(events.map(({ objectId, kind }) => [objectId, kind])).toEqual([[shownId, 'published']])
    })

    it('tells nothing to a panel with a page of others, and still of its end', async () => {
      const panel = await make({ kind: 'url', url: 'https://example.com/' })
      const socket = await listen(panel, await signIn(panel))
      await write({ headline: 'Nothing to it' })
      expect(await socket.events('a')).toEqual([])
      await scene.admin.panels.end(params(panel.id))
      expect(await socket.closed).toEqual({ code: 4401, reason: 'CREDENTIAL_INVALID' })
    })

    it.each<[string, (panel: { id: string; keyId: string }) => Promise<unknown>]>([
      ['the panel ends', ({ id }) => scene.admin.panels.end(params(id))],
      ['its key is revoked', ({ keyId }) => scene.admin.keys.delete(params(keyId))],
      ['its key is disabled', ({ keyId }) => scene.admin.keys.disable(params(keyId))],
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
    ])('is closed with 4401 within a second when %s', async (_, end) => {
      const panel = await make()
      const cookie = await signIn(panel)
      const socket = await listen(panel, cookie)
      await end(panel)
      const since = performance.now()
      expect(await socket.closed).toEqual({ code: 4401, reason: 'CREDENTIAL_INVALID' })
      expect(performance.now() - since).toBeLessThan(1000)
      expect((await contentOf(panel, cookie)).status).toBe(401)
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

const KEY = { name: 'Another', scopes: ['content.*:read'] }
