import { describe, expect, it } from 'vitest'
import { createRowCounter, type TransferFormat } from './row-counter.ts'

/** The rows of a text that arrives in parts of any length. */
function countIn(format: TransferFormat, text: string, partBytes: number): number {
  const count = createRowCounter(format)
  const bytes = new TextEncoder().encode(text)
  let rows = 0
  for (let from = 0; from < bytes.length; from += partBytes) {
    rows += count(bytes.subarray(from, from + partBytes))
  }
  return rows
}

describe.each([1, 2, 3, 1000])('rows that arrive in parts of %i bytes', size => {
  it('are lines of NDJSON, whatever quotes are in them', () => {
    expect(countIn('ndjson', '{"a":"\\""}\n{"a":"\\n"}\n', size)).toBe(2)
    expect(countIn('ndjson', '', size)).toBe(0)
  })

  it('are those of a table without its headings and without the lines inside of texts', () => {
    expect(countIn('csv', '"id","text"\r\n"a","one\r\ntwo ""three""\n"\r\n"b",\r\n', size)).toBe(2)
    expect(countIn('csv', '"id"\r\n', size)).toBe(0)
  })
})
