/** The position after the last row of a page: its sort values and id, opaque to callers. */
export type CursorValues = readonly (string | number | null)[]

/** Writes a cursor for a list; `list` names the list and its order, so that no other takes it. */
export function writeCursor(list: string, values: CursorValues): string {
  return Buffer.from(JSON.stringify([list, ...values])).toString('base64url')
}

/** Reads a cursor that `writeCursor` made for the same list; undefined for anything else. */
export function readCursor(list: string, cursor: string): CursorValues | undefined {
  let parsed: unknown
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
  if (!Array.isArray(parsed) || parsed[0] !== list || parsed.length < 2) return undefined
  const values: unknown[] = parsed.slice(1)
  return values.every(isCursorValue) ? values : undefined
}

/** Only what a row can hold: databases refuse a text with a NUL, and fractions where they keep whole numbers. */
function isCursorValue(value: unknown): value is string | number | null {
  if (typeof value === 'string') return !value.includes('\0')
  return value === null || Number.isSafeInteger(value)
}
