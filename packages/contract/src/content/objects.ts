import { z } from 'zod'
import { domainParams, page, pageQuery, time } from '../common.ts'
import { endpoint } from '../endpoint.ts'
import { typeName } from './content-types.ts'
import { filterText } from './filter.ts'

/**
 * The id of an object: a TypeID (`obj_…`) unless its maker gave another one; unique in the domain,
 * whatever the type, and never that of a file. Two names are taken by addresses beside the objects
 * of a type.
 */
export const objectId = z
  .string()
  .regex(
    /^(?!(?:export|import)$|med_)[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
    '1 to 64 of letters, digits, _ and -, a letter or digit first; not export or import, and not beginning with med_.',
  )

/** `draft`: never published or taken back; `changed`: published, and changed since. */
export const OBJECT_STATES = ['draft', 'published', 'changed'] as const

const fields = z.record(z.string(), z.unknown())

const who = z.object({ id: z.string().nullable(), label: z.string() })

export const contentObject = z
  .object({
    id: objectId,
    type: typeName,
    title: z
      .string()
      .describe('The value of the title field, without white space around it, or the id'),
    state: z.enum(OBJECT_STATES),
    version: z.number().int(),
    publishedVersion: z.number().int().nullable(),
    fields: fields.describe('By the schema of the type; a relation is { type, id }'),
    createdAt: time,
    createdBy: who,
    updatedAt: time,
    updatedBy: who,
    publishedAt: time.nullable(),
  })
  .meta({ id: 'ContentObject' })

/** An object as editors and integrations see it. */
export type ContentObject = z.output<typeof contentObject>

export const changedObject = contentObject
  .partial({ title: true, fields: true, createdBy: true, updatedBy: true })
  .meta({
    id: 'ChangedObject',
    description:
      'The object as it is now. Without `title`, `fields`, `createdBy` and `updatedBy` for those who may not read its type.',
  })

/** An object as those are answered who changed it, whether they may read it or not. */
export type ChangedObject = z.output<typeof changedObject>

export const deliveredObject = z
  .object({
    id: objectId,
    type: typeName,
    version: z.number().int().describe('The version that is published'),
    fields,
    createdAt: time,
    publishedAt: time,
  })
  .meta({ id: 'DeliveredObject' })

/** An object as it is delivered: what is published of it. */
export type DeliveredObject = z.output<typeof deliveredObject>

export const contentVersion = z
  .object({
    version: z.number().int(),
    action: z.enum([
      'created',
      'replaced',
      'patched',
      'published',
      'unpublished',
      'restored',
      'migrated',
    ]),
    at: time,
    by: who,
    published: z.boolean().describe('Whether this version is the published one'),
  })
  .meta({ id: 'ContentVersion' })

/** A version of an object as it travels. */
export type ContentVersion = z.output<typeof contentVersion>

/** A field path with `-` in front for descending, `id`, `createdAt`, `updatedAt` or `publishedAt`. */
const sort = z
  .string()
  .regex(/^-?[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)*$/, 'A field, or -field.')
  .max(200)

/** What every way to read objects takes. */
export const readQuery = z.object({
  fields: z.string().max(2000).optional().describe('Only these fields, separated by commas'),
  hydrate: z.coerce
    .number()
    .int()
    .min(0)
    .max(2)
    .default(0)
    .describe('Levels of relations that are replaced by the objects that the caller may read'),
})

/** Query of a list of objects. */
export const objectListQuery = pageQuery.extend({
  filter: filterText.optional(),
  sort: sort.default('-createdAt'),
  ...readQuery.shape,
})

/** What narrows and orders a list of objects. */
export type ObjectListQuery = z.output<typeof objectListQuery>

const typeParams = domainParams.extend({ type: typeName })
const objectParams = typeParams.extend({ id: objectId })
const versionParams = objectParams.extend({ version: z.coerce.number().int().min(1) })

const missing = ['CONTENT_TYPE_NOT_FOUND', 'OBJECT_NOT_FOUND'] as const

const OBJECTS = '/v1/domains/{domain}/content/objects/{type}'

/** Access by an action on the type in the path. */
function typeAccess<const A extends string>(action: A) {
  return { kind: 'domain', permission: `content.{type}:${action}` } as const
}

export const objectEndpoints = {
  list: endpoint({
    id: 'objects.list',
    method: 'GET',
    path: OBJECTS,
    summary: 'Objects of a type, drafts included; filters, sorts, selection of fields',
    access: typeAccess('read'),
    params: typeParams,
    query: objectListQuery.extend({ state: z.enum(OBJECT_STATES).optional() }),
    responses: { 200: page(contentObject) },
    errors: ['CONTENT_TYPE_NOT_FOUND'],
  }),
  create: endpoint({
    id: 'objects.create',
    method: 'POST',
    path: OBJECTS,
    summary: 'Make a draft',
    access: typeAccess('create'),
    params: typeParams,
    body: z.strictObject({ id: objectId.optional(), fields }),
    responses: { 201: changedObject },
    errors: ['CONTENT_TYPE_NOT_FOUND', 'OBJECT_EXISTS', 'VALUE_TAKEN'],
    idempotent: true,
  }),
  read: endpoint({
    id: 'objects.read',
    method: 'GET',
    path: `${OBJECTS}/{id}`,
    summary: 'One object, with what is not published yet',
    access: typeAccess('read'),
    params: objectParams,
    query: readQuery,
    responses: { 200: contentObject },
    errors: missing,
  }),
  replace: endpoint({
    id: 'objects.replace',
    method: 'PUT',
    path: `${OBJECTS}/{id}`,
    summary: 'Replace all fields of an object',
    access: typeAccess('update'),
    params: objectParams,
    body: z.strictObject({ fields }),
    responses: { 200: changedObject },
    errors: [...missing, 'VALUE_TAKEN'],
    ifMatch: true,
  }),
  patch: endpoint({
    id: 'objects.patch',
    method: 'PATCH',
    path: `${OBJECTS}/{id}`,
    summary: 'Change some fields: a JSON merge patch (RFC 7396), null takes a field away',
    access: typeAccess('update'),
    params: objectParams,
    body: z.strictObject({ fields }),
    mergePatch: true,
    responses: { 200: changedObject },
    errors: [...missing, 'VALUE_TAKEN'],
    ifMatch: true,
  }),
  delete: endpoint({
    id: 'objects.delete',
    method: 'DELETE',
    path: `${OBJECTS}/{id}`,
    summary: 'Delete an object; refused while others refer to it, unless they are detached',
    access: typeAccess('delete'),
    params: objectParams,
    body: z
      .strictObject({
        detach: z
          .boolean()
          .optional()
          .describe('Take the references out of the objects that have them, where one may'),
      })
      .optional(),
    responses: { 204: null },
    errors: [...missing, 'OBJECT_REFERENCED', 'TRANSACTION_TOO_LARGE'],
    ifMatch: true,
  }),
  publish: endpoint({
    id: 'objects.publish',
    method: 'POST',
    path: `${OBJECTS}/{id}/publish`,
    summary: 'Publish what the object says now',
    access: typeAccess('publish'),
    params: objectParams,
    responses: { 200: changedObject },
    errors: missing,
    ifMatch: true,
  }),
  unpublish: endpoint({
    id: 'objects.unpublish',
    method: 'POST',
    path: `${OBJECTS}/{id}/unpublish`,
    summary: 'Take an object back from delivery',
    access: typeAccess('publish'),
    params: objectParams,
    responses: { 200: changedObject },
    errors: missing,
    ifMatch: true,
  }),
  duplicate: endpoint({
    id: 'objects.duplicate',
    method: 'POST',
    path: `${OBJECTS}/{id}/duplicate`,
    summary: 'Make a draft like this object; needs content.{type}:read as well',
    access: typeAccess('create'),
    params: objectParams,
    body: z.strictObject({ id: objectId.optional() }).optional(),
    responses: { 201: changedObject },
    errors: [...missing, 'OBJECT_EXISTS', 'VALUE_TAKEN'],
    idempotent: true,
  }),
  versions: endpoint({
    id: 'objects.versions',
    method: 'GET',
    path: `${OBJECTS}/{id}/versions`,
    summary: 'Versions of an object, newest first',
    access: typeAccess('read'),
    params: objectParams,
    query: pageQuery,
    responses: { 200: page(contentVersion) },
    errors: missing,
  }),
  version: endpoint({
    id: 'objects.version',
    method: 'GET',
    path: `${OBJECTS}/{id}/versions/{version}`,
    summary: 'One version with its fields, and what it changed',
    access: typeAccess('read'),
    params: versionParams,
    responses: {
      200: contentVersion.extend({
        fields,
        changes: z
          .array(
            z.object({
              pointer: z.string().describe('JSON pointer below fields'),
              before: z.unknown().optional(),
              after: z.unknown().optional(),
            }),
          )
          .describe('Against the version before'),
      }),
    },
    errors: [...missing, 'VERSION_NOT_FOUND'],
  }),
  restore: endpoint({
    id: 'objects.restore',
    method: 'POST',
    path: `${OBJECTS}/{id}/versions/{version}/restore`,
    summary: 'Make the fields of an old version the draft again; needs content.{type}:read as well',
    access: typeAccess('update'),
    params: versionParams,
    responses: { 200: changedObject },
    errors: [...missing, 'VERSION_NOT_FOUND', 'VALUE_TAKEN'],
    ifMatch: true,
  }),
}
