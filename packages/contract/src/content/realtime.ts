import { z } from 'zod'
import { problem, time } from '../common.ts'
import { typeName } from './content-types.ts'
import { filter } from './filter.ts'
import { objectId } from './objects.ts'

/** Where the websocket of a domain is opened. */
export const REALTIME_PATH = '/v1/domains/{domain}/realtime'

/**
 * With what the server closes a websocket, beside the codes of RFC 6455; the reason is a code of the
 * error table. `ended`, `forbidden`, `notFound` and `malformed` stay so until somebody changes
 * something; after all others it is worth to connect again.
 */
export const REALTIME_CLOSE = {
  shuttingDown: 1001,
  binary: 1003,
  failed: 1011,
  restarting: 1012,
  unavailable: 1013,
  malformed: 4400,
  ended: 4401,
  forbidden: 4403,
  notFound: 4404,
  slow: 4408,
  limited: 4429,
} as const

/** What a client may ask of the server at the most. */
export const REALTIME_LIMITS = {
  messageBytes: 16 * 1024,
  /** On average; after a silence this many at once. */
  messagesPerSecond: 20,
  messagesAtOnce: 100,
  subscriptions: 50,
  /** Within which a client without a credential must say something. */
  firstMessageSeconds: 5,
  heartbeatSeconds: 20,
  /** What may wait to be sent to a client; whoever has more waiting for so long is slow. */
  bufferedBytes: 1024 * 1024,
  slowSeconds: 10,
  /** Events stop at the limit above; whoever lets answers to its own messages pile up is cut at once. */
  mostBufferedBytes: 2 * 1024 * 1024,
} as const

/** The place of an event in the order of all changes of a domain. */
const eventId = z.number().int().min(0)

const subscriptionId = z.string().min(1).max(64).describe('Chosen by the client')

const subscribe = z
  .strictObject({
    type: z.literal('subscribe'),
    id: subscriptionId,
    view: z
      .enum(['published', 'draft'])
      .describe('`published`: what delivery shows; `draft`: every change, for editors'),
    types: z
      .array(typeName)
      .min(1)
      .max(50)
      .optional()
      .describe('All that one may read, if left out'),
    objects: z.array(objectId).min(1).max(100).optional().describe('Only these objects'),
    filter: filter.optional().describe('Only objects of the one type that match'),
    after: eventId.optional().describe('Go on behind this event'),
  })
  .refine(({ types, filter }) => filter === undefined || types?.length === 1, {
    path: ['filter'],
    message: 'A filter needs exactly one type.',
  })

/** What a client may say. */
export const realtimeRequest = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('authenticate'), token: z.string().min(1).max(512) }),
  subscribe,
  z.strictObject({ type: z.literal('unsubscribe'), id: subscriptionId }),
  z.strictObject({ type: z.literal('ping') }),
  z.strictObject({ type: z.literal('pong') }),
])

/** A message of a client. */
export type RealtimeRequest = z.output<typeof realtimeRequest>

export const realtimeEvent = z.object({
  id: eventId,
  kind: z
    .enum(['created', 'updated', 'published', 'unpublished', 'deleted', 'left'])
    .describe('`left`: the object changed, and is not (or not any more) what the filter selects'),
  objectType: typeName,
  objectId,
  version: z.number().int(),
  at: time,
})

/** What happened to an object. */
export type RealtimeEvent = z.output<typeof realtimeEvent>

/** What the server may say. */
export const realtimeMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('authenticated') }),
  z.object({
    type: z.literal('subscribed'),
    id: subscriptionId,
    eventId: eventId.describe('Events behind this one follow'),
  }),
  z.object({
    type: z.literal('refused'),
    id: subscriptionId,
    problem: problem.omit({ requestId: true }),
  }),
  z.object({ type: z.literal('event'), subscription: subscriptionId, event: realtimeEvent }),
  z.object({
    type: z.literal('reset'),
    id: subscriptionId,
    eventId: eventId.describe(
      'What happened up to this one is not told by events: read everything anew',
    ),
    dropped: typeName
      .optional()
      .describe('The content type that was dropped with its objects, where one may read it'),
  }),
  z.object({ type: z.literal('unsubscribed'), id: subscriptionId }),
  z.object({ type: z.literal('ping') }),
  z.object({
    type: z.literal('pong'),
    eventId: eventId.nullable().describe('Everything up to this one was told'),
  }),
])

/** A message of the server. */
export type RealtimeMessage = z.output<typeof realtimeMessage>
