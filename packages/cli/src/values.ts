import { UsageError } from './exit.ts'

/** A whole number from an option; throws `UsageError`. */
export function wholeNumber(text: string, option: string, min = 0): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < min) {
    throw new UsageError(`${option} takes a whole number from ${min} on, not ${text}.`)
  }
  return value
}

/** Seconds from an option like `90s`, `30m`, `24h` or `7d`; throws `UsageError`. */
export function duration(text: string, option: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,9})([smhd])$/.exec(text) ?? []
  const factor = SECONDS[unit]
  if (factor === undefined) {
    throw new UsageError(`${option} takes a duration like 30m, 24h or 7d, not ${text}.`)
  }
  return Number(digits) * factor
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

/** One of the values that an option knows; throws `UsageError`. */
export function oneOf<const T extends string>(
  text: string,
  option: string,
  values: readonly T[],
): T {
  const value = values.find(known => known === text)
  if (value === undefined) throw new UsageError(`${option} is one of: ${values.join(', ')}.`)
  return value
}

/** `undefined` stays, everything else is read. */
export function given<T>(text: string | undefined, read: (text: string) => T): T | undefined {
  return text === undefined ? undefined : read(text)
}

/** An object without the members that are undefined, as a request takes it. */
export function compact<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  // Leaving out what is undefined is what the type says.
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
