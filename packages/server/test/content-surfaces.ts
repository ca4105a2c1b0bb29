import { type BatchOperation, type Client, ProblemError } from '@keywright/contract'
import type { TestServer } from '../src/testing/create-test-server.ts'

/** Whether the caller holds a permission; each test says what that means. */
export type Holds = (permission: string) => boolean

/** Somebody who tries a surface on objects of one type. */
export interface Attempt {
  client: Client
  /** A request with the same credential that the client does not make. */
  request: TestServer['request']
  /** Path parameters of the domain and the type. */
  params: { domain: string; type: string }
  /** An object of the type that nobody else touches: published once, and changed since; all that it says begins with `markOf` the type. */
  id: string
  /** A published object of the type that is not changed by anybody, and its slug. */
  shared: string
  /** An object of the type `hub`, whose field `to` refers to the shared objects of all types. */
  hub: string
  /** A file, to which `file` of the hub refers. */
  file: string
  /** Opens a websocket with the same credential and subscribes; throws what is refused. */
  listen(wish: { view: 'draft' | 'published'; types: string[] }): Promise<unknown>
}

/** One way to get at content. */
export interface Surface {
  name: string
  /** By the rules, as plainly as possible. */
  allowed(holds: Holds, type: string): boolean
  /** The answer has what objects of the type say, for those who are allowed it and may read the type. */
  tells?: true
  /** Tries it; whether it was allowed. Throws whatever is neither done nor refused for want of a permission. */
  attempt(attempt: Attempt): Promise<boolean>
}

/** What all objects of a type say, and nobody is told who may not read it. */
export function markOf(type: string): string {
  return `said-in-${type}`
}

