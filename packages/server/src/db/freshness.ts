import type { Config } from '../config.ts'
import { type Clock, SECOND } from '../lib/clock.ts'
import { CHANNEL_SILENCE_MILLISECONDS } from './changes.ts'
import type { Database } from './database.ts'

/** When something was learned from the database; taken before the query. */
export interface Stamp {
  readonly loadedAt: number
  /** Between two gaps in the news lies one epoch. */
  readonly epoch: number
}

/** How long what was learned from the database may be believed. */
export interface Freshness {
  stamp(): Stamp
  /** Whether it can be used without asking again, given that no change touched it. */
  isFresh(stamp: Stamp): boolean
  /** Whether it can be used because the database is away and cannot be asked. */
  isUsableInOutage(stamp: Stamp): boolean
}

/**
 * Follows the channel that carries changes. While it works (or where there is none, because nobody
 * else makes changes) everything learned since it came up holds until a change touches it. Without
 * it things are asked for again at the age of `maxAgeSeconds`; and when that fails because the
 * database is away, they are believed until `maxStaleSeconds` after they were last known to be right.
 */
export function createFreshness(parts: {
  config: Pick<Config, 'maxAgeSeconds' | 'maxStaleSeconds'>
  database: Pick<Database, 'engine' | 'subscribe'>
  clock: Clock
}): Freshness {
  const { config, database, clock } = parts
  const maxStale = config.maxStaleSeconds * SECOND
  // Who wants less staleness in an outage than otherwise wants that little always.
  const maxAge = Math.min(config.maxAgeSeconds * SECOND, maxStale)
  let hearing = database.engine.channel() !== 'down'
  let epoch = 0
  /** Until when each epoch that is over was surely complete. */
  const completeUntil = new Map<number, number>()

  /** The channel may have been broken for as long as that can go unnoticed. */
  function endEpoch() {
    if (!hearing) return
    const now = clock.now()
    completeUntil.set(epoch, now - CHANNEL_SILENCE_MILLISECONDS)
    for (const [old, until] of completeUntil) {
      if (now - until >= maxStale) completeUntil.delete(old)
    }
  }

  function ageOf({ loadedAt, epoch }: Stamp): number {
    return clock.now() - Math.max(loadedAt, completeUntil.get(epoch) ?? 0)
  }

  database.subscribe({
    onChange() {},
    onChannelDown() {
      endEpoch()
      hearing = false
    },
    onChannelUp() {
      endEpoch()
      hearing = true
      epoch++
    },
  })

  return {
    stamp: () => ({ loadedAt: clock.now(), epoch }),
    isFresh: stamp => stamp.epoch === epoch && (hearing || ageOf(stamp) < maxAge),
    isUsableInOutage: stamp => (hearing && stamp.epoch === epoch) || ageOf(stamp) < maxStale,
  }
}
