import type { Client } from '@keywright/contract'
import {
  buildClientSchema,
  getIntrospectionQuery,
  type IntrospectionQuery,
  validateSchema,
} from 'graphql'
import { beforeAll, describe, expect, it } from 'vitest'
import { actionsAbout } from '../../testing/audit-trail.ts'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { useGraphqlScene } from '../../testing/graphql-scene.ts'
import { countQueries } from '../../testing/query-count.ts'
import { refusal } from '../../testing/refusal.ts'

describeEachEngine('GraphQL', get => {
  const { params, edit, deliver, dataOf, codesOf } = useGraphqlScene(get)

  describe('queries', () => {
    it('answer an object by id and by slug, with relations as objects', async () => {
      const data = await dataOf(
        edit(`{
          blogPost(id: "post2") {
            _id _version _state _createdBy { label }
            title price kind tags rank seo { text weight } cover { id }
            author { name mentor { name } }
            about { __typename ... on Author { name } ... on Product { sku } }
          }
          blogPostBySlug(slug: "post-1") { title _publishedVersion }
          missing: blogPost(id: "nobody") { title }
          wrong: blogPost(id: "ann") { title }
        }`),
      )
      expect(data).toEqual({
        blogPost: {
          _id: 'post2',
          _version: 1,
          _state: 'draft',
          _createdBy: { label: 'graphs@example.com' },
          title: 'Post 2',
          price: 2,
          kind: 'news',
          tags: null,
          rank: null,
          seo: { text: 'words', weight: 1 },
          cover: null,
          author: { name: 'Bob', mentor: { name: 'Ann' } },
          about: [
            { __typename: 'Product', sku: 'P-1' },
            { __typename: 'Author', name: 'Ann' },
          ],
        },
        blogPostBySlug: { title: 'Post 1', _publishedVersion: 2 },
        missing: null,
        wrong: null,
      })
    })

    it('filter, sort and page as the lists of the other endpoints do', async () => {
      const query = `query($after: String) {
        blogPosts(
          filter: { or: [{ price: { gte: 9 } }, { _id: { in: ["post1", "post2"] } }], kind: { eq: "story" },
            seo: { weight: { exists: true } }, not: { author: { eq: "ann" } } }
          sort: "-price", limit: 1, cursor: $after
        ) { items { _id } nextCursor }
      }`
      const seen: unknown[] = []
      let after: string | null = null
      do {
        const data = (await dataOf(edit(query, { after }))) as {
          blogPosts: { items: { _id: string }[]; nextCursor: string | null }
        }
        seen.push(...data.blogPosts.items.map(({ _id }) => _id))
        after = data.blogPosts.nextCursor
      } while (after)
      expect(seen).toEqual(['post11', 'post1'])
    })

    it('show through delivery what is published, and nothing of what is not', async () => {
      const data = await dataOf(
        deliver(`{ blogPosts(sort: "title") { items { _id author { name mentor { name } } about { __typename } } }
          blogPost(id: "post2") { _id } blogPostBySlug(slug: "post-2") { _id } }`),
      )
      expect(data).toEqual({
        blogPosts: {
          items: [
            { _id: 'post1', author: { name: 'Bob', mentor: null }, about: [null, null] },
            { _id: 'post3', author: null, about: [null, null] },
          ],
        },
        blogPost: null,
        blogPostBySlug: null,
      })
      expect(await codesOf(deliver('{ blogPosts { items { _state } } }'))).toEqual([
        'GRAPHQL_INVALID',
      ])
    })

    it('name the argument that is wrong', async () => {
      const answer = await edit(
        '{ a: blogPosts(filter: { title: { eq: null } }) { nextCursor } b: blogPosts(limit: 999) { nextCursor } c: blogPosts(sort: "tags") { nextCursor } d: blogPosts(filter: { seo: {} }) { nextCursor } e: blogPosts(cursor: "x") { nextCursor } f: blogPosts(filter: { day: { lt: "soon" } }) { nextCursor } ok: _ok }',
      )
      expect(answer.data).toEqual({
        a: null,
        b: null,
        c: null,
        d: null,
        e: null,
        f: null,
        ok: true,
      })
      const told = Object.fromEntries(
        (answer.errors ?? []).map(({ path, extensions }) => [
          path?.[0],
          extensions?.errors?.[0]?.pointer ?? extensions?.code,
        ]),
      )
      expect(told).toEqual({
        a: '/filter/title/eq',
        b: '/limit',
        c: '/sort',
        d: '/filter/seo',
        e: 'CURSOR_INVALID',
        f: '/filter/day/lt',
      })
    })

    describe('take few looks at the database, however long a list, for', () => {
      const long = { domain: 'long' }
      let reader: Client

      beforeAll(async () => {
        const { seed, client } = get()
        const { id } = await seed.domain(long.domain)
        const author = { relation: ['author'] }
        await seed.contentType(id, 'author', { mentor: author })
        await seed.contentType(id, 'post', { author, about: { type: 'array', items: author } })
        reader = client(await seed.user('long', { roles: { [id]: 'ADMIN' } }))
        const create = (type: string, id: string, fields: Record<string, unknown>) =>
          ({ op: 'create', type, id, fields }) as const
        const ref = (id: string) => ({ type: 'author', id })
        // No two lead to the same.
        const operations = Array.from({ length: 9 }, (_, n) => [
          create('author', `mentor${n}`, {}),
          create('author', `other${n}`, {}),
          create('author', `author${n}`, { mentor: ref(`mentor${n}`) }),
          create('post', `post${n}`, { author: ref(`author${n}`), about: [ref(`other${n}`)] }),
        ]).flat()
        await reader.batch.run({ params: long, body: { operations } })
      })

      it.each([
        ['a list with a relation', '{ posts { items { author { _id } } } }', 3],
        [
          'a list with a relation of a relation',
          '{ posts { items { author { mentor { _id } } } } }',
          4,
        ],
        [
          'a list with two relations and versions',
          '{ posts { items { author { _id } about { _id } _versions { version } } } }',
          4,
        ],
        ['objects by id', '{ a: post(id: "post1") { _id } b: author(id: "other1") { _id } }', 1],
      ])('%s', async (_, query, most) => {
        const ask = (text: string) =>
          reader.graphql.content({ params: long, body: { query: text } })
        await ask(query)
        const counted = async (text: string) => {
          const queries = countQueries()
          await dataOf(ask(text))
          queries.stop()
          return queries.count()
        }
        // To find the domain takes some as well, with every request to it.
        const entering = await counted('{ _ok }')
        expect((await counted(query)) - entering).toBeLessThanOrEqual(most)
      })
    })
  })

  describe('mutations', () => {
    it('create, change, publish, take back and delete, each under its version', async () => {
      const data = await dataOf(
        edit(
          `mutation($new: BlogPostInput!) {
            createBlogPost(id: "life", input: $new) { _version title kind author { name } about { __typename } }
            changed: updateBlogPost(id: "life", version: 1, patch: { price: 3.5, kind: null, seo: { weight: 2 } }) {
              _version price kind seo { text weight }
            }
            publishBlogPost(id: "life", version: 2) { _state _publishedVersion _versions(limit: 2) { action } }
            unpublishBlogPost(id: "life") { _state }
            deleteBlogPost(id: "life", version: 4)
          }`,
          {
            new: {
              title: 'Life',
              kind: 'news',
              slug: null,
              author: { id: 'ann' },
              about: [{ type: 'Product', id: 'pen' }],
              seo: { text: 'long' },
            },
          },
        ),
      )
      expect(data).toEqual({
        createBlogPost: {
          _version: 1,
          title: 'Life',
          kind: 'news',
          author: { name: 'Ann' },
          about: [{ __typename: 'Product' }],
        },
        changed: { _version: 2, price: 3.5, kind: null, seo: { text: 'long', weight: 2 } },
        publishBlogPost: {
          _state: 'published',
          _publishedVersion: 3,
          _versions: [{ action: 'published' }, { action: 'patched' }],
        },
        unpublishBlogPost: { _state: 'draft' },
        deleteBlogPost: 'life',
      })
      expect(await actionsAbout(get().server, 'life')).toEqual([
        'content.published',
        'content.unpublished',
        'content.deleted',
      ])
    })

    it('set null where that is a value of what has to be there, and else take away', async () => {
      const data = await dataOf(
        edit(`mutation {
          createProduct(id: "boxed", input: { sku: "B", box: { label: "big" } }) { box { label } }
          emptied: updateProduct(id: "boxed", patch: { box: { label: null } }) { box { label } }
          unboxed: updateProduct(id: "boxed", patch: { box: null, sku: null }) { sku box { label } }
          again: updateProduct(id: "boxed", patch: { box: { label: null } }) { box { label } }
        }`),
      )
      expect(data).toEqual({
        createProduct: { box: { label: 'big' } },
        emptied: { box: { label: null } },
        unboxed: { sku: null, box: null },
        again: { box: { label: null } },
      })
    })

    it('are refused with the codes and pointers of the other endpoints, each by itself', async () => {
      const answer = await edit(`mutation {
        stale: updateBlogPost(id: "post0", version: 9, patch: { title: "x" }) { _id }
        taken: createBlogPost(id: "post0", input: { title: "x" }) { _id }
        slug: createBlogPost(input: { title: "x", slug: "post-0" }) { _id }
        nobody: createBlogPost(input: { title: "x", author: { id: "nobody" } }) { _id }
        long: updateBlogPost(id: "post0", patch: { rank: 11 }) { _id }
        referenced: deleteAuthor(id: "ann")
        id: createProduct(id: "../x", input: {}) { _id }
        gone: publishBlogPost(id: "gone") { _id }
        fine: updateBlogPost(id: "post0", patch: { rank: 10 }) { rank }
      }`)
      expect(answer.data).toMatchObject({ stale: null, fine: { rank: 10 } })
      const told = (answer.errors ?? []).map(({ path, extensions }) => [
        path?.[0],
        extensions?.code,
        ...(extensions?.errors ?? []).map(({ pointer }) => pointer),
      ])
      expect(told).toEqual([
        ['stale', 'PRECONDITION_FAILED'],
        ['taken', 'OBJECT_EXISTS'],
        ['slug', 'VALUE_TAKEN', '/input/slug'],
        ['nobody', 'VALIDATION_FAILED', '/input/author'],
        ['long', 'VALIDATION_FAILED', '/patch/rank'],
        ['referenced', 'OBJECT_REFERENCED'],
        ['id', 'VALIDATION_FAILED', '/id'],
        ['gone', 'OBJECT_NOT_FOUND'],
      ])
      for (const { extensions } of answer.errors ?? []) {
        expect(extensions?.requestId).toMatch(/^req_/)
      }
    })

    it('show what they changed, not what was loaded before', async () => {
      const data = await dataOf(
        edit(`mutation {
          before: updateBlogPost(id: "post5", patch: { rank: 1 }) { author { name } }
          updateAuthor(id: "bob", patch: { name: "Robert" }) { name }
          after: updateBlogPost(id: "post5", patch: { rank: 2 }) { author { name } }
          back: updateAuthor(id: "bob", patch: { name: "Bob" }) { name }
        }`),
      )
      expect(data).toMatchObject({
        before: { author: { name: 'Bob' } },
        after: { author: { name: 'Robert' } },
      })
    })

    it('are not there for delivery, nor without a credential', async () => {
      const mutation = 'mutation { deleteBlogPost(id: "post1") }'
      expect(await codesOf(deliver(mutation))).toEqual(['GRAPHQL_INVALID'])
      const anonymous = get()
        .client()
        .graphql.content({ params, body: { query: mutation } })
      expect((await refusal(anonymous)).code).toBe('UNAUTHENTICATED')
    })
  })

  it('is described to GraphiQL and its like', async () => {
    const data = await dataOf(edit(getIntrospectionQuery()))
    expect(validateSchema(buildClientSchema(data as IntrospectionQuery))).toEqual([])
    expect(JSON.stringify(data)).toContain('"description":"What it is about"')
  })
})
