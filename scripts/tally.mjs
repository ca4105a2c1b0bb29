// @ts-check
// Prints "N passed, N failed" for the JSON report of vitest whose path is given, for programs that
// read the log. A file that could not run counts as one failure, and so does a run without a report.
import { readFileSync } from 'node:fs'
import process from 'node:process'

/**
 * @typedef {object} Report
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {{ status: string, assertionResults: unknown[] }[]} testResults
 */

const [path = ''] = process.argv.slice(2)
const { passed, failed } = tally(readReport())
console.log(`${passed} passed, ${failed} failed`)

/** @returns {Report | undefined} */
function readReport() {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}

/** @param {Report | undefined} report */
function tally(report) {
  if (report === undefined) return { passed: 0, failed: 1 }
  const broken = report.testResults.filter(
    file => file.status === 'failed' && file.assertionResults.length === 0,
  )
  return { passed: report.numPassedTests, failed: report.numFailedTests + broken.length }
}
