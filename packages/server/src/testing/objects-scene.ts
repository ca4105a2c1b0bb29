import type { ChangedObject, Client } from '@keywright/contract'
import { beforeAll } from 'vitest'
import type { TestServer } from './create-test-server.ts'

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

/** Gives the tests of a block a domain with the types `article` and `author`. */
export function useObjectsScene(get: () => TestServer) {
  const domain = 'objects'
  const articles = { domain, type: 'article' }
  const authors = { domain, type: 'author' }
  // Filled before the first test.
  const scene = {} as { domainId: string; admin: Client }
  let made = 0

  const at = (id: string, params = articles) => ({ ...params, id })
  const ref = (type: string, id: string) => ({ type, id })

  beforeAll(async () => {
    const { seed, client } = get()
    scene.domainId = (await seed.domain(domain)).id
    await seed.contentType(
      scene.domainId,
      'author',
      { name: { type: 'string' } },
      { titleField: 'name' },
    )
    await seed.contentType(scene.domainId, 'article', ARTICLE, {
      required: ['title'],
      titleField: 'title',
      slugField: 'slug',
    })
    scene.admin = client(
      await seed.user('editor-in-chief', { roles: { [scene.domainId]: 'ADMIN' } }),
    )
  })

  async function keyWith(...scopes: string[]): Promise<Client> {
    const body = { name: `key ${made++}`, scopes }
    const { token } = await scene.admin.keys.create({ params: { domain }, body })
    return get().client({ token })
  }

  function article(fields: Record<string, unknown> = {}): Promise<ChangedObject> {
    return scene.admin.objects.create({
      params: articles,
      body: { fields: { title: 'One', ...fields } },
    })
  }

  function author(name = 'Ann'): Promise<ChangedObject> {
    return scene.admin.objects.create({ params: authors, body: { fields: { name } } })
  }

  return { scene, articles, authors, at, ref, keyWith, article, author }
}
