import { z } from 'zod'
import { domainParams, pageQuery } from '../common.ts'
import { endpoint } from '../endpoint.ts'
import { typeName } from './content-types.ts'
import { objectId } from './objects.ts'

export const searchQuery = pageQuery.extend({
  q: z.string().trim().min(1).max(200).describe('Words; the last one may be the beginning of one'),
  type: typeName.optional(),
})

/** What is searched for. */
export type SearchQuery = z.output<typeof searchQuery>

export const searchHit = z
  .object({
    id: objectId,
    type: typeName,
    title: z.string(),
    rank: z.number().describe('Higher is better; comparable within one answer only'),
    highlights: z
      .array(z.object({ text: z.string(), match: z.boolean() }))
      .describe('An excerpt in pieces; those that match are marked'),
  })
  .meta({ id: 'SearchHit' })

/** An object that was found. */
export type SearchHit = z.output<typeof searchHit>

const answer = z.object({
  items: z.array(searchHit),
  nextCursor: z.string().nullable(),
  facets: z
    .array(
      z.object({
        type: typeName,
        count: z.number().int().describe('Exact up to 1 000'),
        more: z.boolean().describe('Whether there are more than were counted'),
      }),
    )
    .describe('Hits of every type that the caller may read, whatever type was asked for'),
})

/** Best first, over what the caller may read. */
export const searchEndpoints = {
  content: endpoint({
    id: 'search.content',
    method: 'GET',
    path: '/v1/domains/{domain}/content/search',
    summary: 'Search objects, drafts included',
    access: { kind: 'domain', permission: null },
    params: domainParams,
    query: searchQuery,
    responses: { 200: answer },
    errors: ['CONTENT_TYPE_NOT_FOUND'],
  }),
  delivery: endpoint({
    id: 'search.delivery',
    method: 'GET',
    path: '/v1/domains/{domain}/delivery/search',
    summary: 'Search what is published',
    access: { kind: 'domain', permission: null, public: true },
    params: domainParams,
    query: searchQuery,
    responses: { 200: answer },
    errors: ['CONTENT_TYPE_NOT_FOUND'],
  }),
}
