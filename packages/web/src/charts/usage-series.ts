import type { Outcome, USAGE_BUCKETS } from '@keywright/contract'
import { STACKED_OUTCOMES } from './outcomes.tsx'

/** So many requests with one outcome in one bucket. */
export interface UsagePoint {
  /** Start of the bucket. */
  at: string
  outcome: Outcome
  count: number
}

/** Width of the buckets. */
export type UsageBucket = (typeof USAGE_BUCKETS)[number]

/** A span of time: `from` is included, `to` is not. */
export interface TimeSpan {
  from: string
  to: string
}

/** One bucket with its counts; outcomes that did not occur are missing. */
export interface UsageRow {
  at: number
  counts: Partial<Record<Outcome, number>>
}

const BUCKET_MILLISECONDS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const

/** One row per bucket of the span, the empty ones too; without a span, from the first point to the last. */
export function toRows(
  points: readonly UsagePoint[],
  bucket: UsageBucket,
  span?: TimeSpan,
): UsageRow[] {
  const width = BUCKET_MILLISECONDS[bucket]
  const rows = new Map<number, UsageRow>()
  const times = points.map(({ at }) => Date.parse(at))
  const first = span ? Date.parse(span.from) : Math.min(...times)
  const last = span ? Date.parse(span.to) - 1 : Math.max(...times)
  for (let at = first - (first % width); at <= last; at += width) rows.set(at, { at, counts: {} })
  for (const { at, outcome, count } of points) {
    const row = rows.get(Date.parse(at))
    if (row) row.counts[outcome] = (row.counts[outcome] ?? 0) + count
  }
  return [...rows.values()]
}

/** How often each outcome occurred, in the order of stacking; none with 0. */
export function totalsOf(points: readonly UsagePoint[]): { outcome: Outcome; count: number }[] {
  const totals = new Map<Outcome, number>()
  for (const { outcome, count } of points) totals.set(outcome, (totals.get(outcome) ?? 0) + count)
  return STACKED_OUTCOMES.flatMap(outcome => {
    const count = totals.get(outcome) ?? 0
    return count > 0 ? [{ outcome, count }] : []
  })
}
