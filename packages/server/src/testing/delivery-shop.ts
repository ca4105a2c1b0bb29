import type { TestServer } from './create-test-server.ts'

const TYPES = {
  author: { name: { type: 'string' } },
  article: {
    title: { type: 'string' },
    slug: { type: 'string' },
    price: { type: 'number' },
    author: { relation: ['author'] },
  },
}

let made = 0

/** A domain with two types, and somebody who may do everything in it. */
export async function createShop(server: TestServer) {
  made += 1
  const { id, slug } = await server.seed.domain(`shop-${made}`)
  await server.seed.contentType(id, 'author', TYPES.author)
  await server.seed.contentType(id, 'article', TYPES.article, { slugField: 'slug' })
  const admin = server.client(await server.seed.user(slug, { roles: { [id]: 'ADMIN' } }))
  const params = { domain: slug, type: 'article' }
  return {
    slug,
    admin,
    params,
    objects: `/v1/domains/${slug}/delivery/objects`,
    slugs: `/v1/domains/${slug}/delivery/slugs`,
    async publish(objectId: string, fields: object, type = 'article') {
      const at = { domain: slug, type }
      await admin.objects.create({ params: at, body: { id: objectId, fields: { ...fields } } })
      await admin.objects.publish({ params: { ...at, id: objectId } })
    },
    async key(scopes: string[]) {
      const { token } = await admin.keys.create({
        params: { domain: slug },
        body: { name: 'Reader', scopes },
      })
      return token
    },
    set: (settings: object) =>
      admin.domains.update({ params: { domain: slug }, body: { settings } }),
  }
}

/** What it makes. */
export type Shop = Awaited<ReturnType<typeof createShop>>
