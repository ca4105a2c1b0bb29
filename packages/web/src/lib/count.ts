const whole = new Intl.NumberFormat('en')

/** A number of things with separators, as in "1,204". */
export function formatCount(count: number): string {
  return whole.format(count)
}

/** A number with its thing, as in "1 request" or "1,204 requests". */
export function countOf(count: number, thing: string): string {
  return `${formatCount(count)} ${thing}${count === 1 ? '' : 's'}`
}
