import { z } from 'zod'
import { domainIdParams, domainParams, id, page, pageQuery, time } from '../common.ts'
import { endpoint } from '../endpoint.ts'
import { CONTROL_CHARACTERS } from '../messages.ts'

/** Lengths in pixels that variants of images may have: few, so that nobody fills a disk with them. */
export const IMAGE_SIZES = [
  '16',
  '32',
  '64',
  '128',
  '192',
  '256',
  '320',
  '480',
  '640',
  '800',
  '1024',
  '1280',
  '1600',
  '1920',
  '2560',
  '3840',
  '4096',
] as const

/** `inside` keeps all of the image within the lengths, `cover` fills both and crops, `contain` fills both and pads. */
export const IMAGE_FITS = ['inside', 'cover', 'contain'] as const

/** What variants of images can be encoded as. */
export const IMAGE_FORMATS = ['webp', 'avif', 'jpeg', 'png'] as const

/** What files can be sorted by; names as if they were in small letters, of A to Z alone. */
export const MEDIA_SORTS = ['-createdAt', 'createdAt', 'name', '-name', '-size', 'size'] as const

/** The form field of an upload that holds the file. */
export const UPLOAD_FIELD = 'file'

/** The name of a file: no path, nothing that hides how it ends. */
const fileName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(
    /^[^\p{Cc}\p{Cs}/\\\u202a-\u202e\u2066-\u2069]*$/u,
    'Slashes, control characters and changes of direction are not allowed.',
  )

const altText = z
  .string()
  .trim()
  .max(1000)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, CONTROL_CHARACTERS)

const share = z.number().min(0).max(1)

/** A point of an image in shares of its width and height, from the top left. */
const focalPoint = z.strictObject({ x: share, y: share })

export const mediaFile = z
  .object({
    id: id('med'),
    name: z.string(),
    alt: z.string().describe('What an image shows, for those who cannot see it'),
    type: z.string().describe('Media type by what the file holds, whatever its name says'),
    size: z.number().int().describe('Bytes'),
    hash: z.string().describe('The beginning of the SHA-256 of the bytes, in hex'),
    width: z.number().int().nullable().describe('Pixels, the way up it is shown; of images only'),
    height: z.number().int().nullable(),
    focalPoint: focalPoint.nullable().describe('What `focus` of a variant should keep in sight'),
    references: z
      .number()
      .int()
      .describe('How many objects refer to it, of those that the caller may read'),
    url: z.string().describe('Where it is delivered, relative to the server; never changes'),
    createdAt: time,
    createdBy: z.object({ id: z.string().nullable(), label: z.string() }),
    updatedAt: time,
  })
  .meta({ id: 'MediaFile' })

/** An uploaded file as it travels, without its bytes. */
export type MediaFile = z.output<typeof mediaFile>

const size = z.enum(IMAGE_SIZES).transform(Number)

/** One of 0, 5, 10 … 100. */
const PERCENT = '(?:0|5|[1-9][05]|100)'

/** Which variant of an image; without any of it the file as it was uploaded. */
export const imageQuery = z.object({
  width: size.optional(),
  height: size.optional(),
  fit: z.enum(IMAGE_FITS).optional().describe('Default `inside`; the others need both lengths'),
  format: z.enum(IMAGE_FORMATS).optional().describe('Default: that of the image, or WebP'),
  focus: z
    .string()
    .regex(new RegExp(`^${PERCENT},${PERCENT}$`), 'Two of 0, 5, 10 … 100, as in 50,25.')
    .optional()
    .describe('With `cover`: the point that stays in sight, in percent from the left and top'),
})

/** Which variant of an image is wanted. */
export type ImageQuery = z.output<typeof imageQuery>

/** Answers of bytes: all of them, a range, or nothing where the caller has them. */
const bytes = { 200: 'stream', 206: 'stream', 304: null } as const

const MEDIA = '/v1/domains/{domain}/content/media'

