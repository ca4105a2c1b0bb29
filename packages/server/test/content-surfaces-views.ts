import { type Attempt, needs, refused, type Surface, telling, Unlisted } from './content-surface.ts'

/** Ways to see many objects at once, or some within others: delivery, hydration, search, GraphQL, realtime. */
export const VIEW_SURFACES: readonly Surface[] = [
  telling('delivery: list', ['read'], ({ client, params }) => client.delivery.list({ params })),
  telling('delivery: read', ['read'], ({ client, params, shared: id }) =>
    client.delivery.read({ params: { ...params, id } }),
  ),
  telling('delivery: slug', ['read'], ({ client, params, shared: slug }) =>
    client.delivery.bySlug({ params: { ...params, slug } }),
  ),

  hydration('objects', ({ client, params: { domain }, hub: id }) =>
    client.objects.read({ params: { domain, type: 'hub', id }, query: { hydrate: 1 } }),
  ),
  hydration('delivery', ({ client, params: { domain }, hub: id }) =>
    client.delivery.read({ params: { domain, type: 'hub', id }, query: { hydrate: 1 } }),
  ),

  {
    name: 'hydration: file',
    allowed: holds => holds('content.hub:read') && holds('content.media:read'),
    async attempt({ client, params: { domain }, hub: id }) {
      try {
        const params = { domain, type: 'hub', id }
        const { fields } = await client.objects.read({
          params,
          query: { hydrate: 1, fields: 'file' },
        })
        return Object.hasOwn(fields.file as object, 'url')
      } catch (error) {
        return refused(error)
      }
    },
  },

  searching('search', 'content', 'then'),
  searching('search: delivery', 'delivery', 'first'),

  {
    ...graphql('list', 'read', ({ names }) => `{ ${names}(limit: 1) { items { title } } }`),
    tells: true,
  },
  {
    ...graphql('one', 'read', ({ name, id }) => `{ ${name}(id: "${id}") { title } }`),
    tells: true,
  },
  graphql('create', 'create', ({ Name }) => `mutation { create${Name}(input: {}) { _id } }`),
  graphql('update', 'update', at => `mutation { update${on(at)}, patch: { slug: null }) { _id } }`),
  graphql('publish', 'publish', at => `mutation { publish${on(at)}) { _id } }`),
  graphql('unpublish', 'publish', at => `mutation { unpublish${on(at)}) { _id } }`),
  graphql('delete', 'delete', at => `mutation { delete${on(at)}) }`),
  {
    ...graphql('delivery', 'read', ({ names }) => `{ ${names}(limit: 1) { items { title } } }`),
    tells: true,
  },

  needs('realtime: draft', ['read'], ({ listen, params: { type } }) =>
    listen({ view: 'draft', types: [type] }),
  ),
  needs('realtime: delivery', ['read'], ({ listen, params: { type } }) =>
    listen({ view: 'published', types: [type] }),
  ),
]

/** Whether the place of a reference holds the object, for those who may read where it stands. */
function hydration(
  way: string,
  read: (attempt: Attempt) => Promise<{ fields: Record<string, unknown> }>,
): Surface {
  return {
    name: `hydration: ${way}`,
    tells: true,
    allowed: (holds, type) => holds('content.hub:read') && holds(`content.${type}:read`),
    async attempt(attempt) {
      try {
        const { fields } = await read(attempt)
        // The field is a list of references, by its type.
        const references = fields.to as Record<string, unknown>[]
        const found = references.find(({ type }) => type === attempt.params.type)
        if (found?.id !== attempt.shared) throw new Error('The reference itself is always there')
        return 'fields' in found
      } catch (error) {
        return refused(error)
      }
    },
  }
}

/** A word that is not of the mark, which is told in one piece then. */
function searching(name: string, way: 'content' | 'delivery', q: string): Surface {
  return telling(name, ['read'], async ({ client, params: { domain, type } }) => {
    const query = { q, type, limit: 1 }
    const { items } = await client.search[way]({ params: { domain }, query })
    if (items.length === 0) throw new Error('There is something to be found')
  })
}

/** The names that GraphQL has for a type, and an object of it. */
interface GraphqlTarget {
  name: string
  names: string
  Name: string
  id: string
}

/** What may not be done is not in the schema, nor is a type that may not be read: a request for it does not fit. */
function graphql(name: string, action: string, query: (target: GraphqlTarget) => string): Surface {
  const isDelivery = name === 'delivery'
  return needs(
    `graphql: ${name}`,
    ['read', action],
    async ({ client, params: { domain, type }, id }) => {
      const Name = `${type.charAt(0).toUpperCase()}${type.slice(1)}`
      const body = { query: query({ name: type, names: `${type}s`, Name, id }) }
      const call = isDelivery ? client.graphql.deliver : client.graphql.content
      const { errors = [] } = await call({ params: { domain }, body })
      const code = errors[0]?.extensions?.code
      if (code === 'GRAPHQL_INVALID') throw new Unlisted()
      if (code !== undefined) throw new Error(JSON.stringify(errors))
    },
  )
}

function on({ Name, id }: GraphqlTarget): string {
  return `${Name}(id: "${id}"`
}
