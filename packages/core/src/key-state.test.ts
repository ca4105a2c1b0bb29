import { describe, expect, it } from 'vitest'
import { keyState, outcomeOfState } from './key-state.ts'

const NOW = 1_000_000

describe('the state of a key', () => {
  it.each([
    [null, null, null, 'active'],
    [null, NOW + 1, null, 'active'],
    [null, NOW, null, 'expired'],
    [null, NOW - 1, null, 'expired'],
    [null, null, NOW - 1, 'disabled'],
    [null, NOW + 1, NOW - 1, 'disabled'],
    [null, NOW - 1, NOW - 1, 'expired'],
    [NOW - 1, null, null, 'revoked'],
    [NOW - 1, NOW - 1, NOW - 1, 'revoked'],
    [NOW + 1, null, null, 'revoked'],
  ] as const)(
    'revoked at %s, expiring at %s, disabled at %s is %s',
    (revokedAt, expiresAt, disabledAt, state) => {
      expect(keyState({ revokedAt, expiresAt, disabledAt }, NOW)).toBe(state)
    },
  )

  it.each([
    ['active', 'VALID'],
    ['disabled', 'DISABLED'],
    ['expired', 'EXPIRED'],
    ['revoked', 'REVOKED'],
  ] as const)('%s verifies as %s', (state, outcome) => {
    expect(outcomeOfState(state)).toBe(outcome)
  })
})
