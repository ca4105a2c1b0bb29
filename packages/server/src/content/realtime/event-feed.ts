import type { Logger } from 'pino'
import type { Database } from '../../db/database.ts'
import type { ContentEventRow } from '../objects/objects.table.ts'
import { findLastEvent, findOldestEvent, listEvents } from './realtime.store.ts'

/** The events of a domain as this node has read them: once, for all who listen. */
export interface EventFeed {
  /** The last event that was read. Nobody is told of a later one. */
  readonly seq: number
  /** Up to `PAGE` events behind one of them, in their order; empty at the end. */
  after(position: number): ContentEventRow[] | Promise<ContentEventRow[]>
  /** The oldest event that one can still go on from the one before. */
  oldest(): Promise<number>
  /** Reads what is new; rejects as the query does. */
  read(): Promise<void>
  /** To be called once by each who opened it. */
  close(): void
}

/** The feeds of all domains that somebody listens to. */
export interface EventFeeds {
  /** The listener is called after each reading that found something. */
  open(domainId: string, listener: () => void): Promise<EventFeed>
  /** Reads all feeds that may have missed an announcement. */
  catchUp(): void
}

/** Events in one answer of a feed. */
const PAGE = 500
/** Events that are kept in memory for those who come back after a short while. */
const REMEMBERED = 2000

interface Feed {
  seq: number
  recent: ContentEventRow[]
  listeners: Set<() => void>
  /** The reading under way, and whether there was news since it began. */
  reading: Promise<void> | undefined
  again: boolean
  opened: Promise<void>
}

/** Makes the feeds: each reads when a change of its domain is announced. */
export function createEventFeeds(parts: {
  database: Pick<Database, 'db' | 'subscribe' | 'engine'>
  logger: Logger
}): EventFeeds {
  const { database, logger } = parts
  const { db } = database
  const feeds = new Map<string, Feed>()

  async function readPages(domainId: string, feed: Feed) {
    await feed.opened
    do {
      feed.again = false
      for (;;) {
        const rows = await listEvents(db, domainId, { after: feed.seq, limit: PAGE })
        const last = rows.at(-1)
        if (!last) break
        feed.recent.push(...rows)
        if (feed.recent.length > 2 * REMEMBERED) feed.recent = feed.recent.slice(-REMEMBERED)
        feed.seq = last.seq
        for (const listener of feed.listeners) listener()
        if (rows.length < PAGE) break
      }
    } while (feed.again)
  }

  function read(domainId: string, feed: Feed): Promise<void> {
    if (feed.reading) {
      feed.again = true
      return feed.reading
    }
    feed.reading = readPages(domainId, feed).finally(() => {
      feed.reading = undefined
    })
    return feed.reading
  }

  /** What could not be read is read with the next change, or by `catchUp`. */
  function readQuietly(domainId: string, feed: Feed) {
    read(domainId, feed).catch(error => logger.warn({ err: error }, 'events could not be read'))
  }

  function start(domainId: string): Feed {
    const feed: Feed = {
      seq: 0,
      recent: [],
      listeners: new Set(),
      reading: undefined,
      again: false,
      opened: Promise.resolve(),
    }
    feed.opened = findLastEvent(db, domainId).then(seq => {
      feed.seq = seq
    })
    return feed
  }

  database.subscribe({
    onChange({ kind, domainId }) {
      if (kind !== 'content' || domainId === null) return
      const feed = feeds.get(domainId)
      if (feed) readQuietly(domainId, feed)
    },
    onChannelUp: catchUp,
  })

  function catchUp() {
    for (const [domainId, feed] of feeds) readQuietly(domainId, feed)
  }

  return {
    catchUp,
    async open(domainId, listener) {
      const feed = feeds.get(domainId) ?? start(domainId)
      feeds.set(domainId, feed)
      feed.listeners.add(listener)
      const close = () => {
        feed.listeners.delete(listener)
        if (feed.listeners.size === 0 && feeds.get(domainId) === feed) feeds.delete(domainId)
      }
      try {
        await feed.opened
      } catch (error) {
        if (feeds.get(domainId) === feed) feeds.delete(domainId)
        throw error
      }
      return {
        get seq() {
          return feed.seq
        },
        after(position) {
          const first = feed.recent[0]
          if (first && first.seq <= position + 1) {
            // No number is left out, so its place is known.
            const from = position + 1 - first.seq
            return feed.recent.slice(from, from + PAGE)
          }
          if (position >= feed.seq) return []
          return listEvents(db, domainId, { after: position, limit: PAGE }).then(rows =>
            rows.filter(row => row.seq <= feed.seq),
          )
        },
        oldest: async () => (await findOldestEvent(db, domainId)) ?? feed.seq + 1,
        read: () => read(domainId, feed),
        close,
      }
    },
  }
}