/** All ways to get at objects of a type. Whoever adds a way to get at content adds a row. */
export const SURFACES: readonly Surface[] = [
  telling('list', ['read'], ({ client, params }) => client.objects.list({ params })),
  telling('filtered list', ['read'], ({ client, params }) =>
    client.objects.list({ params, query: { filter: '{"title":{"exists":true}}', sort: 'title' } }),
  ),
  telling('read', ['read'], at => at.client.objects.read({ params: object(at) })),
  needs('create', ['create'], ({ client, params }) =>
    client.objects.create({ params, body: { fields: {} } }),
  ),
  needs('replace', ['update'], at =>
    at.client.objects.replace({ params: object(at), body: { fields: {} } }),
  ),
  telling('patch', ['update'], at =>
    at.client.objects.patch({ params: object(at), body: { fields: {} } }),
  ),
  needs('delete', ['delete'], at => at.client.objects.delete({ params: object(at), body: {} })),
  telling('publish', ['publish'], at => at.client.objects.publish({ params: object(at) })),
  telling('unpublish', ['publish'], at => at.client.objects.unpublish({ params: object(at) })),
  telling('duplicate', ['create', 'read'], at =>
    at.client.objects.duplicate({ params: object(at), body: {} }),
  ),
  needs('versions', ['read'], at => at.client.objects.versions({ params: object(at) })),
  telling('version', ['read'], at =>
    at.client.objects.version({ params: { ...object(at), version: '1' } }),
  ),
  telling('restore', ['update', 'read'], at =>
    at.client.objects.restore({ params: { ...object(at), version: '1' } }),
  ),

  batch('create', 'create', ({ params: { type } }) => ({ op: 'create', type, fields: {} })),
  batch('replace', 'update', at => ({ op: 'replace', ...target(at), fields: {} })),
  { ...batch('patch', 'update', at => ({ op: 'patch', ...target(at), fields: {} })), tells: true },
  batch('delete', 'delete', at => ({ op: 'delete', ...target(at) })),
  { ...batch('publish', 'publish', at => ({ op: 'publish', ...target(at) })), tells: true },
  { ...batch('unpublish', 'publish', at => ({ op: 'unpublish', ...target(at) })), tells: true },

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

  files('list', 'read', ({ client, params: { domain } }) =>
    client.media.list({ params: { domain } }),
  ),
  files('read', 'read', ({ client, params: { domain }, file: id }) =>
    client.media.read({ params: { domain, id } }),
  ),
  files('upload', 'create', ({ client, params: { domain } }) =>
    client.media.upload({ params: { domain }, body: { file: new File(['x'], 'a.txt') } }),
  ),
  files('update', 'update', ({ client, params: { domain }, file: id }) =>
    client.media.update({ params: { domain, id }, body: { alt: '' } }),
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

  telling('export', ['read'], ({ client, params }) =>
    client.transfer.export({ params, query: {} }),
  ),
  importing('import', ['create'], {}),
  importing('import: upsert', ['create', 'update'], { mode: 'upsert' }),
  importing('import: publish', ['create', 'publish'], { publish: 'true', atomic: 'true' }),

  {
    name: 'list of types',
    allowed: maySeeType,
    async attempt({ client, params: { domain, type } }) {
      const { items } = await client.contentTypes.list({ params: { domain } })
      return items.some(({ name }) => name === type)
    },
  },
  {
    name: 'one type',
    allowed: maySeeType,
    attempt: ({ client, params }) => wasAllowed(client.contentTypes.read({ params })),
  },
]

function maySeeType(holds: Holds, type: string): boolean {
  return holds('content.types:read') || holds(`content.${type}:read`)
}

/** A surface that needs actions on the type, all of them. */
function needs(
  name: string,
  actions: readonly string[],
  call: (attempt: Attempt) => Promise<unknown>,
): Surface {
  return {
    name,
    allowed: (holds, type) => actions.every(action => holds(`content.${type}:${action}`)),
    attempt: attempt => wasAllowed(call(attempt)),
  }
}

/** The same, where the answer says what objects of the type say. */
function telling(...surface: Parameters<typeof needs>): Surface {
  return { ...needs(...surface), tells: true }
}

function batch(
  op: string,
  action: string,
  operation: (attempt: Attempt) => BatchOperation,
): Surface {
  return needs(`batch: ${op}`, [action], async attempt => {
    const { domain } = attempt.params
    const body = { atomic: attempt.id.length % 2 === 0, operations: [operation(attempt)] }
    const { items } = await attempt.client.batch.run({ params: { domain }, body })
    const problem = items[0]?.problem
    if (problem) throw new ProblemError(problem)
  })
}

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

/** Something that is not there for whoever may not have it. */
class Unlisted extends Error {}

function on({ Name, id }: GraphqlTarget): string {
  return `${Name}(id: "${id}"`
}

function files(
  name: string,
  action: string,
  call: (attempt: Attempt) => Promise<unknown>,
): Surface {
  return {
    name: `media: ${name}`,
    allowed: holds => holds(`content.media:${action}`),
    attempt: attempt => wasAllowed(call(attempt)),
  }
}

function importing(
  name: string,
  actions: readonly string[],
  query: Readonly<Record<string, string>>,
): Surface {
  return needs(name, actions, async ({ request, params: { domain, type } }) => {
    const path = `/v1/domains/${domain}/content/objects/${type}/import`
    const response = await request(`${path}?${new URLSearchParams(query)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: '{"fields":{}}',
    })
    const text = await response.text()
    if (!response.ok) throw new ProblemError(JSON.parse(text))
    if (!text.includes('"done":1,"failed":0')) throw new Error(text)
  })
}

async function wasAllowed(call: Promise<unknown>): Promise<boolean> {
  try {
    await call
    return true
  } catch (error) {
    return refused(error)
  }
}

function refused(error: unknown): false {
  if (error instanceof Unlisted) return false
  if (error instanceof ProblemError && error.code === 'FORBIDDEN') return false
  throw error
}

function object({ params, id }: Attempt) {
  return { ...params, id }
}

function target({ params: { type }, id }: Attempt) {
  return { type, id }
}
