import type { endpoints, ResponseBody } from '@keywright/contract'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../app/api.ts'
import { countOf, formatCount } from '../lib/count.ts'

/** Requests with a key by time, outcome and secret. */
export type KeyUsagePoint = ResponseBody<typeof endpoints.usage.ofKey>['items'][number]

/** The requests with a key in the last 24 hours, for questions about it. */
export function recentRequestsQuery(domain: string, id: string) {
  return queryOptions({
    queryKey: ['domain', domain, 'keys', id, 'recent-requests'],
    // What is about to be taken away may have been used this very moment.
    staleTime: 0,
    queryFn: async () => (await api.usage.ofKey({ params: { domain, id } })).items,
  })
}

const HOUR_MILLISECONDS = 3_600_000
/** The last 24 hours touch 25 of the clock. */
const HOURS = 25

/** So many requests, and how many of them were refused. */
export interface Requests {
  count: number
  refused: number
}

/** The requests of the last 24 hours. */
export interface Traffic extends Requests {
  /** Hour by hour, the oldest first. */
  hours: readonly Requests[]
}

/** The requests of the last 24 hours that `belongs` takes, hour by hour. */
export function trafficOf(
  points: readonly KeyUsagePoint[],
  belongs: (point: KeyUsagePoint) => boolean = () => true,
  now = Date.now(),
): Traffic {
  const thisHour = Math.floor(now / HOUR_MILLISECONDS)
  const hours = Array.from({ length: HOURS }, (): Requests => ({ count: 0, refused: 0 }))
  const all = { count: 0, refused: 0 }
  for (const point of points) {
    if (!belongs(point)) continue
    const age = thisHour - Math.floor(Date.parse(point.at) / HOUR_MILLISECONDS)
    const hour = hours[Math.min(Math.max(HOURS - 1 - age, 0), HOURS - 1)]
    for (const sum of hour ? [all, hour] : [all]) {
      sum.count += point.count
      if (point.outcome !== 'VALID') sum.refused += point.count
    }
  }
  return { ...all, hours }
}

/** As in "67 requests, 7 refused". */
export function trafficText({ count, refused }: Requests): string {
  const words = countOf(count, 'request')
  if (refused === 0) return words
  if (refused < count) return `${words}, ${formatCount(refused)} refused`
  return count === 1 ? `${words}, refused` : `${words}, all refused`
}
