const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
const date = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })
const relative = new Intl.RelativeTimeFormat('en')

/** How long ago, in the largest unit that has passed. */
const PAST: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * DAY],
  ['month', 30 * DAY],
  ['week', 7 * DAY],
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
]

/** How far ahead, each unit up to so many of it: what is due is read closely. */
const AHEAD: readonly [Intl.RelativeTimeFormatUnit, number, most: number][] = [
  ['minute', MINUTE, 119],
  ['hour', HOUR, 47],
  ['day', DAY, 90],
  ['month', (365.25 / 12) * DAY, 23],
  ['year', 365.25 * DAY, Number.POSITIVE_INFINITY],
]

/** A moment in full, in the reader's own time. */
export function formatTime(time: string): string {
  return absolute.format(new Date(time))
}

/** The day of a moment, in the reader's own time. */
export function formatDate(time: string): string {
  return date.format(new Date(time))
}

/** As in "3 days ago" or "in 90 days"; under a minute it is "just now" or "in a moment". */
export function formatRelative(time: string, now = Date.now()): string {
  const distance = new Date(time).getTime() - now
  return distance > 0 ? inFuture(distance) : ago(-distance)
}

function inFuture(distance: number): string {
  if (distance < MINUTE) return 'in a moment'
  for (const [unit, size, most] of AHEAD) {
    const count = Math.round(distance / size)
    if (count <= most) return relative.format(count, unit)
  }
  return ''
}

function ago(distance: number): string {
  for (const [unit, size] of PAST) {
    if (distance >= size) return relative.format(-Math.trunc(distance / size), unit)
  }
  return 'just now'
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
