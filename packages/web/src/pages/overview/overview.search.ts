import { z } from 'zod'

/** The times that the overview can show. */
export const RANGES = {
  '24h': { label: '24 hours', days: 1, bucket: 'hour' },
  '7d': { label: '7 days', days: 7, bucket: 'hour' },
  '30d': { label: '30 days', days: 30, bucket: 'day' },
} as const

/** One time that the overview can show. */
export type Range = keyof typeof RANGES

/** All times, the shortest first. */
export const RANGE_IDS = ['24h', '7d', '30d'] as const satisfies readonly Range[]

/** What the overview shows, as its address says it. What an address gets wrong is left out. */
export const overviewSearch = z.object({ range: z.enum(RANGE_IDS).optional().catch(undefined) })
