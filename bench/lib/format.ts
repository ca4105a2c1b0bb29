import type { Spread } from './statistics.ts'

/** `312 000/s`. */
export function perSecond(value: number): string {
  return `${grouped(value)}/s`
}

/** Microseconds, as the larger unit where that reads better. */
export function microseconds(value: number): string {
  return value < 1000 ? `${value.toFixed(value < 100 ? 1 : 0)} µs` : milliseconds(value / 1000)
}

/** `4.31 ms`. */
export function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ms`
}

/** `0.953`. */
export function ratio(value: number): string {
  return value.toFixed(value < 10 ? 3 : 1)
}

/** `0.91 … 0.97`. */
export function range({ lowest, highest }: Spread, format: (value: number) => string): string {
  return `${format(lowest)} … ${format(highest)}`
}

/** Thousands apart. */
export function grouped(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ' ')
}
