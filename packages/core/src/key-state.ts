import type { Outcome } from '@keywright/contract'

/** What a key is at a given moment. */
export type KeyState = 'active' | 'disabled' | 'expired' | 'revoked'

/** The times that make the state of a key, in epoch milliseconds; null where it did not happen. */
export interface KeyTimes {
  readonly revokedAt: number | null
  readonly expiresAt: number | null
  readonly disabledAt: number | null
}

/**
 * The state at `now` (epoch milliseconds). Revoked is final and wins over expired, which wins over
 * disabled; a key is expired from the millisecond of `expiresAt` on.
 */
export function keyState({ revokedAt, expiresAt, disabledAt }: KeyTimes, now: number): KeyState {
  if (revokedAt !== null) return 'revoked'
  if (expiresAt !== null && expiresAt <= now) return 'expired'
  return disabledAt === null ? 'active' : 'disabled'
}

/** The outcome of verifying a key in this state, as far as the state alone decides. */
export function outcomeOfState(state: KeyState): Outcome {
  return OUTCOME_OF_STATE[state]
}

const OUTCOME_OF_STATE = {
  active: 'VALID',
  disabled: 'DISABLED',
  expired: 'EXPIRED',
  revoked: 'REVOKED',
} as const satisfies Record<KeyState, Outcome>
