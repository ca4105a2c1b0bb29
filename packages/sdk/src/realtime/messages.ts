/** What happened to an object; `left`: it changed, and is not (or not any more) what the filter selects. */
export interface RealtimeEvent {
  /** The place of the event in the order of all changes of the domain. */
  readonly id: number
  readonly kind: 'created' | 'updated' | 'published' | 'unpublished' | 'deleted' | 'left'
  readonly objectType: string
  readonly objectId: string
  readonly version: number
  /** RFC 3339 in UTC. */
  readonly at: string
}

/** Fields by path with what they are compared with, and `and`, `or`, `not` over more of the same. */
export interface RealtimeFilter {
  readonly [name: string]: unknown
}

/** What is asked for. */
export interface RealtimeWish {
  /** `published`: what delivery shows; `draft`: every change, for editors. */
  readonly view: 'published' | 'draft'
  /** All that the key may read, if left out. */
  readonly types?: readonly string[]
  /** Only these objects. */
  readonly objects?: readonly string[]
  /** Only objects that match; needs exactly one type. */
  readonly filter?: RealtimeFilter
  /** Go on behind this event, as a page that was left and opened again. */
  readonly after?: number
}

/** Why a subscription was refused (RFC 9457). */
export interface RealtimeProblem {
  readonly code: string
  readonly title: string
  readonly status: number
  readonly detail?: string
  readonly missing?: readonly string[]
  readonly errors?: readonly { readonly pointer: string; readonly message: string }[]
}

/** What the server says. */
export type Message =
  | { type: 'authenticated' | 'ping' }
  | { type: 'subscribed'; id: string; eventId: number }
  | { type: 'reset'; id: string; eventId: number; dropped?: string }
  | { type: 'refused'; id: string; problem: RealtimeProblem }
  | { type: 'event'; subscription: string; event: RealtimeEvent }
  | { type: 'unsubscribed'; id: string }
  | { type: 'pong'; eventId: number | null }

/** Reads a message; undefined for one of a newer server. */
export function readMessage(data: unknown): Message | undefined {
  try {
    const message: unknown = JSON.parse(String(data))
    const isMessage = typeof message === 'object' && message !== null && 'type' in message
    // The server keeps to its contract; kinds that are not known here match no case.
    return isMessage ? (message as Message) : undefined
  } catch {
    return undefined
  }
}
