import { z } from 'zod'
import { domainParams, problem, queryFlag } from '../common.ts'
import { endpoint } from '../endpoint.ts'
import { typeName } from './content-types.ts'
import { filterText } from './filter.ts'
import { OBJECT_STATES, objectId } from './objects.ts'

/** How objects travel in bulk: a JSON document on each line, or a table with a header row (RFC 4180). */
export const TRANSFER_FORMATS = ['ndjson', 'csv'] as const

/**
 * How much one import takes. An atomic one is a single transaction, and so are rows that refer to each
 * other in a circle: everybody else's changes wait for it, and on the embedded database all reading.
 */
export const IMPORT_LIMITS = {
  rows: 100_000,
  transactionRows: 500,
  rowBytes: 1024 * 1024,
  totalBytes: 128 * 1024 * 1024,
  namedFailures: 1000,
} as const

const fields = z.record(z.string(), z.unknown())

/** A row of an import. Whatever else an exported object says of itself is left aside. */
export const importRow = z.object({
  id: objectId.optional(),
  type: typeName.optional().describe('Must be the type that is imported into, if it is there'),
  fields,
  published: z
    .union([z.boolean(), fields])
    .optional()
    .describe('With `publish`: whether the fields are published, or what is instead of them'),
})

/** A row of an import. */
export type ImportRow = z.output<typeof importRow>

/** A line of the answer while an import is under way. */
export const importProgress = z
  .object({
    line: z.number().int().describe('Of the row that was dealt with last'),
    rows: z.number().int(),
    done: z.number().int(),
    failed: z.number().int(),
  })
  .meta({ id: 'ImportProgress' })

/** The last line of the answer to an import. */
export const importSummary = z
  .object({
    committed: z.boolean().describe('False where an atomic import was undone'),
    rows: z.number().int(),
    done: z.number().int(),
    failed: z.number().int(),
    failures: z
      .array(z.object({ line: z.number().int(), id: z.string().nullable(), problem }))
      .describe(`The first ${IMPORT_LIMITS.namedFailures} by line`),
    problem: problem.nullable().describe('Why it ended early, if it did'),
  })
  .meta({ id: 'ImportSummary' })

/** What became of an import. */
export type ImportSummary = z.output<typeof importSummary>

const params = domainParams.extend({ type: typeName })
const OBJECTS = '/v1/domains/{domain}/content/objects/{type}'

export const transferEndpoints = {
  export: endpoint({
    id: 'transfer.export',
    method: 'GET',
    path: `${OBJECTS}/export`,
    summary: 'All objects of a type, or those that a filter lets through, drafts included, by id',
    access: { kind: 'domain', permission: 'content.{type}:read' },
    params,
    query: z.object({
      format: z.enum(TRANSFER_FORMATS).default('ndjson'),
      filter: filterText.optional(),
      state: z.enum(OBJECT_STATES).optional(),
    }),
    responses: { 200: 'stream' },
    errors: ['CONTENT_TYPE_NOT_FOUND'],
  }),
  import: endpoint({
    id: 'transfer.import',
    method: 'POST',
    path: `${OBJECTS}/import`,
    summary:
      'Make objects from NDJSON or CSV; upsert needs content.{type}:update, publish content.{type}:publish as well',
    access: { kind: 'domain', permission: 'content.{type}:create' },
    params,
    query: z.object({
      format: z.enum(TRANSFER_FORMATS).optional().describe('Default: by the Content-Type'),
      mode: z
        .enum(['create', 'upsert'])
        .default('create')
        .describe('Whether a row with the id of an object replaces it, or is refused'),
      publish: queryFlag
        .default(false)
        .describe('Publish each row, or what `published` of the row says'),
      atomic: queryFlag.default(false).describe('All rows or none; else in hundreds'),
    }),
    streamed: ['application/x-ndjson', 'text/csv'],
    responses: { 200: 'stream' },
    errors: ['CONTENT_TYPE_NOT_FOUND', 'IMPORTS_BUSY'],
  }),
}
