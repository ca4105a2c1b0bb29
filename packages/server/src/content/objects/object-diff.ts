/** One difference between two values; a side that has nothing there lacks its property. */
export interface Difference {
  pointer: string
  before?: unknown
  after?: unknown
}

/** More are not told one by one. */
const MAX_DIFFERENCES = 500

/** What differs between two JSON values, by JSON pointer (RFC 6901); lists are compared as wholes. */
export function differencesOf(before: unknown, after: unknown): Difference[] {
  const found: Difference[] = []
  compare(before, after, '', found)
  return found.slice(0, MAX_DIFFERENCES)
}

function compare(before: unknown, after: unknown, pointer: string, found: Difference[]): void {
  if (isObject(before) && isObject(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const at = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
      const had = Object.hasOwn(before, name)
      const has = Object.hasOwn(after, name)
      if (had && has) compare(before[name], after[name], at, found)
      else
        found.push({
          pointer: at,
          ...(had && { before: before[name] }),
          ...(has && { after: after[name] }),
        })
    }
    return
  }
  if (JSON.stringify(before) !== JSON.stringify(after)) found.push({ pointer, before, after })
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
