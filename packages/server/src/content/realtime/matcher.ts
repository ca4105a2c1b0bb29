import { LRUCache } from 'lru-cache'
import type { ObjectReader } from '../objects/object-reader.ts'
import type { EventFeed } from './event-feed.ts'
import type { Match } from './subscription.ts'

/** Answers that are kept for others with the same filter. */
const KEPT = 500

/** Asks for matches once for all who have the same filter, as long as nothing has happened since. */
export function createMatcher(reader: Pick<ObjectReader, 'matching'>) {
  const known = new LRUCache<string, Promise<Set<string>>>({ max: KEPT })
  return (domainId: string, feed: Pick<EventFeed, 'seq'>): Match =>
    ({ view }, type, filter, ids) => {
      const name = JSON.stringify([domainId, feed.seq, view, type, filter, ids])
      const answer =
        known.get(name) ??
        reader.matching(view, domainId, type, filter, ids).then(found => new Set(found))
      known.set(name, answer)
      answer.catch(() => known.delete(name))
      return answer
    }
}
