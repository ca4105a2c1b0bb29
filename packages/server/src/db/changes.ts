/** What can change, so that others must know. */
export const CHANGE_KINDS = [
  'key',
  'user',
  'session',
  'membership',
  'role',
  'domain',
  'api',
  'contentType',
  'content',
  'panel',
  'panelDevice',
] as const

/**
 * A change that other parts of this node, and all other nodes, must know of at once.
 * `id` is the key, user (also of sessions that ended), role name, domain, API slug, content type,
 * object, panel or its device; `at` epoch milliseconds of the change.
 */
export interface Change {
  kind: (typeof CHANGE_KINDS)[number]
  domainId: string | null
  id: string
  at: number
}

/** The longest that a broken channel goes unnoticed: a heartbeat each second, and the wait for its answer. */
export const CHANNEL_SILENCE_MILLISECONDS = 2_500

/** What a listener hears: changes, and whether the channel that carries other nodes' changes works. */
export interface ChangeListener {
  /** `local`: this node made it, and has not acknowledged it yet. */
  onChange(change: Change, local: boolean): void
  /** The channel is lost: other nodes' changes may be missed until `onChannelUp`. */
  onChannelDown?(): void
  /** The channel is back: everything learned before may be stale and must be dropped. */
  onChannelUp?(): void
}
