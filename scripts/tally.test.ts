import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'

const script = fileURLToPath(new URL('tally.mjs', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'keywright-tally-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the closing line of a run', () => {
  it('counts the tests that passed and those that failed', () => {
    const file = { status: 'failed', assertionResults: [{}, {}, {}] }
    const report = { numPassedTests: 2, numFailedTests: 1, testResults: [file] }
    expect(closingLine(report)).toBe('2 passed, 1 failed\n')
  })

  it('counts a file that could not run as a failure', () => {
    const file = { status: 'failed', assertionResults: [] }
    const report = { numPassedTests: 2, numFailedTests: 0, testResults: [file] }
    expect(closingLine(report)).toBe('2 passed, 1 failed\n')
  })

  it('never says that all is well when there is no report', () => {
    expect(closingLine(undefined)).toBe('0 passed, 1 failed\n')
  })
})

function closingLine(report: object | undefined): string {
  const path = join(folder, 'report.json')
  writeFileSync(path, report === undefined ? '' : JSON.stringify(report))
  return execFileSync(process.execPath, [script, path], { encoding: 'utf8' })
}
