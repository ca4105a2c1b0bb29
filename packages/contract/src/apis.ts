import { z } from 'zod'
import {
  description,
  displayName,
  domainParams,
  id,
  page,
  pageQuery,
  permission,
  slug,
  time,
} from './common.ts'
import { endpoint } from './endpoint.ts'

export const ROUTE_METHODS = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  '*',
] as const

const apiResource = z.strictObject({
  name: z
    .string()
    .max(100)
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9][A-Za-z0-9_-]*)*$/,
      'Segments of letters, digits, _ and -, joined by dots.',
    ),
  description: z.string().max(300).default(''),
  actions: z
    .array(
      z
        .string()
        .max(40)
        .regex(/^[a-z][a-z0-9_-]*$/, 'Of a-z, 0-9, _ and -, a letter first.'),
    )
    .min(1)
    .max(30),
})

const apiRoute = z.strictObject({
  method: z.enum(ROUTE_METHODS),
  path: z
    .string()
    .max(300)
    .regex(/^\/[^?#\s\\]*$/, 'A path that begins with /, without ?, # and spaces.')
    .describe('As in /articles/:id or /files/*'),
  permission: permission.nullable().describe('Null: any valid key of the domain'),
})

/** Where the backoffice has a page of its own among those of the APIs. */
const PAGE_OF_BACKOFFICE = 'new'

/** Slugs that name the APIs this product brings along. */
export const RESERVED_API_SLUGS = ['backoffice', 'content'] as const

const apiFields = {
  name: displayName,
  description: description.default(''),
  resources: z.array(apiResource).max(200).default([]),
  routes: z.array(apiRoute).max(1000).default([]),
  unmatched: permission
    .nullable()
    .default(null)
    .describe('Permission for requests that no route matches; null denies them'),
}

export const api = z
  .object({
    id: id('api'),
    slug: z.string(),
    name: z.string(),
    description: z.string(),
    resources: z.array(apiResource),
    routes: z.array(apiRoute),
    unmatched: permission.nullable(),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'Api' })

/** An API as it travels. */
export type Api = z.output<typeof api>

const apiParams = domainParams.extend({ api: slug })

export const apiEndpoints = {
  list: endpoint({
    id: 'apis.list',
    method: 'GET',
    path: '/v1/domains/{domain}/apis',
    summary: 'APIs the domain registered',
    access: { kind: 'domain', permission: 'backoffice.apis:read' },
    params: domainParams,
    query: pageQuery,
    responses: { 200: page(api) },
  }),
  create: endpoint({
    id: 'apis.create',
    method: 'POST',
    path: '/v1/domains/{domain}/apis',
    summary: 'Register an API with its resources, actions and routes',
    access: { kind: 'domain', permission: 'backoffice.apis:create' },
    params: domainParams,
    body: z.strictObject({
      slug: slug.refine(
        value => value !== PAGE_OF_BACKOFFICE,
        'This is the address of a page of the backoffice. Choose another.',
      ),
      ...apiFields,
    }),
    responses: { 201: api },
    errors: ['SLUG_TAKEN'],
    idempotent: true,
  }),
  read: endpoint({
    id: 'apis.read',
    method: 'GET',
    path: '/v1/domains/{domain}/apis/{api}',
    summary: 'One API',
    access: { kind: 'domain', permission: 'backoffice.apis:read' },
    params: apiParams,
    responses: { 200: api },
    errors: ['API_NOT_FOUND'],
  }),
  update: endpoint({
    id: 'apis.update',
    method: 'PATCH',
    path: '/v1/domains/{domain}/apis/{api}',
    summary: 'Change an API; every node enforces the new routes within a second',
    access: { kind: 'domain', permission: 'backoffice.apis:update' },
    params: apiParams,
    body: z.strictObject({
      name: displayName.optional(),
      description: description.optional(),
      resources: z.array(apiResource).max(200).optional(),
      routes: z.array(apiRoute).max(1000).optional(),
      unmatched: permission.nullable().optional(),
    }),
    responses: { 200: api },
    errors: ['API_NOT_FOUND'],
    ifMatch: true,
  }),
  delete: endpoint({
    id: 'apis.delete',
    method: 'DELETE',
    path: '/v1/domains/{domain}/apis/{api}',
    summary: 'Remove an API from the registry; forward-auth then refuses it',
    access: { kind: 'domain', permission: 'backoffice.apis:delete' },
    params: apiParams,
    responses: { 204: null },
    errors: ['API_NOT_FOUND'],
    ifMatch: true,
  }),
}
