import { z } from 'zod'
import { domainParams, page } from '../common.ts'
import { endpoint } from '../endpoint.ts'
import { typeName } from './content-types.ts'
import { deliveredObject, objectId, objectListQuery, readQuery } from './objects.ts'

const typeParams = domainParams.extend({ type: typeName })

/** For everybody by the domain's public permissions, unless Settings > Headless protects delivery. */
const access = { kind: 'domain', permission: 'content.{type}:read', public: true } as const

const OBJECTS = '/v1/domains/{domain}/delivery/objects/{type}'

export const deliveryEndpoints = {
  list: endpoint({
    id: 'delivery.list',
    method: 'GET',
    path: OBJECTS,
    summary: 'Published objects of a type',
    access,
    params: typeParams,
    query: objectListQuery.extend({
      sort: objectListQuery.shape.sort.unwrap().default('-publishedAt'),
    }),
    responses: { 200: page(deliveredObject), 304: null },
    errors: ['CONTENT_TYPE_NOT_FOUND'],
  }),
  read: endpoint({
    id: 'delivery.read',
    method: 'GET',
    path: `${OBJECTS}/{id}`,
    summary: 'One published object',
    access,
    params: typeParams.extend({ id: objectId }),
    query: readQuery,
    responses: { 200: deliveredObject, 304: null },
    errors: ['CONTENT_TYPE_NOT_FOUND', 'OBJECT_NOT_FOUND'],
  }),
  bySlug: endpoint({
    id: 'delivery.bySlug',
    method: 'GET',
    path: '/v1/domains/{domain}/delivery/slugs/{type}/{slug}',
    summary: 'One published object by the value of the slug field of its type',
    access,
    params: typeParams.extend({ slug: z.string().min(1).max(400) }),
    query: readQuery,
    responses: { 200: deliveredObject, 304: null },
    errors: ['CONTENT_TYPE_NOT_FOUND', 'OBJECT_NOT_FOUND'],
  }),
}
