import type { Client, GraphqlAnswer } from '@keywright/contract'
import { beforeAll, expect } from 'vitest'
import type { TestServer } from './create-test-server.ts'

const AUTHOR = { name: { type: 'string' }, mentor: { relation: ['author'] } }

const PRODUCT = {
  sku: { type: 'string' },
  box: {
    type: 'object',
    properties: { label: { type: ['string', 'null'] } },
    required: ['label'],
  },
}

const BLOG_POST = {
  title: { type: 'string', description: 'What it is about' },
  slug: { type: 'string' },
  price: { type: 'number' },
  rank: { type: 'integer', minimum: 0, maximum: 10 },
  big: { type: 'integer' },
  day: { type: 'string', format: 'date' },
  kind: { type: 'string', enum: ['news', 'story'] },
  size: { type: 'string', enum: ['10 cm', '20 cm'] },
  tags: { type: 'array', items: { type: 'string' } },
  author: { relation: ['author'] },
  about: { type: 'array', items: { relation: ['author', 'product'] } },
  seo: {
    type: 'object',
    properties: { text: { type: 'string' }, weight: { type: 'number' } },
    required: ['text'],
  },
  cover: { media: true },
}

/** Gives the tests of a block the domain `graphs` with authors, products and posts, some published. */
export function useGraphqlScene(get: () => TestServer) {
  const params = { domain: 'graphs' }
  // Filled before the first test.
  const scene = {} as { admin: Client; owner: { cookie: string }; token: string }

  beforeAll(async () => {
    const { seed, client } = get()
    const { id } = await seed.domain('graphs', { revealableKeys: true })
    await seed.contentType(id, 'author', AUTHOR, { titleField: 'name' })
    await seed.contentType(id, 'product', PRODUCT)
    await seed.contentType(id, 'blog_post', BLOG_POST, { slugField: 'slug', required: ['title'] })
    scene.owner = await seed.user('graphs', { roles: { [id]: 'ADMIN' } })
    scene.admin = client(scene.owner)
    const key = await scene.admin.keys.create({
      params,
      body: { name: 'reader', role: 'READONLY' },
    })
    scene.token = key.token
    await make('author', 'ann', { name: 'Ann' })
    await make('author', 'bob', { name: 'Bob', mentor: { type: 'author', id: 'ann' } })
    await make('product', 'pen', { sku: 'P-1' })
    for (let number = 0; number < 12; number++) {
      await make('blog_post', `post${number}`, {
        title: `Post ${number}`,
        slug: `post-${number}`,
        price: number,
        kind: number % 2 === 0 ? 'news' : 'story',
        author: { type: 'author', id: number % 3 === 0 ? 'ann' : 'bob' },
        about: [
          { type: 'product', id: 'pen' },
          { type: 'author', id: 'ann' },
        ],
        seo: { text: 'words', weight: number / 2 },
      })
    }
    for (const [type, object] of [
      ['author', 'bob'],
      ['blog_post', 'post1'],
      ['blog_post', 'post3'],
    ] as const) {
      await scene.admin.objects.publish({ params: { ...params, type, id: object } })
    }
  })

  function make(type: string, id: string, fields: Record<string, unknown>) {
    return scene.admin.objects.create({ params: { ...params, type }, body: { id, fields } })
  }

  const edit = (query: string, variables: Record<string, unknown> = {}) =>
    scene.admin.graphql.content({ params, body: { query, variables } })

  const deliver = (query: string) => get().client().graphql.deliver({ params, body: { query } })

  async function dataOf(answer: Promise<GraphqlAnswer>): Promise<unknown> {
    const { data, errors } = await answer
    expect(errors).toBeUndefined()
    return data
  }

  async function codesOf(answer: Promise<GraphqlAnswer>) {
    return (await answer).errors?.map(({ extensions }) => extensions?.code)
  }

  return { scene, params, make, edit, deliver, dataOf, codesOf }
}
