import { z } from 'zod'
import { description, displayName, domainParams, id, page, pageQuery, time } from '../common.ts'
import { endpoint } from '../endpoint.ts'

/** Names that are resources of the content API themselves, and so no content type's. */
export const RESERVED_TYPE_NAMES = ['types', 'media'] as const

/** The name of a content type: its identity in permissions, paths and GraphQL, fixed once made. */
export const typeName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,47}$/, '1 to 48 of a-z, 0-9 and _, a letter first.')

/** The name of a field: a name in JSON, in filters and in GraphQL. */
export const fieldName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,47}$/, '1 to 48 of A-Z, a-z, 0-9 and _, a letter first.')

/** A JSON Schema 2020-12 of an object; the server checks it, and its two keywords of our own. */
export const fieldsSchema = z
  .record(z.string(), z.unknown())
  .describe(
    'JSON Schema 2020-12 of the fields. `relation: [types]` makes a field a reference to objects of these types, `media: true` one to a file; inside `items` several',
  )

const definition = {
  label: displayName,
  description,
  titleField: fieldName.nullable().describe('The text field that names an object in lists'),
  slugField: fieldName
    .nullable()
    .describe('The text field that names an object in addresses; unique within the type'),
  fieldOrder: z.array(fieldName).max(200).describe('Fields in the order in which they are shown'),
  schema: fieldsSchema,
}

export const contentType = z
  .object({
    id: id('typ'),
    name: typeName,
    ...definition,
    description: z.string(),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: 'ContentType' })

/** A content type as it travels. */
export type ContentType = z.output<typeof contentType>

const typeParams = domainParams.extend({ type: typeName })

export const contentTypeEndpoints = {
  list: endpoint({
    id: 'contentTypes.list',
    method: 'GET',
    path: '/v1/domains/{domain}/content/types',
    summary: 'Content types: all with content.types:read, else those that the caller may read',
    access: { kind: 'domain', permission: null },
    params: domainParams,
    query: pageQuery,
    responses: { 200: page(contentType) },
  }),
  create: endpoint({
    id: 'contentTypes.create',
    method: 'POST',
    path: '/v1/domains/{domain}/content/types',
    summary: 'Make a content type',
    access: { kind: 'domain', permission: 'content.types:create' },
    params: domainParams,
    body: z.strictObject({
      name: typeName,
      label: definition.label.optional(),
      description: definition.description.optional(),
      titleField: definition.titleField.optional(),
      slugField: definition.slugField.optional(),
      fieldOrder: definition.fieldOrder.optional(),
      schema: definition.schema,
    }),
    responses: { 201: contentType },
    errors: ['CONTENT_TYPE_EXISTS'],
    idempotent: true,
  }),
  read: endpoint({
    id: 'contentTypes.read',
    method: 'GET',
    path: '/v1/domains/{domain}/content/types/{type}',
    summary: 'One content type',
    access: { kind: 'domain', permission: 'content.{type}:read', own: 'content.types:read' },
    params: typeParams,
    responses: { 200: contentType },
    errors: ['CONTENT_TYPE_NOT_FOUND'],
  }),
  update: endpoint({
    id: 'contentTypes.update',
    method: 'PATCH',
    path: '/v1/domains/{domain}/content/types/{type}',
    summary:
      'Change a content type; refused with the first offenders where stored objects would not fit',
    access: { kind: 'domain', permission: 'content.types:update' },
    params: typeParams,
    body: z.strictObject({
      label: definition.label.optional(),
      description: definition.description.optional(),
      titleField: definition.titleField.optional(),
      slugField: definition.slugField.optional(),
      fieldOrder: definition.fieldOrder.optional(),
      schema: definition.schema.optional(),
      defaults: z
        .record(fieldName, z.unknown())
        .optional()
        .describe('Values for stored objects that lack these fields'),
      drop: z
        .array(fieldName)
        .max(200)
        .optional()
        .describe(
          'Fields taken out of stored objects, with their values; without If-Match all that the schema leaves out',
        ),
    }),
    responses: { 200: contentType },
    errors: [
      'CONTENT_TYPE_NOT_FOUND',
      'CONTENT_TYPE_CHANGE_REFUSED',
      'TRANSACTION_TOO_LARGE',
      'VALUE_TAKEN',
      'CONFLICT',
    ],
    ifMatch: true,
  }),
  delete: endpoint({
    id: 'contentTypes.delete',
    method: 'DELETE',
    path: '/v1/domains/{domain}/content/types/{type}',
    summary:
      'Drop a content type with its objects; refused while a key, a role or another type names it, unless forced',
    access: { kind: 'domain', permission: 'content.types:delete' },
    params: typeParams,
    body: z
      .strictObject({
        force: z
          .boolean()
          .optional()
          .describe('Also take the rules that name the type out of keys and roles'),
      })
      .optional(),
    responses: { 204: null },
    errors: ['CONTENT_TYPE_NOT_FOUND', 'CONTENT_TYPE_IN_USE'],
    ifMatch: true,
  }),
}
