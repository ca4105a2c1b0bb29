import type { Logger } from 'pino'
import { type Clock, MINUTE } from './lib/clock.ts'

/**
 * Something to be done now and then; `now` is the time of the run in epoch milliseconds. What takes
 * long ends when the signal says so, and goes on in the next run.
 */
export interface Chore {
  /** For the log line of a failure. */
  name: string
  run(now: number, signal: AbortSignal): Promise<void>
}

/** Forgets what is past its time, in the background. */
export interface Housekeeping {
  /** Does all chores once, one after the other; a chore that fails is logged and does not stop the others. */
  run(): Promise<void>
  /** Stops, and waits for a run under way. */
  close(): Promise<void>
}

const EVERY_MILLISECONDS = 10 * MINUTE

/**
 * Makes the housekeeper, and starts its timer. Several nodes may do the same chores: each only
 * deletes what is past its time for all of them.
 */
export function createHousekeeping(parts: {
  chores: readonly Chore[]
  clock: Clock
  logger: Logger
}): Housekeeping {
  const { chores, clock, logger } = parts
  let running: Promise<void> | undefined
  const closing = new AbortController()

  async function doChores() {
    for (const { name, run } of chores) {
      if (closing.signal.aborted) return
      await run(clock.now(), closing.signal).catch(error =>
        logger.warn({ err: error }, `${name} failed`),
      )
    }
  }

  function run(): Promise<void> {
    running ??= doChores().finally(() => {
      running = undefined
    })
    return running
  }

  const timer = setInterval(() => void run(), EVERY_MILLISECONDS)
  timer.unref()

  return {
    run,
    async close() {
      closing.abort()
      clearInterval(timer)
      await running
    },
  }
}
