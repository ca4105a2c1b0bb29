import { setImmediate } from 'node:timers/promises'
import type { AuditEvent, AuditFilter } from '@keywright/contract'
import type { Db } from '../db/engine.ts'
import { findLastSeq, listEventsAfter } from './audit.store.ts'
import { viewEvent } from './audit.view.ts'

/** Few enough that reading and hashing them keeps nobody else waiting for long. */
const PAGE = 200

/** The events of a chain up to the newest one of this moment, oldest first, a page at a time. */
export async function* readPages(
  db: Db,
  chain: string,
  filter: AuditFilter,
): AsyncGenerator<AuditEvent[], void> {
  const end = await findLastSeq(db, chain)
  let after: number | undefined
  for (;;) {
    const rows = await listEventsAfter(db, chain, filter, { after, limit: PAGE })
    const events = rows.filter(({ seq }) => seq <= end).map(viewEvent)
    if (events.length > 0) yield events
    if (events.length < PAGE) return
    after = events.at(-1)?.seq
    // The embedded database answers at once: without a pause no other request would get its turn.
    await setImmediate()
  }
}
