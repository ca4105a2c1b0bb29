import type { Clock } from '../lib/clock.ts'

/** A clock that stands still until it is told to move. */
export interface TestClock extends Clock {
  advance(milliseconds: number): void
}

/** A clock that starts at noon UTC on the first of January 2026. */
export function createTestClock(start = Date.UTC(2026, 0, 1, 12)): TestClock {
  let now = start
  return {
    now: () => now,
    advance: milliseconds => {
      now += milliseconds
    },
  }
}
