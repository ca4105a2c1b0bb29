import { expect, it } from 'vitest'
import { actionWords, fieldWords, linesOf } from './event-text.ts'

it.each([
  ['key.created', 'Key created'],
  ['api.created', 'API created'],
  ['session.failed', 'Sign-in failed'],
  ['totp.enabled', 'Two-step sign-in turned on'],
  ['totp.', 'Two-step sign-in'],
  ['refreshToken.reused', 'Refresh token reused'],
])('the action %s is "%s"', (action, words) => {
  expect(actionWords(action)).toBe(words)
})

it.each([
  ['expiresAt', 'Expires at', null, ['none']],
  ['ipAllow', 'IP allow-list', ['192.0.2.0/24'], ['192.0.2.0/24']],
  ['overlapSeconds', 'Overlap', 2_592_000, ['30 days']],
  ['overlapSeconds', 'Overlap', 0, ['none']],
  ['endedSessions', 'Ended sessions', 2, ['2']],
])('the field %s is "%s", and its value in words for people', (field, words, value, lines) => {
  expect(fieldWords(field)).toBe(words)
  expect(linesOf(field, value)).toEqual(lines)
})
