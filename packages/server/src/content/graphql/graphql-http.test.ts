import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { describeEachEngine } from '../../testing/create-test-server.ts'
import { useGraphqlScene } from '../../testing/graphql-scene.ts'

describeEachEngine('GraphQL', get => {
  const { scene, params } = useGraphqlScene(get)

  describe('HTTP', () => {
    const path = '/v1/domains/graphs/delivery/graphql'

    const post = (body: unknown, headers: Record<string, string> = {}) =>
      get().request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      })

    it.each([
      ['application/json', 'application/json'],
      ['*/*', 'application/json'],
      ['application/graphql-response+json', 'application/graphql-response+json'],
      ['application/graphql-response+json;q=0.5, application/json', 'application/json'],
      [
        'application/json;q=0.9, application/graphql-response+json',
        'application/graphql-response+json',
      ],
    ])('answers %s with %s', async (accept, type) => {
      const response = await post({ query: '{ _ok }' }, { accept })
      expect(response.headers.get('content-type')).toBe(`${type}; charset=utf-8`)
      expect(await response.json()).toEqual({ data: { _ok: true } })
      expect((await post({ query: '{ nothing }' }, { accept })).status).toBe(400)
    })

    it('answers GET with an ETag, and nothing when that is known', async () => {
      const query = new URLSearchParams({
        query: 'query($id: ID!) { blogPost(id: $id) { title } }',
        variables: '{"id":"post1"}',
      })
      const first = await get().request(`${path}?${query}`)
      expect(await first.json()).toEqual({ data: { blogPost: { title: 'Post 1' } } })
      expect(first.headers.get('cache-control')).toBe('public, no-cache')
      const etag = first.headers.get('etag') ?? ''
      const again = await get().request(`${path}?${query}`, {
        headers: { 'if-none-match': etag },
      })
      expect(again.status).toBe(304)
      const wrong = await get().request(`${path}?query={x}`)
      expect([wrong.status, wrong.headers.get('cache-control')]).toEqual([400, 'no-store'])
    })

    it('takes one request, not a list of them', async () => {
      expect(await (await post([{ query: '{ _ok }' }])).json()).toMatchObject({
        code: 'VALIDATION_FAILED',
      })
    })

    it('keeps texts by their hash, apart for drafts and delivery', async () => {
      const query = '{ blogPosts(limit: 1) { items { title } } }'
      const sha256Hash = createHash('sha256').update(query).digest('hex')
      const extensions = { persistedQuery: { version: 1, sha256Hash } }
      const unknown = await post({ extensions })
      expect([unknown.status, await unknown.json()]).toMatchObject([
        200,
        {
          errors: [
            {
              message: 'PersistedQueryNotFound',
              extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' },
            },
          ],
        },
      ])
      const strict = await post({ extensions }, { accept: 'application/graphql-response+json' })
      expect(strict.status).toBe(400)
      const first = await (await post({ query, extensions })).json()
      expect(first).toMatchObject({ data: { blogPosts: {} } })
      expect(await (await post({ extensions })).json()).toEqual(first)
      const elsewhere = await scene.admin.graphql.content({ params, body: { extensions } })
      expect(elsewhere.errors?.[0]?.extensions?.code).toBe('PERSISTED_QUERY_NOT_FOUND')
    })

    it.each([
      ['another hash', { version: 1, sha256Hash: 'a'.repeat(64) }],
      ['no hash', { version: 1 }],
      ['another version', { version: 2, sha256Hash: 'a'.repeat(64) }],
    ])('keeps no text under %s', async (_, persistedQuery) => {
      const response = await post({ query: '{ _ok }', extensions: { persistedQuery } })
      expect([response.status, await response.json()]).toMatchObject([
        400,
        { errors: [{ extensions: { code: 'GRAPHQL_INVALID' } }] },
      ])
    })

    it('makes what is sent twice under one Idempotency-Key once, and takes no empty one', async () => {
      const send = (key: string) =>
        get().request('/v1/domains/graphs/content/graphql', {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': key, ...scene.owner },
          body: JSON.stringify({
            query: 'mutation { createAuthor(input: { name: "Once" }) { _id } }',
          }),
        })
      const first = await (await send('one')).json()
      expect(first).toMatchObject({
        data: { createAuthor: { _id: expect.stringMatching(/^obj_/) } },
      })
      const again = await send('one')
      expect([again.headers.get('idempotency-replayed'), await again.json()]).toEqual([
        'true',
        first,
      ])
      const empty = await send('')
      expect([empty.status, await empty.json()]).toMatchObject([400, { code: 'BAD_REQUEST' }])
    })

    it('keeps no text that does not fit the schema', async () => {
      const query = '{ nothingOfThisName }'
      const sha256Hash = createHash('sha256').update(query).digest('hex')
      const extensions = { persistedQuery: { version: 1, sha256Hash } }
      await post({ query, extensions })
      expect(await (await post({ extensions })).json()).toMatchObject({
        errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
      })
    })
  })
})
