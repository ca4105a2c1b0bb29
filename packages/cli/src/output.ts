import type { Io } from './io.ts'

/** How a command answers: data on standard output, words about it on standard error. */
export interface Printer {
  readonly json: boolean
  /** The result: as JSON where that was asked for, else as the text made of it. */
  result(value: unknown, text: () => string): void
  /** The result where it has a form of its own, whatever was asked for. */
  raw(text: string): void
  /** A message for the person, not part of the result. */
  note(text: string): void
}

/** Makes the printer of a run. */
export function createPrinter(io: Io, json: boolean): Printer {
  return {
    json,
    result(value, text) {
      const shown = json ? JSON.stringify(value, null, 2) : text()
      io.stdout.write(shown.endsWith('\n') ? shown : `${shown}\n`)
    },
    raw: text => io.stdout.write(text),
    note: text => io.stderr.write(`${text}\n`),
  }
}

/** Rows in columns as wide as they need to be; `empty` where there are none. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  empty: string,
): string {
  if (rows.length === 0) return empty
  const lines = [head, ...rows.map(row => row.map(oneLine))]
  const widths = head.map((_, column) => Math.max(...lines.map(line => line[column]?.length ?? 0)))
  return lines
    .map(line => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map(line => line.trimEnd())
    .join('\n')
}

/** Facts one below the other; those that are null are left out. */
export function facts(rows: readonly (readonly [name: string, value: string | null])[]): string {
  const shown = rows.filter(row => row[1] !== null)
  const width = Math.max(...shown.map(([name]) => name.length))
  return shown.map(([name, value]) => `${name.padEnd(width)}  ${oneLine(value ?? '')}`).join('\n')
}

/** A moment for people, in UTC and to the minute. */
export function moment(time: string | null, otherwise: string): string {
  return time === null ? otherwise : `${time.slice(0, 10)} ${time.slice(11, 16)}`
}

/** No text from elsewhere may move the cursor or colour the terminal. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
}
