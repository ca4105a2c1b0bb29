import type { HeaderReader } from '@keywright/core'

/**
 * Reads headers as they came over the wire, names and values by turns. Node's own `headers` are made
 * for all of them at the first look; here a look costs little and nothing is made. A header that is
 * there twice reads as both values, as in the fetch standard.
 */
export function rawHeaderReader(raw: readonly string[]): HeaderReader {
  return name => {
    let found: string | undefined
    for (let index = 0; index < raw.length; index += 2) {
      const key = raw[index]
      if (key === undefined || key.length !== name.length) continue
      if (key !== name && key.toLowerCase() !== name) continue
      const value = raw[index + 1]
      found = found === undefined ? value : `${found}${SEPARATORS.get(name) ?? ', '}${value}`
    }
    return found
  }
}

/** RFC 6265 section 5.4, and RFC 9110 section 5.2 for all others. */
const SEPARATORS: ReadonlyMap<string, string> = new Map([['cookie', '; ']])