export const mediaEndpoints = {
  list: endpoint({
    id: 'media.list',
    method: 'GET',
    path: MEDIA,
    summary: 'Files; search, types, sorts',
    access: { kind: 'domain', permission: 'content.media:read' },
    params: domainParams,
    query: pageQuery.extend({
      search: z.string().trim().min(1).max(200).optional().describe('Part of the name or alt text'),
      type: z
        .string()
        .regex(/^[a-z]+(\/[a-z0-9][a-z0-9.+-]*)?$/, 'As in image, or image/png.')
        .max(100)
        .optional(),
      sort: z.enum(MEDIA_SORTS).default('-createdAt'),
    }),
    responses: { 200: page(mediaFile) },
  }),
  upload: endpoint({
    id: 'media.upload',
    method: 'POST',
    path: MEDIA,
    summary: 'Upload one file',
    access: { kind: 'domain', permission: 'content.media:create' },
    params: domainParams,
    upload: {
      file: UPLOAD_FIELD,
      fields: z.strictObject({
        name: fileName.optional().describe('Default: the name that comes with the file'),
        alt: altText.optional(),
      }),
    },
    responses: { 201: mediaFile },
    errors: ['IMAGE_UNREADABLE', 'IMAGES_BUSY', 'STORAGE_UNAVAILABLE'],
    idempotent: true,
  }),
  read: endpoint({
    id: 'media.read',
    method: 'GET',
    path: `${MEDIA}/{id}`,
    summary: 'One file, without its bytes',
    access: { kind: 'domain', permission: 'content.media:read' },
    params: domainIdParams('med'),
    responses: { 200: mediaFile },
    errors: ['MEDIA_NOT_FOUND'],
  }),
  update: endpoint({
    id: 'media.update',
    method: 'PATCH',
    path: `${MEDIA}/{id}`,
    summary: 'Change what is said of a file; its bytes stay what they are',
    access: { kind: 'domain', permission: 'content.media:update' },
    params: domainIdParams('med'),
    body: z.strictObject({
      name: fileName.optional(),
      alt: altText.optional(),
      focalPoint: focalPoint.nullable().optional(),
    }),
    responses: { 200: mediaFile },
    errors: ['MEDIA_NOT_FOUND'],
    ifMatch: true,
  }),
  delete: endpoint({
    id: 'media.delete',
    method: 'DELETE',
    path: `${MEDIA}/{id}`,
    summary: 'Delete a file; refused while objects refer to it',
    access: { kind: 'domain', permission: 'content.media:delete' },
    params: domainIdParams('med'),
    responses: { 204: null },
    errors: ['MEDIA_NOT_FOUND', 'OBJECT_REFERENCED'],
    ifMatch: true,
  }),
  file: endpoint({
    id: 'media.file',
    method: 'GET',
    path: `${MEDIA}/{id}/file`,
    summary: 'Download the bytes of a file; one range may be asked for (RFC 9110 section 14)',
    access: { kind: 'domain', permission: 'content.media:read' },
    params: domainIdParams('med'),
    responses: bytes,
    errors: ['MEDIA_NOT_FOUND', 'RANGE_NOT_SATISFIABLE', 'STORAGE_UNAVAILABLE'],
  }),
  deliver: endpoint({
    id: 'media.deliver',
    method: 'GET',
    path: '/v1/domains/{domain}/delivery/media/{id}/{hash}/{name}',
    summary:
      'The bytes of a file, or a variant of an image. Without a credential only what a published object refers to',
    access: { kind: 'domain', permission: 'content.media:read', public: true },
    params: domainIdParams('med').extend({
      hash: z.string().regex(/^[0-9a-f]{32}$/, 'The hash of the file.'),
      name: z.string().min(1).max(800).describe('For people; any name leads to the file'),
    }),
    query: imageQuery,
    responses: bytes,
    errors: [
      'MEDIA_NOT_FOUND',
      'RANGE_NOT_SATISFIABLE',
      'IMAGE_UNREADABLE',
      'IMAGES_BUSY',
      'STORAGE_UNAVAILABLE',
    ],
  }),
}
