import { writeFileSync } from 'node:fs'
import type { MachineFacts } from './machine.ts'

/** A figure against its bar. */
export interface Row {
  measure: string
  bar: string
  result: string
  /** Lowest and highest, or whatever tells how sure the result is. */
  spread: string
  pass: boolean
}

/** A measure as it was run. */
export interface Group {
  title: string
  rows: Row[]
  notes: string[]
}

/** Prints a row as soon as it is known. */
export function printRow({ measure, bar, result, spread, pass }: Row): void {
  console.log(`${pass ? 'PASS' : 'MISS'}  ${measure}: ${result} (${bar})  ${spread}`)
}

/** Prints all rows as a table, and how many bars were met. */
export function printTable(groups: readonly Group[]): void {
  const rows = groups.flatMap(group => group.rows)
  const lines = [HEADER, ...rows.map(cellsOf)]
  const widths = HEADER.map((_, column) => Math.max(...lines.map(cells => width(cells, column))))
  console.log()
  for (const cells of lines) {
    console.log(cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  }
  const missed = rows.filter(row => !row.pass).length
  console.log(`\n${rows.length - missed} of ${rows.length} bars met.`)
}

/** Writes the results of a whole run. */
export function writeResults(path: string, facts: MachineFacts, groups: readonly Group[]): void {
  const rows = groups.flatMap(group => group.rows)
  const text = [
    '# Results of the benchmarks',
    'Written by `npm run bench`; run it again rather than edit this. How each figure is measured stands below the table, and in [README.md](README.md).',
    table(
      ['', ''],
      Object.entries(facts).map(([name, value]) => [name, value]),
    ),
    table(
      HEADER,
      rows.map(row => cellsOf(row).map((cell, column) => (column === 0 ? `**${cell}**` : cell))),
    ),
    ...groups.map(
      ({ title, notes }) => `## ${title}\n\n${notes.map(note => `- ${note}`).join('\n')}`,
    ),
  ]
  writeFileSync(path, `${text.join('\n\n')}\n`)
}

const HEADER = ['', 'measure', 'bar', 'result', 'spread']

function cellsOf({ pass, measure, bar, result, spread }: Row): string[] {
  return [pass ? 'PASS' : 'MISS', measure, bar, result, spread]
}

function width(cells: readonly string[], column: number): number {
  return cells[column]?.length ?? 0
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, header.map(() => '---'), ...rows]
  return lines.map(cells => `| ${cells.join(' | ')} |`).join('\n')
}
