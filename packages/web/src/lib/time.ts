const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
const date = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

const UNITS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * DAY],
  ['month', 30 * DAY],
  ['week', 7 * DAY],
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
]

/** A moment in full, in the reader's own time. */
export function formatTime(time: string): string {
  return absolute.format(new Date(time))
}

/** The day of a moment, in the reader's own time. */
export function formatDate(time: string): string {
  return date.format(new Date(time))
}

/** As in "3 days ago" or "in 2 hours"; under a minute it is "just now". */
export function formatRelative(time: string, now = Date.now()): string {
  const distance = new Date(time).getTime() - now
  for (const [unit, size] of UNITS) {
    if (Math.abs(distance) >= size) return relative.format(Math.trunc(distance / size), unit)
  }
  return distance > 0 ? 'in a moment' : 'just now'
}

/** So many seconds in words, as in "2 days". */
export function formatSeconds(seconds: number): string {
  const units: [string, number][] = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ]
  for (const [unit, size] of units) {
    if (seconds >= size && seconds % size === 0) {
      const count = seconds / size
      return `${count} ${unit}${count === 1 ? '' : 's'}`
    }
  }
  return `${seconds} seconds`
}
