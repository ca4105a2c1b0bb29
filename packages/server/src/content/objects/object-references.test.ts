import { describe, expect, it } from 'vitest'
import { actionsAbout } from '../../testing/audit-trail.ts'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { useObjectsScene } from '../../testing/objects-scene.ts'
import { countQueries } from '../../testing/query-count.ts'
import { refusal } from '../../testing/refusal.ts'

describeEachEngine('objects that refer to others', get => {
  const { scene, articles, authors, at, ref, keyWith, article, author } = useObjectsScene(get)

  describe('references', () => {
    it('keep what they lead to, until it is detached', async () => {
      const { id: writer } = await author()
      const { id } = await article({ author: ref('author', writer) })
      await scene.admin.objects.publish({ params: at(id) })
      const remove = (detach: boolean) =>
        scene.admin.objects.delete({ params: at(writer, authors), body: { detach } })
      expect(await refusal(remove(false))).toMatchObject({
        code: 'OBJECT_REFERENCED',
        offenders: [{ kind: 'article', id }],
      })
      await remove(true)
      const after = await scene.admin.objects.read({ params: at(id) })
      expect(after).toMatchObject({ fields: { title: 'One' }, state: 'published' })
      expect(after.fields).not.toHaveProperty('author')
      const { server } = get()
      expect(await actionsAbout(server, id)).toEqual(['content.published', 'content.published'])
      expect(await actionsAbout(server, writer)).toEqual(['content.deleted'])
    })

    it('are taken out of the draft and of what is published, each in a version of its own', async () => {
      const { id: writer } = await author()
      const { id } = await article({ title: 'Published', author: ref('author', writer) })
      await scene.admin.objects.publish({ params: at(id) })
      await scene.admin.objects.patch({ params: at(id), body: { fields: { title: 'Draft' } } })
      await scene.admin.objects.delete({ params: at(writer, authors), body: { detach: true } })
      const after = await scene.admin.objects.read({ params: at(id) })
      expect(after).toMatchObject({ state: 'changed', version: 5, publishedVersion: 4 })
      const delivered = await scene.admin.delivery.read({ params: at(id) })
      const { fields } = await scene.admin.objects.version({ params: { ...at(id), version: 4 } })
      expect(delivered).toMatchObject({ version: 4, fields: { title: 'Published' } })
      expect(fields).toEqual(delivered.fields)
      expect(after.fields).toEqual({ title: 'Draft' })
      for (const version of [4, 5]) {
        const step = await scene.admin.objects.version({ params: { ...at(id), version } })
        expect(step.changes).toEqual([
          { pointer: '/author', before: { type: 'author', id: writer } },
        ])
      }
    })

    it('that one may not read stand in the way, and are not counted', async () => {
      const { id: writer } = await author()
      for (let count = 0; count < 3; count++) await article({ author: ref('author', writer) })
      const key = await keyWith('content.author:*')
      for (const detach of [false, true]) {
        const removed = key.objects.delete({ params: at(writer, authors), body: { detach } })
        expect((await refusal(removed)).offenders).toEqual([
          { kind: 'object', id: '', message: 'an object that you may not read refers to it' },
        ])
      }
    })

    it('are not taken out of what the caller may not change', async () => {
      const { id: writer } = await author()
      await article({ author: ref('author', writer) })
      const key = await keyWith('content.author:*', 'content.article:read')
      const answer = await refusal(
        key.objects.delete({ params: at(writer, authors), body: { detach: true } }),
      )
      expect(answer.offenders?.[0]?.message).toBe('needs content.article:update')
      expect(await scene.admin.objects.read({ params: at(writer, authors) })).toBeDefined()
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
          scene.admin.objects.delete({ params: at(writer, authors), body: undefined }),
        ])
        const left = await scene.admin.objects
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
      await scene.admin.objects.patch({
        params: at(first.id),
        body: { fields: { related: [ref('article', second.id)] } },
      })
      const read = (hydrate: number) =>
        scene.admin.objects.read({ params: at(second.id), query: { hydrate } })
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

    it('takes two queries more for a list, however many objects it leads to', async () => {
      for (const name of ['Ann', 'Bo', 'Cy']) {
        await article({ title: name, author: ref('author', (await author(name)).id) })
      }
      const counted = async (hydrate: number) => {
        const list = () => scene.admin.objects.list({ params: articles, query: { hydrate } })
        await list()
        const queries = countQueries()
        await list()
        queries.stop()
        return queries.count()
      }
      expect((await counted(1)) - (await counted(0))).toBeLessThanOrEqual(2)
    })

    it('keeps to the fields that are asked for', async () => {
      const { id } = await article({ body: 'long' })
      const { fields } = await scene.admin.objects.read({
        params: at(id),
        query: { fields: 'title' },
      })
      expect(fields).toEqual({ title: 'One' })
    })
  })
})
