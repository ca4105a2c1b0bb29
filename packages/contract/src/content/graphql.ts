import { z } from 'zod'
import { domainParams } from '../common.ts'
import { endpoint } from '../endpoint.ts'

const values = z.record(z.string(), z.unknown())

/** A request of GraphQL over HTTP; `null` is the same as leaving a part out. */
const request = z.strictObject({
  query: z
    .string()
    .nullish()
    .describe('May be left out where extensions.persistedQuery names a text that is known'),
  operationName: z.string().max(200).nullish().describe('Which operation of the text is meant'),
  variables: values.nullish(),
  extensions: values
    .nullish()
    .describe('persistedQuery: { version: 1, sha256Hash } for texts that are kept by their hash'),
})

/** What is asked of GraphQL. */
export type GraphqlRequest = z.output<typeof request>

/** The same in a query string: variables and extensions as JSON texts. */
const requestQuery = z.object({
  query: z.string().optional(),
  operationName: z.string().max(200).optional(),
  variables: jsonText().optional(),
  extensions: jsonText().optional(),
})

const graphqlError = z.object({
  message: z.string(),
  locations: z.array(z.object({ line: z.number(), column: z.number() })).optional(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z
    .looseObject({
      code: z.string().describe('Of the error table'),
      requestId: z.string(),
      errors: z.array(z.object({ pointer: z.string(), message: z.string() })).optional(),
    })
    .optional(),
})

export const graphqlAnswer = z
  .object({
    data: z.unknown().optional().describe('What was asked for; absent where nothing was done'),
    errors: z.array(graphqlError).optional(),
  })
  .meta({ id: 'GraphqlAnswer' })

/** What GraphQL answers. */
export type GraphqlAnswer = z.output<typeof graphqlAnswer>

/** With 400 where nothing was done: the operation does not fit the schema, or asks for too much. */
const responses = { 200: graphqlAnswer, 400: graphqlAnswer } as const

const errors = ['GRAPHQL_INVALID', 'GRAPHQL_TOO_COSTLY', 'PERSISTED_QUERY_NOT_FOUND'] as const

const DELIVERY = '/v1/domains/{domain}/delivery/graphql'

/** The schema has the types that the caller may read, and what they may do with them; nothing else. */
export const graphqlEndpoints = {
  content: endpoint({
    id: 'graphql.content',
    method: 'POST',
    path: '/v1/domains/{domain}/content/graphql',
    summary: 'GraphQL over objects, drafts included, with mutations',
    access: { kind: 'domain', permission: null },
    params: domainParams,
    body: request,
    responses,
    errors,
    idempotent: true,
  }),
  deliver: endpoint({
    id: 'graphql.deliver',
    method: 'POST',
    path: DELIVERY,
    summary: 'GraphQL over what is published',
    access: { kind: 'domain', permission: null, public: true },
    params: domainParams,
    body: request,
    responses,
    errors,
  }),
  deliverByGet: endpoint({
    id: 'graphql.deliverByGet',
    method: 'GET',
    path: DELIVERY,
    summary: 'GraphQL over what is published, in an address',
    access: { kind: 'domain', permission: null, public: true },
    params: domainParams,
    query: requestQuery,
    responses: { ...responses, 304: null },
    errors,
  }),
}

function jsonText() {
  return z
    .string()
    .max(8000)
    .transform((text, context): Record<string, unknown> | null => {
      try {
        const parsed = values.nullable().safeParse(JSON.parse(text))
        if (parsed.success) return parsed.data
      } catch {
        // Said below, as of everything else that is no object.
      }
      context.addIssue({ code: 'custom', message: 'A JSON object.' })
      return z.NEVER
    })
    .describe('JSON')
}
