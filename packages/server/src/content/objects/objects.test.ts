import type { ChangedObject, Client } from '@keywright/contract'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { refusal } from '../../testing/refusal.ts'

const ARTICLE = {
  title: { type: 'string', minLength: 1, maxLength: 200 },
  slug: { type: 'string', format: 'slug' },
  body: { type: 'string', format: 'markdown' },
  author: { relation: ['author'] },
  related: { type: 'array', items: { relation: ['article', 'author'] } },
  seo: {
    type: 'object',
    properties: { title: { type: 'string' } },
    additionalProperties: false,
  },
}

describeEachEngine('objects', get => {
  const domain = 'objects'
  const articles = { domain, type: 'article' }
  const authors = { domain, type: 'author' }
  let domainId: string
  let admin: Client
  let made = 0

  const at = (id: string, params = articles) => ({ ...params, id })
  const ref = (type: string, id: string) => ({ type, id })

  beforeAll(async () => {
    const { seed, client } = get()
    domainId = (await seed.domain(domain)).id
    await seed.contentType(domainId, 'author', { name: { type: 'string' } }, { titleField: 'name' })
    await seed.contentType(domainId, 'article', ARTICLE, {
      required: ['title'],
      titleField: 'title',
      slugField: 'slug',
    })
    admin = client(await seed.user('editor-in-chief', { roles: { [domainId]: 'ADMIN' } }))
  })

  async function keyWith(...scopes: string[]): Promise<Client> {
    const body = { name: `key ${made++}`, scopes }
    const { token } = await admin.keys.create({ params: { domain }, body })
    return get().client({ token })
  }

  function article(fields: Record<string, unknown> = {}): Promise<ChangedObject> {
    return admin.objects.create({ params: articles, body: { fields: { title: 'One', ...fields } } })
  }

  function author(name = 'Ann'): Promise<ChangedObject> {
    return admin.objects.create({ params: authors, body: { fields: { name } } })
  }

  describe('their life', () => {
    it('begins as a draft, is published, changed, published again and taken back', async () => {
      const { id, state, version, title } = await article()
      expect({ state, version, title }).toEqual({ state: 'draft', version: 1, title: 'One' })
      const published = await admin.objects.publish({ params: at(id) })
      expect(published).toMatchObject({ state: 'published', version: 2, publishedVersion: 2 })
      const patched = await admin.objects.patch({
        params: at(id),
        body: { fields: { title: 'Two', seo: { title: 'S' } } },
      })
      expect(patched).toMatchObject({ state: 'changed', version: 3, publishedVersion: 2 })
      expect(patched.fields).toEqual({ title: 'Two', seo: { title: 'S' } })
      const taken = await admin.objects.unpublish({ params: at(id) })
      expect(taken).toMatchObject({ state: 'draft', version: 4, publishedAt: null })
      expect(await admin.objects.read({ params: at(id) })).toEqual(taken)
    })

    it('has every version, with its author and what it changed, and takes an old one up again', async () => {
      const { id } = await article({ body: 'first' })
      await admin.objects.patch({ params: at(id), body: { fields: { body: 'second' } } })
      await admin.objects.publish({ params: at(id) })
      const { items } = await admin.objects.versions({ params: at(id) })
      expect(items.map(({ version, action }) => [version, action])).toEqual([
        [3, 'published'],
        [2, 'patched'],
        [1, 'created'],
      ])
      expect(items.map(({ published }) => published)).toEqual([true, false, false])
      const second = await admin.objects.version({ params: { ...at(id), version: 2 } })
      expect(second.changes).toEqual([{ pointer: '/body', before: 'first', after: 'second' }])
      expect(second.by.label).toBe('editor-in-chief@example.com')
      const restored = await admin.objects.restore({ params: { ...at(id), version: 1 } })
      expect(restored).toMatchObject({ version: 4, state: 'changed', fields: { body: 'first' } })
      const unknown = { params: { ...at(id), version: 9 } }
      expect((await refusal(admin.objects.version(unknown))).code).toBe('VERSION_NOT_FOUND')
      expect((await refusal(admin.objects.restore(unknown))).code).toBe('VERSION_NOT_FOUND')
    })

    it('is copied under a free slug, also where many are taken', async () => {
      const slug = `copied-${made++}`
      const { id } = await article({ slug })
      const copy = async () => {
        const { fields } = await admin.objects.duplicate({ params: at(id), body: {} })
        return fields?.slug
      }
      expect([await copy(), await copy()]).toEqual([`${slug}-2`, `${slug}-3`])
      await admin.batch.run({
        params: { domain },
        body: {
          operations: Array.from({ length: 98 }, (_, index) => ({
            op: 'create',
            type: 'article',
            fields: { title: 'One', slug: `${slug}-${index + 4}` },
          })),
        },
      })
      expect(await copy()).toMatch(new RegExp(`^${slug}-[0-9a-z]{10}$`))
    })

    it('ends for good with its history, whatever is made with its id later', async () => {
      const id = `again-${made++}`
      const make = (params: typeof articles, fields: Record<string, unknown>) =>
        admin.objects.create({ params, body: { id, fields } })
      const remove = (params: typeof articles) =>
        admin.objects.delete({ params: at(id, params), body: undefined })
      await make(authors, { name: 'Secret' })
      expect((await refusal(make(articles, { title: 'One' }))).code).toBe('OBJECT_EXISTS')
      await remove(authors)
      expect((await refusal(admin.objects.read({ params: at(id, authors) }))).status).toBe(404)

      expect((await make(articles, { title: 'One' })).version).toBe(3)
      const { items } = await admin.objects.versions({ params: at(id) })
      expect(items.map(({ version, action }) => [version, action])).toEqual([[3, 'created']])
      const { changes } = await admin.objects.version({ params: { ...at(id), version: 3 } })
      expect(changes).toEqual([{ pointer: '/title', after: 'One' }])
      for (const version of [1, 2]) {
        const gone = { params: { ...at(id), version } }
        expect((await refusal(admin.objects.version(gone))).code).toBe('VERSION_NOT_FOUND')
        expect((await refusal(admin.objects.restore(gone))).code).toBe('VERSION_NOT_FOUND')
      }
      await remove(articles)
      expect((await make(authors, { name: 'Ann' })).version).toBe(5)
    })
  })

  describe('changed by somebody who may not read them', () => {
    it('are answered without what they say, and with what the next change needs', async () => {
      const key = await keyWith('content.article:write', 'content.article:publish')
      const { id } = await article({ title: 'Secret' })
      const calls = { ifMatch: '"v1"' }
      const patched = await key.objects.patch({ params: at(id), body: { fields: {} } }, calls)
      expect(patched).toEqual({
        id,
        type: 'article',
        state: 'draft',
        version: 2,
        publishedVersion: null,
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
        publishedAt: null,
      })
      let etag = ''
      const onEtag = (read: string) => {
        etag = read
      }
      await key.objects.publish({ params: at(id) }, { ifMatch: '"v2"', onEtag })
      expect(etag).toBe('"v3"')
    })
  })

  describe('what does not fit', () => {
    it.each([
      [{ title: '' }, '/fields/title'],
      [{ title: 1 }, '/fields/title'],
      [{ title: 'x', nothing: 1 }, '/fields'],
      [{}, '/fields'],
      [{ title: '\ud800' }, '/fields/title'],
      [{ title: 'x', author: { type: 'article', id: 'a' } }, '/fields/author'],
      [{ title: 'x', author: { type: 'author', id: 'nobody' } }, '/fields/author'],
      [{ title: 'x', author: 'nobody' }, '/fields/author'],
      [{ title: 'x', seo: { nothing: 1 } }, '/fields/seo'],
    ])('refuses %j', async (fields, pointer) => {
      const answer = await refusal(admin.objects.create({ params: articles, body: { fields } }))
      expect(answer).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' })
      expect(answer.errors?.[0]?.pointer).toMatch(new RegExp(`^${pointer}`))
    })

    it('is refused before anything is said about the id', async () => {
      const { id } = await author()
      const body = { id, fields: { title: '' } }
      const answer = await refusal(admin.objects.create({ params: articles, body }))
      expect(answer.code).toBe('VALIDATION_FAILED')
    })

    it('refuses an id that a file might have', async () => {
      const body = { id: 'med_01jcxk3y5nfm8v9qv2r3w4t5a6', fields: { title: 'x' } }
      const answer = await refusal(admin.objects.create({ params: articles, body }))
      expect(answer).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ pointer: '/id' }] })
    })

    it('refuses a property of the prototype, rather than to lose it', async () => {
      const { token } = await admin.keys.create({
        params: { domain },
        body: { name: 'hostile', scopes: ['content.article:*'] },
      })
      const response = await get().request(`/v1/domains/${domain}/content/objects/article`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: '{"fields":{"title":"x","__proto__":{"admin":true}}}',
      })
      expect(response.status).toBe(400)
    })

    it('refuses a second object with the same slug, whoever comes first', async () => {
      const slug = `taken-${made++}`
      const tries = await Promise.allSettled([1, 2, 3, 4].map(() => article({ slug })))
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      expect(await refusal(article({ slug }))).toMatchObject({
        code: 'VALUE_TAKEN',
        errors: [{ pointer: '/fields/slug' }],
      })
    })

    it('of two who change the same version, one is told', async () => {
      const { id } = await article()
      const change = (title: string) =>
        admin.objects.patch({ params: at(id), body: { fields: { title } } }, { ifMatch: '"v1"' })
      const tries = await Promise.allSettled([change('mine'), change('yours')])
      const lost = tries.filter(({ status }) => status === 'rejected')
      expect(lost).toMatchObject([{ reason: { code: 'PRECONDITION_FAILED' } }])
    })
  })

  describe('references', () => {
    it('keep what they lead to, until it is detached', async () => {
      const { id: writer } = await author()
      const { id } = await article({ author: ref('author', writer) })
      await admin.objects.publish({ params: at(id) })
      const remove = (detach: boolean) =>
        admin.objects.delete({ params: at(writer, authors), body: { detach } })
      expect(await refusal(remove(false))).toMatchObject({
        code: 'OBJECT_REFERENCED',
        offenders: [{ kind: 'article', id }],
      })
      await remove(true)
      const after = await admin.objects.read({ params: at(id) })
      expect(after).toMatchObject({ fields: { title: 'One' }, state: 'published' })
      expect(after.fields).not.toHaveProperty('author')
    })

    it('are taken out of the draft and of what is published, each in a version of its own', async () => {
      const { id: writer } = await author()
      const { id } = await article({ title: 'Published', author: ref('author', writer) })
      await admin.objects.publish({ params: at(id) })
      await admin.objects.patch({ params: at(id), body: { fields: { title: 'Draft' } } })
      await admin.objects.delete({ params: at(writer, authors), body: { detach: true } })
      const after = await admin.objects.read({ params: at(id) })
      expect(after).toMatchObject({ state: 'changed', version: 5, publishedVersion: 4 })
      const delivered = await admin.delivery.read({ params: at(id) })
      const { fields } = await admin.objects.version({ params: { ...at(id), version: 4 } })
      expect(delivered).toMatchObject({ version: 4, fields: { title: 'Published' } })
      expect(fields).toEqual(delivered.fields)
      expect(after.fields).toEqual({ title: 'Draft' })
    })

    it('are not taken out of what the caller may not change', async () => {
      const { id: writer } = await author()
      await article({ author: ref('author', writer) })
      const key = await keyWith('content.author:*', 'content.article:read')
      const answer = await refusal(
        key.objects.delete({ params: at(writer, authors), body: { detach: true } }),
      )
      expect(answer.offenders?.[0]?.message).toBe('needs content.article:update')
      expect(await admin.objects.read({ params: at(writer, authors) })).toBeDefined()
    })

    it('to what one may not read look like ones to nothing, and may stay where they were', async () => {
      const { id: writer } = await author()
      const key = await keyWith('content.article:*')
      const make = (id: string) =>
        key.objects.create({
          params: articles,
          body: { fields: { title: 'x', author: ref('author', id) } },
        })
      const hidden = await refusal(make(writer))
      const nothing = await refusal(make('nobody'))
      expect(hidden.errors?.[0]?.message).toBe(`there is no author ${writer}`)
      expect(nothing.errors?.[0]?.message).toBe('there is no author nobody')
      const { id } = await article({ author: ref('author', writer) })
      const patched = await key.objects.patch({ params: at(id), body: { fields: { title: 'y' } } })
      expect(patched.fields?.author).toEqual(ref('author', writer))
    })

    it('never lead nowhere, also when both ends are changed at once', async () => {
      for (let round = 0; round < 5; round++) {
        const { id: writer } = await author()
        const [made] = await Promise.allSettled([
          article({ author: ref('author', writer) }),
          admin.objects.delete({ params: at(writer, authors), body: undefined }),
        ])
        const left = await admin.objects
          .read({ params: at(writer, authors) })
          .catch(() => undefined)
        expect(made.status === 'fulfilled').toBe(left !== undefined)
      }
    })
  })

  describe('hydration', () => {
    it('replaces as many levels as asked for, and cuts circles', async () => {
      const { id: writer } = await author('Bo')
      const first = await article({ title: 'First', author: ref('author', writer) })
      const second = await article({ title: 'Second', related: [ref('article', first.id)] })
      await admin.objects.patch({
        params: at(first.id),
        body: { fields: { related: [ref('article', second.id)] } },
      })
      const read = (hydrate: number) =>
        admin.objects.read({ params: at(second.id), query: { hydrate } })
      expect((await read(0)).fields.related).toEqual([ref('article', first.id)])
      expect((await read(1)).fields.related).toMatchObject([
        { title: 'First', fields: { author: ref('author', writer) } },
      ])
      expect((await read(2)).fields.related).toMatchObject([
        { fields: { author: { fields: { name: 'Bo' } }, related: [ref('article', second.id)] } },
      ])
    })

    it('leaves the plain reference where the caller may not read the type', async () => {
      const { id: writer } = await author()
      const { id } = await article({ author: ref('author', writer) })
      const key = await keyWith('content.article:read')
      const { fields } = await key.objects.read({ params: at(id), query: { hydrate: 2 } })
      expect(fields.author).toEqual(ref('author', writer))
    })

    it('keeps to the fields that are asked for', async () => {
      const { id } = await article({ body: 'long' })
      const { fields } = await admin.objects.read({ params: at(id), query: { fields: 'title' } })
      expect(fields).toEqual({ title: 'One' })
    })
  })

  describe('events', () => {
    beforeEach(async () => {
      await get().server.foundation.database.db.deleteFrom('content_events').execute()
    })

    it('have no gap, and come in the order of the versions', async () => {
      const { id } = await article()
      await Promise.all(
        [1, 2, 3, 4, 5].map(n =>
          admin.objects.patch({ params: at(id), body: { fields: { title: `T${n}` } } }),
        ),
      )
      const rows = await get()
        .server.foundation.database.db.selectFrom('content_events')
        .selectAll()
        .where('domain_id', '=', domainId)
        .orderBy('seq')
        .execute()
      const [{ seq: begin } = { seq: 0 }] = rows
      expect(rows.map(row => row.seq - begin)).toEqual([0, 1, 2, 3, 4, 5])
      expect(rows.map(row => row.version)).toEqual([1, 2, 3, 4, 5, 6])
      expect(rows.map(row => row.kind)).toEqual(['created', ...Array(5).fill('updated')])
    })
  })
})
