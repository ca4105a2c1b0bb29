// @ts-check
// How much JavaScript a browser loads before the first page of the backoffice can run: the entry and
// what it imports at once, packed as they travel. Pages load the rest when they are opened.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { gzipSync } from 'node:zlib'
import { root } from './files.mjs'
import { buildWeb } from './web.mjs'

const LIMIT_BYTES = 220_000

await buildWeb()
const folder = join(root, 'packages/web/dist')
/** @type {Record<string, { file: string, imports?: string[] }>} */
const manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8'))
const files = ['theme.js', ...filesFor('index.html')]
const bytes = files.reduce(
  (sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length,
  0,
)
console.log(`${kilobytes(bytes)} of ${kilobytes(LIMIT_BYTES)} gzip in ${files.length} files`)
if (bytes > LIMIT_BYTES) process.exitCode = 1

/**
 * @param {string} name
 * @param {Set<string>} seen
 * @returns {string[]}
 */
function filesFor(name, seen = new Set()) {
  const chunk = manifest[name]
  if (chunk === undefined) throw new Error(`The build has no ${name}`)
  if (seen.has(name)) return []
  seen.add(name)
  return [chunk.file, ...(chunk.imports ?? []).flatMap(other => filesFor(other, seen))]
}

/** @param {number} bytes */
function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`
}
