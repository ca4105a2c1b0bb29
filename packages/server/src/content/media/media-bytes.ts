import type { Tx } from '../../db/engine.ts'
import type { Foundation } from '../../foundation.ts'
import { HOUR, MINUTE } from '../../lib/clock.ts'
import { deleteLeftover, insertLeftover, listLeftovers, takeLeftover } from './media.store.ts'
import type { MediaSpool } from './media-spool.ts'
import type { MediaStorage, Spooled } from './media-storage.ts'

/**
 * Keeps storage and database together: bytes that are on their way into a row, or out of it, are
 * noted first, so that whatever is interrupted is taken away later.
 */
export interface MediaBytes {
  /** Stores bytes that belong to no row yet. */
  store(key: string, file: Spooled): Promise<void>
  /** In the transaction that makes the row; false where that took so long that the bytes may be gone. */
  claim(tx: Tx, key: string): Promise<boolean>
  /** In the transaction that deletes the row. */
  release(tx: Tx, key: string): Promise<void>
  /** Removes bytes without a row; what cannot be removed now is removed later. */
  remove(key: string): Promise<void>
  /** Removes what was left by uploads and deletions that were interrupted. */
  prune(now: number): Promise<void>
}

/** Longer than any upload takes from its last byte to its row. */
const WAIT_MILLISECONDS = HOUR
/** Clocks of nodes differ. */
const SLACK_MILLISECONDS = 10 * MINUTE
const AT_ONCE = 500
/** After so many the storage is away as a whole. */
const MOST_FAILURES = 5

/** Makes it. */
export function createMediaBytes(parts: {
  foundation: Pick<Foundation, 'database' | 'clock' | 'logger'>
  storage: MediaStorage
  spool: MediaSpool
  /** Told of bytes that are gone. */
  onRemoved(key: string): Promise<void>
}): MediaBytes {
  const { storage, spool, onRemoved } = parts
  const { database, clock, logger } = parts.foundation

  async function take(key: string) {
    await storage.delete(key)
    await deleteLeftover(database.db, key)
    await onRemoved(key)
  }

  return {
    async store(key, file) {
      await insertLeftover(database.db, key, clock.now() + WAIT_MILLISECONDS)
      await storage.put(key, file)
    },

    claim: (tx, key) => takeLeftover(tx, key, clock.now()),

    release: (tx, key) => insertLeftover(tx, key, clock.now()),

    remove: key =>
      take(key).catch(error => logger.warn({ err: error, key }, 'a file is removed later')),

    async prune(now) {
      await spool.prune(now - WAIT_MILLISECONDS)
      let failures = 0
      for (const key of await listLeftovers(database.db, now - SLACK_MILLISECONDS, AT_ONCE)) {
        if (failures === MOST_FAILURES) return
        try {
          await take(key)
        } catch (error) {
          failures += 1
          logger.warn({ err: error, key }, 'a file is removed later')
          // Behind the others, which perhaps can be removed.
          await insertLeftover(database.db, key, now)
        }
      }
    },
  }
}
