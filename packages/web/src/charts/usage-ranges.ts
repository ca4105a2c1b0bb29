import type { TimeSpan, UsageBucket } from './usage-series.ts'

/** The times that a plot of usage can show, the shortest first. */
export const USAGE_RANGE_IDS = ['24h', '7d', '30d'] as const

/** One time that a plot of usage can show. */
export type UsageRange = (typeof USAGE_RANGE_IDS)[number]

/** How far back each time goes, and how wide its steps are. */
export const USAGE_RANGES = {
  '24h': { label: '24 hours', days: 1, bucket: 'hour' },
  '7d': { label: '7 days', days: 7, bucket: 'hour' },
  '30d': { label: '30 days', days: 30, bucket: 'day' },
} as const satisfies Record<UsageRange, { label: string; days: number; bucket: UsageBucket }>

const DAY_MILLISECONDS = 86_400_000

/** The time that a range means now. */
export function spanOf(range: UsageRange, now = Date.now()): TimeSpan {
  const from = new Date(now - USAGE_RANGES[range].days * DAY_MILLISECONDS)
  return { from: from.toISOString(), to: new Date(now).toISOString() }
}
