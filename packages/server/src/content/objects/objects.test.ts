import { beforeEach, describe, expect, it } from 'vitest'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { useObjectsScene } from '../../testing/objects-scene.ts'
import { refusal } from '../../testing/refusal.ts'

describeEachEngine('objects', get => {
  const { scene, articles, authors, at, keyWith, article, author } = useObjectsScene(get)
  let made = 0

  describe('their life', () => {
    it('begins as a draft, is published, changed, published again and taken back', async () => {
      const { id, state, version, title } = await article()
      expect({ state, version, title }).toEqual({ state: 'draft', version: 1, title: 'One' })
      const published = await scene.admin.objects.publish({ params: at(id) })
      expect(published).toMatchObject({ state: 'published', version: 2, publishedVersion: 2 })
      const patched = await scene.admin.objects.patch({
        params: at(id),
        body: { fields: { title: 'Two', seo: { title: 'S' } } },
      })
      expect(patched).toMatchObject({ state: 'changed', version: 3, publishedVersion: 2 })
      expect(patched.fields).toEqual({ title: 'Two', seo: { title: 'S' } })
      const taken = await scene.admin.objects.unpublish({ params: at(id) })
      expect(taken).toMatchObject({ state: 'draft', version: 4, publishedAt: null })
      expect(await scene.admin.objects.read({ params: at(id) })).toEqual(taken)
    })

    it.each([' ', '\n\t'])('goes by its id where its title is %j', async blank => {
      const { id, title } = await article({ title: blank })
      expect(title).toBe(id)
      const patched = { params: at(id), body: { fields: { title: ` Seen${blank}` } } }
      expect((await scene.admin.objects.patch(patched)).title).toBe('Seen')
    })

    it('has every version, with its author and what it changed, and takes an old one up again', async () => {
      const { id } = await article({ body: 'first' })
      await scene.admin.objects.patch({ params: at(id), body: { fields: { body: 'second' } } })
      await scene.admin.objects.publish({ params: at(id) })
      const { items } = await scene.admin.objects.versions({ params: at(id) })
      expect(items.map(({ version, action }) => [version, action])).toEqual([
        [3, 'published'],
        [2, 'patched'],
        [1, 'created'],
      ])
      expect(items.map(({ published }) => published)).toEqual([true, false, false])
      const second = await scene.admin.objects.version({ params: { ...at(id), version: 2 } })
      expect(second.changes).toEqual([{ pointer: '/body', before: 'first', after: 'second' }])
      expect(second.by.label).toBe('editor-in-chief@example.com')
      const restored = await scene.admin.objects.restore({ params: { ...at(id), version: 1 } })
      expect(restored).toMatchObject({ version: 4, state: 'changed', fields: { body: 'first' } })
      const unknown = { params: { ...at(id), version: 9 } }
      expect((await refusal(scene.admin.objects.version(unknown))).code).toBe('VERSION_NOT_FOUND')
      expect((await refusal(scene.admin.objects.restore(unknown))).code).toBe('VERSION_NOT_FOUND')
    })

    it('leaves in the audit trail what the world could see, by whom and from where', async () => {
      const { id } = await article()
      const call = { params: at(id) }
      await scene.admin.objects.publish(call)
      await scene.admin.objects.patch({ ...call, body: { fields: { title: 'Two' } } })
      await scene.admin.objects.publish(call)
      await scene.admin.objects.unpublish(call)
      await scene.admin.objects.unpublish(call)
      await scene.admin.objects.delete({ ...call, body: undefined })
      const { items } = await scene.admin.audit.list({
        params: { domain: articles.domain },
        query: { targetId: id },
      })
      const seen = (version: number) => ({ type: 'article', version })
      expect(
        items.map(({ action, target, before, after }) => [action, target.label, before, after]),
      ).toEqual([
        ['content.deleted', 'Two', seen(5), null],
        ['content.unpublished', 'Two', seen(4), null],
        ['content.published', 'Two', seen(2), seen(4)],
        ['content.published', 'One', null, seen(2)],
      ])
      expect(items[1]).toMatchObject({ actor: { label: 'editor-in-chief@example.com' } })
      expect(items[1]?.ip).not.toBeNull()
    })

    it('is copied under a free slug, also where many are taken', async () => {
      const slug = `copied-${made++}`
      const { id } = await article({ slug })
      const copy = async () => {
        const { fields } = await scene.admin.objects.duplicate({ params: at(id), body: {} })
        return fields?.slug
      }
      expect([await copy(), await copy()]).toEqual([`${slug}-2`, `${slug}-3`])
      await scene.admin.batch.run({
        params: { domain: articles.domain },
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
        scene.admin.objects.create({ params, body: { id, fields } })
      const remove = (params: typeof articles) =>
        scene.admin.objects.delete({ params: at(id, params), body: undefined })
      await make(authors, { name: 'Secret' })
      expect((await refusal(make(articles, { title: 'One' }))).code).toBe('OBJECT_EXISTS')
      await remove(authors)
      expect((await refusal(scene.admin.objects.read({ params: at(id, authors) }))).status).toBe(
        404,
      )

      expect((await make(articles, { title: 'One' })).version).toBe(3)
      const { items } = await scene.admin.objects.versions({ params: at(id) })
      expect(items.map(({ version, action }) => [version, action])).toEqual([[3, 'created']])
      const { changes } = await scene.admin.objects.version({ params: { ...at(id), version: 3 } })
      expect(changes).toEqual([{ pointer: '/title', after: 'One' }])
      for (const version of [1, 2]) {
        const gone = { params: { ...at(id), version } }
        expect((await refusal(scene.admin.objects.version(gone))).code).toBe('VERSION_NOT_FOUND')
        expect((await refusal(scene.admin.objects.restore(gone))).code).toBe('VERSION_NOT_FOUND')
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
      const answer = await refusal(
        scene.admin.objects.create({ params: articles, body: { fields } }),
      )
      expect(answer).toMatchObject({ status: 400, code: 'VALIDATION_FAILED' })
      expect(answer.errors?.[0]?.pointer).toMatch(new RegExp(`^${pointer}`))
    })

    it('is refused before anything is said about the id', async () => {
      const { id } = await author()
      const body = { id, fields: { title: '' } }
      const answer = await refusal(scene.admin.objects.create({ params: articles, body }))
      expect(answer.code).toBe('VALIDATION_FAILED')
    })

    it('refuses an id that a file might have', async () => {
      const body = { id: 'med_01jcxk3y5nfm8v9qv2r3w4t5a6', fields: { title: 'x' } }
      const answer = await refusal(scene.admin.objects.create({ params: articles, body }))
      expect(answer).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ pointer: '/id' }] })
    })

    it('refuses a property of the prototype, rather than to lose it', async () => {
      const { token } = await scene.admin.keys.create({
        params: { domain: articles.domain },
        body: { name: 'hostile', scopes: ['content.article:*'] },
      })
      const response = await get().request(
        `/v1/domains/${articles.domain}/content/objects/article`,
        {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
          body: '{"fields":{"title":"x","__proto__":{"admin":true}}}',
        },
      )
      expect(response.status).toBe(400)
    })

    it('takes a merge patch under its own media type, and says so where it is sent another', async () => {
      const { id } = await article({ body: 'first' })
      const { token } = await scene.admin.keys.create({
        params: { domain: articles.domain },
        body: { name: 'patching', scopes: ['content.article:*'] },
      })
      const patch = (type: string) =>
        get().request(`/v1/domains/${articles.domain}/content/objects/article/${id}`, {
          method: 'PATCH',
          headers: { authorization: `Bearer ${token}`, 'content-type': type },
          body: '{"fields":{"body":null}}',
        })
      const refused = await patch('application/json-patch+json')
      expect(refused.status).toBe(415)
      expect(refused.headers.get('accept-patch')).toBe(
        'application/json, application/merge-patch+json',
      )
      const taken = await patch('application/merge-patch+json; charset=utf-8')
      expect([taken.status, taken.headers.get('etag')]).toEqual([200, '"v2"'])
      expect(await taken.json()).toMatchObject({ fields: { title: 'One' } })
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

    it.each(['.', '..'])(
      'refuses the slug %s, under which nothing can be asked for',
      async slug => {
        expect(await refusal(article({ slug }))).toMatchObject({
          code: 'VALIDATION_FAILED',
          errors: [{ pointer: '/fields/slug' }],
        })
      },
    )

    it('of two who change the same version, one is told', async () => {
      const { id } = await article()
      const change = (title: string) =>
        scene.admin.objects.patch(
          { params: at(id), body: { fields: { title } } },
          { ifMatch: '"v1"' },
        )
      const tries = await Promise.allSettled([change('mine'), change('yours')])
      const lost = tries.filter(({ status }) => status === 'rejected')
      expect(lost).toMatchObject([{ reason: { code: 'PRECONDITION_FAILED' } }])
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
          scene.admin.objects.patch({ params: at(id), body: { fields: { title: `T${n}` } } }),
        ),
      )
      const rows = await get()
        .server.foundation.database.db.selectFrom('content_events')
        .selectAll()
        .where('domain_id', '=', scene.domainId)
        .orderBy('seq')
        .execute()
      const [{ seq: begin } = { seq: 0 }] = rows
      expect(rows.map(row => row.seq - begin)).toEqual([0, 1, 2, 3, 4, 5])
      expect(rows.map(row => row.version)).toEqual([1, 2, 3, 4, 5, 6])
      expect(rows.map(row => row.kind)).toEqual(['created', ...Array(5).fill('updated')])
    })
  })
})
