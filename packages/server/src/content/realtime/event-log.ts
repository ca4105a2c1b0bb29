import type { Db } from '../../db/engine.ts'
import { DAY } from '../../lib/clock.ts'
import { deleteEvents, findOldestEvent, listLongLogs } from './realtime.store.ts'

/** What is kept of each domain: this many events, and those of a day if they are more. */
const KEPT_EVENTS = 100_000
const KEPT_MILLISECONDS = DAY
/** So that nobody waits long for the one connection that the embedded database has. */
const EVENTS_AT_ONCE = 5000

/** Forgets events that nobody can go on from any more; `now` in epoch milliseconds. */
export async function pruneEvents(db: Db, now: number, kept = KEPT_EVENTS): Promise<void> {
  const before = now - KEPT_MILLISECONDS
  for (const { domain_id: domainId, seq } of await listLongLogs(db, kept)) {
    const last = seq - kept
    let oldest = await findOldestEvent(db, domainId)
    while (oldest !== undefined && oldest <= last) {
      const upTo = Math.min(oldest + EVENTS_AT_ONCE - 1, last)
      const deleted = await deleteEvents(db, domainId, { upTo, before })
      // Times follow the order, so the first that is young enough ends it.
      if (deleted < upTo - oldest + 1) break
      oldest = upTo + 1
    }
  }
}
