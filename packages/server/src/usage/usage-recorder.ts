import { setTimeout } from 'node:timers/promises'
import { OUTCOMES, type Outcome } from '@keywright/contract'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { Database } from '../db/database.ts'
import { SECOND } from '../lib/clock.ts'
import { createId } from '../lib/ids.ts'
import { writeUsage } from './usage.store.ts'
import { type Batch, createUsageBuffer, type LateAccept, type Use, usesIn } from './usage-buffer.ts'

/** What the recorder tells the metrics. */
export interface UsageStats {
  /** Verifications since the start, by outcome. */
  outcomes: Readonly<Record<Outcome, number>>
  lateAccepts: number
  /** Entries that wait to be written. */
  buffered: number
  /** Uses that were never written: the buffer was full, or the database refused them. */
  dropped: number
}

/** Takes note of verifications without waiting; written in batches that begin every two seconds, and on close. */
export interface UsageRecorder {
  record(use: Use): void
  /** A node accepted a credential after the change that ended it (epoch milliseconds). */
  recordLateAccept(late: LateAccept): void
  /** Writes everything noted so far; keeps it when the database is away. */
  flush(): Promise<void>
  stats(): UsageStats
  /** Writes what is left and stops; what the database does not take now is lost. */
  close(): Promise<void>
}

/** At about 150 bytes per entry the buffer stays below 50 MB even while the database is away. */
const LIMITS = { openEntries: 100_000, batchEntries: 500, batches: 40, waitingEntries: 200_000 }

/** The share of the time between two writes over which the batches of one are spread. */
const SPREAD = 0.8

/** A batch that a present database refuses so often is not refused by bad luck. */
const MAX_REFUSALS = 3

/** Makes the recorder, and starts its timer. */
export function createUsageRecorder(parts: {
  config: Pick<Config, 'usageFlushSeconds'>
  database: Database
  logger: Logger
}): UsageRecorder {
  const { config, database, logger } = parts
  const node = createId('node')
  const outcomes = zeroes()
  const buffer = createUsageBuffer(LIMITS, () => void setImmediate(writeSoon))
  const refusals = new WeakMap<Batch, number>()
  let lateAccepts = 0
  let refused = 0
  let writing: Promise<void> = Promise.resolve()
  let writers = 0
  let haste = new AbortController()
  let closed = false
  let away = false

  /** False when the database is away or busy: the batch stays for the next attempt. */
  async function write(batch: Batch): Promise<boolean> {
    try {
      await database.write(tx => writeUsage(tx, node, batch))
      away = false
    } catch (error) {
      away = database.engine.isOutage(error)
      if (away) return false
      const times = (refusals.get(batch) ?? 0) + 1
      refusals.set(batch, times)
      if (times < MAX_REFUSALS) return false
      refused += usesIn(batch)
      logger.error({ err: error, uses: usesIn(batch) }, 'usage could not be written')
    }
    buffer.done(batch)
    return true
  }

  async function writeClosed(): Promise<boolean> {
    // The embedded database works in this very thread: requests get their turn between the batches.
    const pause = (config.usageFlushSeconds * SECOND * SPREAD) / buffer.batches()
    for (let batch = buffer.oldest(); batch; batch = buffer.oldest()) {
      if (!(await write(batch))) return false
      const { signal } = haste
      if (buffer.oldest()) await setTimeout(pause, undefined, { signal }).catch(() => {})
    }
    return true
  }

  async function writeAll(): Promise<void> {
    // What waits goes first: closing a batch at every failed attempt would multiply the entries.
    if (!(await writeClosed())) return
    buffer.close()
    await writeClosed()
  }

  function enqueue(): Promise<void> {
    writers++
    writing = writing.then(writeAll).finally(() => writers--)
    return writing
  }

  function flush(): Promise<void> {
    haste.abort()
    return enqueue()
  }

  function writeSoon() {
    if (writers > 0 || closed || buffer.size() === 0) return
    haste = new AbortController()
    void enqueue()
  }

  const timer = setInterval(writeSoon, config.usageFlushSeconds * SECOND)
  timer.unref()

  return {
    record(use) {
      outcomes[use.outcome]++
      // A token of nobody, shown to this server itself, belongs on no domain's page.
      if (use.key !== undefined || use.domainId !== '') buffer.add(use)
    },
    recordLateAccept(late) {
      lateAccepts++
      buffer.addLateAccept(late)
    },
    flush,
    stats: () => ({
      outcomes,
      lateAccepts,
      buffered: buffer.size(),
      dropped: buffer.dropped() + refused,
    }),
    async close() {
      if (closed) return
      closed = true
      clearInterval(timer)
      await flush()
      // Another node may have been in the way the first time.
      if (buffer.size() > 0 && !away) await flush()
      const lost = buffer.size()
      if (lost > 0) logger.warn({ entries: lost }, 'usage was lost: the database is away')
    },
  }
}

function zeroes(): Record<Outcome, number> {
  // One entry for each outcome is what the type says.
  return Object.fromEntries(OUTCOMES.map(outcome => [outcome, 0])) as Record<Outcome, number>
}
