import { z } from 'zod'
import { domainParams, problem } from '../common.ts'
import { endpoint } from '../endpoint.ts'
import { typeName } from './content-types.ts'
import { changedObject, objectId } from './objects.ts'

const on = { type: typeName, id: objectId }
const fields = z.record(z.string(), z.unknown())
const version = z.number().int().min(1).optional().describe('Only if this is the stored version')

/** One operation of a batch, checked by the same rules as the endpoint of its name. */
export const batchOperation = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('create'), type: typeName, id: objectId.optional(), fields }),
  z.strictObject({ op: z.literal('replace'), ...on, fields, version }),
  z.strictObject({ op: z.literal('patch'), ...on, fields, version }),
  z.strictObject({ op: z.literal('delete'), ...on, version, detach: z.boolean().optional() }),
  z.strictObject({ op: z.literal('publish'), ...on, version }),
  z.strictObject({ op: z.literal('unpublish'), ...on, version }),
])

/** One operation of a batch. */
export type BatchOperation = z.output<typeof batchOperation>

export const batchResult = z
  .object({
    done: z.boolean(),
    object: changedObject
      .nullable()
      .describe('What it is now; null where it was not done or deleted'),
    problem: problem.nullable(),
  })
  .meta({ id: 'BatchResult' })

export const batchEndpoints = {
  run: endpoint({
    id: 'batch.run',
    method: 'POST',
    path: '/v1/domains/{domain}/content/batch',
    summary: 'Up to 100 changes, each checked on its own; all or none, or each by itself',
    access: { kind: 'domain', permission: null },
    params: domainParams,
    body: z.strictObject({
      atomic: z.boolean().default(true).describe('All or none; else each by itself, in order'),
      operations: z.array(batchOperation).min(1).max(100),
    }),
    responses: {
      200: z.object({
        committed: z.boolean().describe('False where an atomic batch was undone'),
        items: z.array(batchResult),
      }),
    },
    idempotent: true,
  }),
}
