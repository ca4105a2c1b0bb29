import { DAY, MINUTE, SECOND } from '../lib/clock.ts'
import type { LoginFailuresTable } from './sessions.table.ts'

/** What failures are counted for: an account at one address, an address, an account at all addresses. */
export type ThrottleScope = 'pair' | 'address' | 'account'

const WINDOW = 15 * MINUTE
const FREE_FAILURES = 5
const FIRST_WAIT = 4 * SECOND
const LONGEST_WAIT = 15 * MINUTE

/** How many failures per quarter of an hour close an address, or an account to unknown addresses. */
const LIMITS = { address: 50, account: 20 }

/** A count that nobody has added to for so long has no effect any more. */
export const FORGOTTEN_AFTER = DAY

/** What is counted, without the name of what it is counted for. Times are epoch milliseconds. */
export type FailureCount = Omit<LoginFailuresTable, 'subject'>

/** Milliseconds until the next attempt may be made; 0 for now. */
export function waitFor(scope: ThrottleScope, count: FailureCount, now: number): number {
  const { failures, first_at, last_at } = current(scope, count, now)
  if (scope !== 'pair') return failures < LIMITS[scope] ? 0 : first_at + WINDOW - now
  if (failures < FREE_FAILURES) return 0
  const wait = Math.min(FIRST_WAIT * 2 ** (failures - FREE_FAILURES), LONGEST_WAIT)
  return Math.max(0, last_at + wait - now)
}

/** The count with one more attempt, which fails unless somebody takes it back. */
export function withAttempt(scope: ThrottleScope, count: FailureCount, now: number): FailureCount {
  const { failures, first_at } = current(scope, count, now)
  return { failures: failures + 1, first_at: failures === 0 ? now : first_at, last_at: now }
}

function current(scope: ThrottleScope, count: FailureCount, now: number): FailureCount {
  const over =
    scope === 'pair' ? count.last_at + FORGOTTEN_AFTER <= now : count.first_at + WINDOW <= now
  return over ? { failures: 0, first_at: now, last_at: now } : count
}
