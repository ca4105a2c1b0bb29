import { describe, expect, it } from 'vitest'
import { formatRelative } from './time.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

describe('a moment as it is told', () => {
  it('never says that something ends earlier than it does by more than half of what it counts in', () => {
    // A moment after somebody chose so many days.
    expect([1, 2, 7, 14, 30, 60, 90, 180, 365, 1000].map(days => told(days * DAY - 500))).toEqual([
      'in 24 hours',
      'in 2 days',
      'in 7 days',
      'in 14 days',
      'in 30 days',
      'in 60 days',
      'in 90 days',
      'in 6 months',
      'in 12 months',
      'in 3 years',
    ])
    expect([30_000, MINUTE, 90 * MINUTE, 23 * HOUR, 36 * HOUR].map(told)).toEqual([
      'in a moment',
      'in 1 minute',
      'in 90 minutes',
      'in 23 hours',
      'in 36 hours',
    ])
  })

  it('says how long ago something was, in what has wholly passed', () => {
    expect([0, -30_000, -90_000, -23 * HOUR, -DAY, -13 * DAY, -45 * DAY].map(told)).toEqual([
      'just now',
      'just now',
      '1 minute ago',
      '23 hours ago',
      '1 day ago',
      '1 week ago',
      '1 month ago',
    ])
  })
})

function told(distance: number): string {
  return formatRelative(new Date(1_800_000_000_000 + distance).toISOString(), 1_800_000_000_000)
}
