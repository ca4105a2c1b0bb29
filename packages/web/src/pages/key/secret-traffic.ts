import type { KeyUsagePoint } from './key.queries.ts'

const HOUR_MILLISECONDS = 3_600_000
/** The last 24 hours touch 25 of the clock. */
const HOURS = 25

/** The requests with one secret in the last 24 hours. */
export interface SecretTraffic {
  /** Requests per hour, the oldest first. */
  hours: readonly number[]
  total: number
}

/** The requests of the last 24 hours that `belongs` takes, hour by hour. */
export function trafficOf(
  points: readonly KeyUsagePoint[],
  belongs: (point: KeyUsagePoint) => boolean,
  now = Date.now(),
): SecretTraffic {
  const thisHour = Math.floor(now / HOUR_MILLISECONDS)
  const hours = Array.from({ length: HOURS }, () => 0)
  let total = 0
  for (const point of points) {
    if (!belongs(point)) continue
    total += point.count
    const age = thisHour - Math.floor(Date.parse(point.at) / HOUR_MILLISECONDS)
    const place = Math.min(Math.max(HOURS - 1 - age, 0), HOURS - 1)
    hours[place] = (hours[place] ?? 0) + point.count
  }
  return { hours, total }
}
