import { setImmediate } from 'node:timers/promises'

/** How far the lists of one request go together while they follow an order, in values looked up. */
export interface Walk {
  left: number
  /** At most so many in one statement. */
  readonly step: number
}

/** Begins the walks of a request. */
export function beginWalk(): Walk {
  return { left: 100_000, step: 5000 }
}

let turns: Promise<unknown> = Promise.resolve()

/** Waits until all walkers who asked before went on, and all else that waits had its turn. */
export function takeTurn(): Promise<unknown> {
  turns = turns.then(() => setImmediate())
  return turns
}
