import type { Client } from '@keywright/contract'
import { beforeEach, describe, expect, it } from 'vitest'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { createShop, type Shop } from '../../testing/delivery-shop.ts'
import { refusal } from '../../testing/refusal.ts'

const VARY = 'Authorization, Cookie, X-API-Key, Api-Key, X-Auth-Token, Origin'

describeEachEngine('delivery', get => {
  let shop: Shop
  let anonymous: Client
  const ask = (path: string, init?: RequestInit) => get().request(path, init)
  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })

  beforeEach(async () => {
    shop = await createShop(get())
    anonymous = get().client()
  })

  it('shows everybody what is published, as it was when it was', async () => {
    await shop.publish('one', { title: 'First', slug: 'first', price: 1 })
    const { params, admin } = shop
    await admin.objects.patch({
      params: { ...params, id: 'one' },
      body: { fields: { title: 'Changed', slug: 'changed' } },
    })
    await admin.objects.create({ params, body: { id: 'draft', fields: { slug: 'draft' } } })
    const expected = { id: 'one', version: 2, fields: { title: 'First', slug: 'first', price: 1 } }
    const { delivery } = anonymous
    expect(await delivery.read({ params: { ...params, id: 'one' } })).toMatchObject(expected)
    expect(await delivery.bySlug({ params: { ...params, slug: 'first' } })).toMatchObject(expected)
    const { items, nextCursor } = await delivery.list({ params })
    expect(items).toMatchObject([expected])
    expect(nextCursor).toBeNull()
    for (const id of ['draft', 'nothing']) {
      const { code } = await refusal(delivery.read({ params: { ...params, id } }))
      expect(code).toBe('OBJECT_NOT_FOUND')
    }
    for (const slug of ['draft', 'changed', 'nothing']) {
      const { code } = await refusal(delivery.bySlug({ params: { ...params, slug } }))
      expect(code).toBe('OBJECT_NOT_FOUND')
    }
  })

  it('knows nothing of drafts in filters and sorts', async () => {
    await shop.publish('one', { price: 1 })
    const { params, admin } = shop
    await admin.objects.patch({
      params: { ...params, id: 'one' },
      body: { fields: { price: 2 } },
    })
    const found = async (filter: object) =>
      (await anonymous.delivery.list({ params, query: { filter: JSON.stringify(filter) } })).items
        .length
    expect(await found({ price: { eq: 1 } })).toBe(1)
    expect(await found({ price: { eq: 2 } })).toBe(0)
    const late = anonymous.delivery.list({ params, query: { sort: 'updatedAt' } })
    expect((await refusal(late)).code).toBe('VALIDATION_FAILED')
  })

  it('puts the published objects in place of relations, and leaves drafts plain', async () => {
    await shop.publish('ada', { name: 'Ada' }, 'author')
    const author = (id: string) => ({ type: 'author', id })
    await shop.admin.objects.create({
      params: { domain: shop.slug, type: 'author' },
      body: { id: 'bob', fields: { name: 'Bob' } },
    })
    await shop.publish('one', { author: author('ada') })
    await shop.publish('two', { author: author('bob') })
    const { params } = shop
    const read = (id: string) =>
      anonymous.delivery.read({ params: { ...params, id }, query: { hydrate: 1 } })
    expect((await read('one')).fields.author).toMatchObject({
      ...author('ada'),
      fields: { name: 'Ada' },
    })
    expect((await read('two')).fields.author).toEqual(author('bob'))
  })

  it('takes back what is unpublished or deleted at once', async () => {
    await shop.publish('one', {})
    const at = { params: { ...shop.params, id: 'one' } }
    await anonymous.delivery.read(at)
    await shop.admin.objects.unpublish(at)
    expect((await refusal(anonymous.delivery.read(at))).code).toBe('OBJECT_NOT_FOUND')
    await shop.admin.objects.publish(at)
    await anonymous.delivery.read(at)
    await shop.admin.objects.delete({ ...at, body: {} })
    expect((await refusal(anonymous.delivery.read(at))).code).toBe('OBJECT_NOT_FOUND')
  })

  describe('who asks', () => {
    beforeEach(() => shop.publish('one', {}))

    it('without a credential is refused once delivery is protected, also about what is not there', async () => {
      await shop.set({ deliveryProtected: true })
      for (const path of ['article/one', 'article/nothing', 'nothing', 'nothing/one']) {
        const response = await ask(`${shop.objects}/${path}`)
        expect(response.status).toBe(401)
        expect(response.headers.get('www-authenticate')).toBe('Bearer realm="keywright"')
        expect(response.headers.get('cache-control')).toBe('no-store')
        expect(await response.json()).toMatchObject({ code: 'UNAUTHENTICATED' })
      }
      const key = bearer(await shop.key(['content.article:read']))
      expect((await ask(`${shop.objects}/article/one`, key)).status).toBe(200)
      await shop.set({ deliveryProtected: false })
      expect((await ask(`${shop.objects}/article/one`)).status).toBe(200)
    })

    it('with a key is bound by it, also where everybody else may read', async () => {
      const key = bearer(await shop.key(['content.author:read']))
      for (const path of ['objects/article', 'objects/article/one', 'slugs/article/one']) {
        const response = await ask(`/v1/domains/${shop.slug}/delivery/${path}`, key)
        expect(response.status).toBe(403)
        expect(await response.json()).toMatchObject({ missing: ['content.article:read'] })
      }
      expect((await ask(`${shop.objects}/author`, key)).status).toBe(200)
    })

    it('with a key that has ended is refused, and not taken for nobody', async () => {
      const response = await ask(`${shop.objects}/article/one`, bearer('kw_nobody'))
      expect(response.status).toBe(401)
    })

    it('with the key of another domain learns nothing', async () => {
      const other = await createShop(get())
      const key = bearer(await other.key(['*:*']))
      const response = await ask(`${shop.objects}/article/one`, key)
      expect(await response.json()).toMatchObject({ status: 404, code: 'DOMAIN_NOT_FOUND' })
    })
  })

  describe('caches', () => {
    beforeEach(() => shop.publish('one', { title: 'First', slug: 'first' }))

    it.each(['article/one', 'article', 'slug'])(
      'may keep %s, and ask whether it changed',
      async path => {
        const address = path === 'slug' ? `${shop.slugs}/article/first` : `${shop.objects}/${path}`
        const first = await ask(address)
        expect(first.headers.get('cache-control')).toBe('public, no-cache')
        expect(first.headers.get('vary')).toBe(VARY)
        const etag = first.headers.get('etag') ?? ''
        expect(etag).toMatch(/^"[\w-]{27}"$/)
        for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
          const again = await ask(address, { headers: { 'if-none-match': known } })
          expect(again.status).toBe(304)
          expect(await again.text()).toBe('')
          expect(again.headers.get('etag')).toBe(etag)
          expect(again.headers.get('cache-control')).toBe('public, no-cache')
          expect(again.headers.get('vary')).toBe(VARY)
        }
        const { params, admin } = shop
        await admin.objects.patch({
          params: { ...params, id: 'one' },
          body: { fields: { title: 'Second' } },
        })
        const same = await ask(address, { headers: { 'if-none-match': etag } })
        expect(same.status).toBe(304)
        await admin.objects.publish({ params: { ...params, id: 'one' } })
        const changed = await ask(address, { headers: { 'if-none-match': etag } })
        expect(changed.status).toBe(200)
        expect(changed.headers.get('etag')).not.toBe(etag)
      },
    )

    it('that are shared keep nothing that a credential opened', async () => {
      const address = `${shop.objects}/article/one`
      const key = bearer(await shop.key(['content.article:read']))
      expect((await ask(address, key)).headers.get('cache-control')).toBe('private, no-cache')
      await shop.set({ deliveryProtected: true })
      expect((await ask(address, key)).headers.get('cache-control')).toBe('private, no-cache')
    })

    it('learn with HEAD what GET would say', async () => {
      const address = `${shop.objects}/article/one`
      const whole = await ask(address)
      const head = await ask(address, { method: 'HEAD' })
      expect(head.status).toBe(200)
      expect(await head.text()).toBe('')
      for (const name of ['etag', 'cache-control', 'content-type', 'vary']) {
        expect(head.headers.get(name)).toBe(whole.headers.get(name))
      }
      const known = { 'if-none-match': String(whole.headers.get('etag')) }
      expect((await ask(address, { method: 'HEAD', headers: known })).status).toBe(304)
    })
  })

  describe('pages of other sites', () => {
    const origin = 'https://www.example.com'
    const from = (page: string, init: RequestInit = {}) => ({
      ...init,
      headers: { origin: page, ...init.headers },
    })
    const allowed = (response: Response) => response.headers.get('access-control-allow-origin')

    beforeEach(() => shop.publish('one', {}))

    it('read nothing unless their origin is listed', async () => {
      const address = `${shop.objects}/article/one`
      expect(allowed(await ask(address, from(origin)))).toBeNull()
      await shop.set({ deliveryOrigins: [origin, 'http://localhost:5173'] })
      for (const page of [origin, 'http://localhost:5173']) {
        expect(allowed(await ask(address, from(page)))).toBe(page)
      }
      const others = ['https://example.com', `${origin}:444`, 'http://www.example.com', 'null']
      for (const page of others) expect(allowed(await ask(address, from(page)))).toBeNull()
      await shop.set({ deliveryOrigins: ['*'] })
      const anybody = await ask(address, from('https://elsewhere.example'))
      expect(allowed(anybody)).toBe('*')
      expect(anybody.headers.get('access-control-allow-credentials')).toBeNull()
      expect(anybody.headers.get('access-control-expose-headers')).toContain('ETag')
    })

    it('also read refusals, and what they know already', async () => {
      await shop.set({ deliveryOrigins: [origin] })
      const paths = ['article/nothing', 'nothing', 'article?filter=x', 'article/one/two']
      for (const path of paths) {
        const response = await ask(`${shop.objects}/${path}`, from(origin))
        expect(response.status).toBeGreaterThanOrEqual(400)
        expect(allowed(response)).toBe(origin)
        expect(response.headers.get('vary')).toBe(VARY)
      }
      const known = { 'if-none-match': '*' }
      const again = await ask(`${shop.objects}/article/one`, from(origin, { headers: known }))
      expect([again.status, allowed(again)]).toEqual([304, origin])
      await shop.set({ deliveryProtected: true })
      const refused = await ask(`${shop.objects}/article/one`, from(origin))
      expect([refused.status, allowed(refused)]).toEqual([401, origin])
    })

    it('may ask first what they may send: keys, but no cookies', async () => {
      await shop.set({ deliveryOrigins: [origin], deliveryProtected: true })
      const address = `${shop.objects}/article/one`
      const preflight = (page: string) =>
        ask(
          address,
          from(page, {
            method: 'OPTIONS',
            headers: {
              'access-control-request-method': 'GET',
              'access-control-request-headers': 'x-api-key',
            },
          }),
        )
      const response = await preflight(origin)
      expect(response.status).toBe(204)
      expect(allowed(response)).toBe(origin)
      expect(response.headers.get('access-control-allow-methods')).toBe('GET, HEAD, POST')
      const headers = response.headers.get('access-control-allow-headers') ?? ''
      for (const name of ['Authorization', 'X-API-Key', 'Api-Key', 'X-Auth-Token']) {
        expect(headers).toContain(name)
      }
      expect(response.headers.get('access-control-allow-credentials')).toBeNull()
      expect(response.headers.get('vary')).toBe(VARY)
      const other = await preflight('https://elsewhere.example')
      expect([other.status, allowed(other)]).toEqual([405, null])
      const plain = await ask(address, from(origin, { method: 'OPTIONS' }))
      expect(plain.status).toBe(405)
      expect(plain.headers.get('allow')).toBe('GET')
    })

    it('never reach what is not delivery', async () => {
      await shop.set({ deliveryOrigins: ['*'] })
      const response = await ask(`/v1/domains/${shop.slug}/content/types`, from(origin))
      expect(allowed(response)).toBeNull()
    })
  })

  describe('settings', () => {
    it.each([
      'https://www.example.com/',
      'https://www.example.com/path',
      'https://www.example.com:443',
      'HTTPS://WWW.EXAMPLE.COM',
      'https://user@example.com',
      'https://*.example.com',
      'https://www.example.com:99999',
      'ftp://example.com',
      'example.com',
      'null',
      '',
    ])('refuse the origin %j, which no browser sends', async text => {
      const answer = await refusal(shop.set({ deliveryOrigins: [text] }))
      expect(answer).toMatchObject({ code: 'VALIDATION_FAILED' })
      expect(answer.errors?.[0]?.pointer).toBe('/settings/deliveryOrigins/0')
    })

    it.each(['https://www.example.com', 'http://localhost:5173', 'http://[::1]:3000', '*'])(
      'take the origin %s',
      async text => {
        const { settings } = await shop.set({ deliveryOrigins: [text] })
        expect(settings.deliveryOrigins).toEqual([text])
      },
    )

    it('of delivery are in the trail when they change, with what they were', async () => {
      await shop.set({ deliveryProtected: true, deliveryOrigins: ['*'] })
      const { items } = await shop.admin.audit.list({
        params: { domain: shop.slug },
        query: { action: 'domain.updated' },
      })
      expect(items).toMatchObject([
        {
          before: { deliveryProtected: false, deliveryOrigins: [] },
          after: { deliveryProtected: true, deliveryOrigins: ['*'] },
        },
      ])
    })
  })
})
