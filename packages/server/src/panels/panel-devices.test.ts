import { describe, expect, it } from 'vitest'
import { DAY, MINUTE } from '../lib/clock.ts'
import { describePanels, PAGE_TEXT } from '../testing/panel-scene.ts'

describePanels('devices of panels', use => {
  const { scene, domain, make, get, signIn, contentOf, shown, write } = use
  const params = (id: string) => ({ params: { ...domain(), id } })

  /** What a link is answered with: the status, where it leads, and the cookie. */
  async function opened(path: string, token: string, from?: string) {
    const { status, headers } = await get(`${path}?api-key=${token}`, {}, from)
    return [status, headers.get('location'), headers.get('set-cookie')]
  }

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
      expect(await opened(panel.path, await tokenOf(panel))).toEqual([303, panel.path, null])
      const response = await get(panel.path)
      expect(response.status).toBe(401)
      expect(response.headers.get('content-type')).toContain('text/html')
      expect(await response.text()).toContain('Signed out')
    })

    it('to a panel that there is not is answered as one with a wrong token', async () => {
      const { token, path } = await make()
      const nobodys = '/panel/pnl_00000000000000000000000000'
      expect(await opened(nobodys, token)).toEqual([303, nobodys, null])
      expect(await opened(path, 'wrong')).toEqual([303, path, null])
      const answers = await Promise.all(
        [nobodys, '/panel/x', `/panel/${'x'.repeat(500)}`, path].map(async at => {
          const response = await get(at)
          return [response.status, await response.text()]
        }),
      )
      for (const answer of answers) expect(answer).toEqual(answers[0])
    })

    it('that has ended, expired, was disabled or is for other addresses signs nobody in, and leaves the address', async () => {
      const disabled = await make()
      await scene.admin.keys.disable(params(disabled.keyId))
      const revoked = await make()
      await scene.admin.keys.delete(params(revoked.keyId))
      const ended = await make()
      await scene.admin.panels.end(params(ended.id))
      const elsewhere = await make(undefined, { ipAllow: ['192.0.2.0/24'] })
      const expired = await make(undefined, { expiresInDays: 1 })
      scene.server.clock.advance(DAY)
      for (const { path, token } of [disabled, revoked, ended, elsewhere, expired]) {
        expect(await opened(path, token)).toEqual([303, path, null])
        const page = await get(path)
        expect([page.status, await page.text()]).toEqual([
          401,
          expect.stringContaining('Signed out'),
        ])
      }
      const [, , cookie] = await opened(elsewhere.path, elsewhere.token, '192.0.2.1')
      expect(cookie).not.toBeNull()
    })

    it('that is none is not repeated', async () => {
      for (const id of ['%0d%0aa:b', '%2f%2fevil.example', 'ü', 'x'.repeat(500)]) {
        expect(await opened(`/panel/${id}`, 'x')).toEqual([401, null, null])
      }
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
    it('outlives a key that is disabled for a while: its screen waits, and shows nothing', async () => {
      const panel = await make()
      const cookie = await signIn(panel)
      await write({ headline: 'Not for now' })
      await scene.admin.keys.disable(params(panel.keyId))
      const page = await get(panel.path, { cookie })
      expect([page.status, await page.text()]).toEqual([403, expect.stringContaining(PAGE_TEXT)])
      expect(page.headers.get('content-security-policy')).toContain("frame-src 'none'")
      const refused = await contentOf(panel, cookie)
      const text = await refused.text()
      expect([refused.status, JSON.parse(text).code]).toEqual([403, 'PANEL_DISABLED'])
      expect(text).not.toContain('Not for now')
      const again = await get(`${panel.path}?api-key=${panel.token}`, { cookie })
      expect([again.status, again.headers.get('set-cookie')]).toEqual([303, null])
      await scene.admin.keys.enable(params(panel.keyId))
      expect((await shown(panel, cookie)).items[0]?.title).toBe('Not for now')
    })

    it('of a device that was ended tells nothing about its key', async () => {
      const panel = await make()
      const cookie = await signIn(panel)
      const { devices } = await scene.admin.panels.read(params(panel.id))
      const device = devices[0]?.id ?? ''
      await scene.admin.panels.endDevice({ params: { ...domain(), id: panel.id, device } })
      await scene.admin.keys.disable(params(panel.keyId))
      expect((await contentOf(panel, cookie)).status).toBe(401)
      expect((await get(panel.path, { cookie })).status).toBe(401)
    })

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
      expect(await opened(panel.path, panel.token)).toEqual([303, `${panel.path}?full`, null])
      const full = await get(`${panel.path}?full`)
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
})

const KEY = { name: 'Another', scopes: ['content.*:read'] }
