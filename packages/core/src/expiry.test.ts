import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ExpiryPolicy, type ExpiryRequest, resolveExpiry } from './expiry.ts'

const NOW = Date.UTC(2026, 0, 1)
const DAY = 86_400_000
const open: ExpiryPolicy = {
  defaultLifetimeDays: null,
  maxLifetimeDays: null,
  expiryRequired: false,
}
const strict: ExpiryPolicy = {
  defaultLifetimeDays: null,
  maxLifetimeDays: 365,
  expiryRequired: true,
}

const cases: [string, ExpiryRequest, ExpiryPolicy, unknown][] = [
  ['a key without a date lives until it is deleted', {}, open, at(null)],
  ['no date where one is required', {}, strict, refused('required')],
  ['"never" where a date is required', { expiresAt: null }, strict, refused('required')],
  [
    '"never" wins over a default',
    { expiresAt: null },
    { ...open, defaultLifetimeDays: 90 },
    at(null),
  ],
  ['the default counts without a date', {}, { ...open, defaultLifetimeDays: 90 }, at(90)],
  [
    'the default is enough where a date is required',
    {},
    { ...strict, defaultLifetimeDays: 30 },
    at(30),
  ],
  ['the default never exceeds the maximum', {}, { ...strict, defaultLifetimeDays: 900 }, at(365)],
  ['days are counted from now', { expiresInDays: 7 }, open, at(7)],
  ['a moment is taken as it is', { expiresAt: NOW + 5 }, open, { ok: true, expiresAt: NOW + 5 }],
  ['exactly the maximum', { expiresInDays: 365 }, strict, at(365)],
  [
    'a millisecond over the maximum',
    { expiresAt: NOW + 365 * DAY + 1 },
    strict,
    refused('too-long'),
  ],
  ['days over the maximum', { expiresInDays: 366 }, strict, refused('too-long')],
  ['a date and days', { expiresAt: NOW + DAY, expiresInDays: 1 }, open, refused('both')],
  ['now', { expiresAt: NOW }, open, refused('past')],
  ['no days', { expiresInDays: 0 }, open, refused('past')],
  ['negative days', { expiresInDays: -1 }, open, refused('past')],
  ['days that are no number', { expiresInDays: Number.NaN }, open, refused('past')],
  ['more days than a date can hold', { expiresInDays: 1e300 }, open, refused('too-long')],
]

describe('resolveExpiry', () => {
  it.each(cases)('%s', (_, request, policy, result) => {
    expect(resolveExpiry(request, policy, NOW)).toEqual(result)
  })

  it('never answers a moment that is past, over the maximum or not a date', () => {
    const days = fc.option(fc.integer({ min: 1, max: 4000 }))
    fc.assert(
      fc.property(
        fc.record({ expiresAt: fc.double(), expiresInDays: fc.double() }, { requiredKeys: [] }),
        fc.record({
          defaultLifetimeDays: days,
          maxLifetimeDays: days,
          expiryRequired: fc.boolean(),
        }),
        (request, policy) => {
          const result = resolveExpiry(request, policy, NOW)
          if (!result.ok || result.expiresAt === null) return
          expect(result.expiresAt).toBeGreaterThan(NOW)
          expect(Number.isNaN(new Date(result.expiresAt).getTime())).toBe(false)
          const latest = NOW + (policy.maxLifetimeDays ?? Number.POSITIVE_INFINITY) * DAY
          expect(result.expiresAt).toBeLessThanOrEqual(latest)
        },
      ),
    )
  })
})

function at(days: number | null): unknown {
  return { ok: true, expiresAt: days === null ? null : NOW + days * DAY }
}

function refused(reason: string): unknown {
  return { ok: false, reason }
}
