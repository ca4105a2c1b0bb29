import { endpoints, type GraphqlAnswer } from '@keywright/contract'
import type { HeaderReader } from '@keywright/core'
import type { DomainVisitor } from '../../access/principal.ts'
import type { Mount } from '../../http/mount.ts'
import type { GraphqlOutcome, GraphqlService } from './graphql.service.ts'

const { graphql: contract } = endpoints

/** The media type of the GraphQL-over-HTTP draft, and the one that was there before it. */
const GRAPHQL = 'application/graphql-response+json'
const JSON_TYPE = 'application/json'

/** Mounts the endpoints of GraphQL. */
export function mountGraphqlRoutes(mount: Mount, { graphql }: { graphql: GraphqlService }): void {
  mount(contract.content, async ({ actor, body, header }) =>
    reply(await graphql.edit(actor, body), header),
  )

  mount(contract.deliver, async ({ actor, body, header }) =>
    reply(await graphql.deliver(actor, body), header),
  )

  mount(contract.deliverByGet, async ({ actor, query, header }) => {
    const outcome = await graphql.deliver(actor, query)
    const answered = reply(outcome, header)
    if (outcome.refused !== undefined || outcome.answer.errors) return answered
    const headers = { ...answered.headers, 'cache-control': cacheControl(actor) }
    return { ...answered, headers, conditional: true }
  })
}

interface GraphqlReply {
  body: GraphqlAnswer
  status: 200 | 400
  headers: Record<string, string>
}

function reply({ answer, refused }: GraphqlOutcome, header: HeaderReader): GraphqlReply {
  const type = wantsGraphql(header('accept') ?? '') ? GRAPHQL : JSON_TYPE
  // Older clients take 400 to mean that there are no persisted queries here at all.
  const isAsked = refused === 'PERSISTED_QUERY_NOT_FOUND' && type === JSON_TYPE
  const status = refused === undefined || isAsked ? 200 : 400
  return { body: answer, status, headers: { 'content-type': `${type}; charset=utf-8` } }
}

/** Whether the newer media type is named, and not after the older one. */
function wantsGraphql(accept: string): boolean {
  const weights = new Map<string, number>()
  for (const range of accept.toLowerCase().split(',').slice(0, 20)) {
    const [type = '', ...parameters] = range.split(';').map(part => part.trim())
    const weight = parameters.find(parameter => parameter.startsWith('q='))?.slice(2)
    weights.set(type, weight === undefined ? 1 : Number(weight) || 0)
  }
  const wanted = weights.get(GRAPHQL) ?? 0
  return wanted > 0 && wanted >= (weights.get(JSON_TYPE) ?? 0)
}

/** As for everything that is delivered. */
function cacheControl({ principal, domain }: DomainVisitor): string {
  const isPublic = principal.kind === 'anonymous' && !domain.settings.deliveryProtected
  return `${isPublic ? 'public' : 'private'}, no-cache`
}
