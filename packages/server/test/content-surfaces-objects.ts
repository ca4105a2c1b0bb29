import { type BatchOperation, ProblemError } from '@keywright/contract'
import {
  type Attempt,
  type Holds,
  needs,
  type Surface,
  telling,
  wasAllowed,
} from './content-surface.ts'

/** Objects and types one by one, in batches, and in files. */
export const OBJECT_SURFACES: readonly Surface[] = [
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

function object({ params, id }: Attempt) {
  return { ...params, id }
}

function target({ params: { type }, id }: Attempt) {
  return { type, id }
}
