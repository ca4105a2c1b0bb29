/** How objects travel. */
export type TransferFormat = 'ndjson' | 'csv'

/** Counts the rows that end in each part; lines in the quotes of a table are not ends of rows. */
export function createRowCounter(format: TransferFormat): (bytes: Uint8Array) => number {
  const hasQuotes = format === 'csv'
  let isQuoted = false
  // The first row of a table are its headings.
  let rows = hasQuotes ? -1 : 0
  return bytes => {
    const before = Math.max(0, rows)
    for (const byte of bytes) {
      if (byte === QUOTE && hasQuotes) isQuoted = !isQuoted
      else if (byte === NEWLINE && !isQuoted) rows++
    }
    return Math.max(0, rows) - before
  }
}

const QUOTE = 0x22
const NEWLINE = 0x0a
