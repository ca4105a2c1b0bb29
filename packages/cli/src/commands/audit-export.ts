import { open, rename, rm } from 'node:fs/promises'
import { auditQuery, CHAIN, FILTER } from '../audit-options.ts'
import { command } from '../command.ts'
import type { Output } from '../io.ts'
import { showProgress } from '../progress.ts'
import { given, oneOf } from '../values.ts'

/** `audit export`. */
export const auditExport = command({
  name: 'audit export',
  summary: 'Write the trail to standard output or a file, oldest first',
  details: 'An NDJSON export without a filter can be checked offline: keywright audit verify FILE.',
  reach: 'server',
  args: [],
  options: {
    format: { type: 'string', value: 'FORMAT', help: 'ndjson or csv; ndjson unless given' },
    output: { type: 'string', short: 'o', value: 'FILE', help: 'There once it is whole' },
    ...FILTER,
    ...CHAIN,
  },
  examples: [
    ['audit export --output audit.ndjson', 'The whole trail of the domain'],
    ['audit export --format csv --from 2026-01-01T00:00:00Z > audit.csv', 'For a spreadsheet'],
  ],
  async run({ options, io, print, connect }) {
    const format = given(options.format, text => oneOf(text, '--format', ['ndjson', 'csv']))
    const query = { ...auditQuery(options), ...(format && { format }) }
    const connection = await connect()
    const params = { domain: options.instance ? '' : await connection.domain() }
    const bytes = await connection.stream(({ audit }) =>
      options.instance ? audit.exportInstance({ query }) : audit.export({ params, query }),
    )
    // Lines that scroll by are progress enough, and would be written over.
    const scrolls = options.output === undefined && io.stdout.isTerminal
    const progress = showProgress(scrolls ? undefined : io, 'lines')
    try {
      if (options.output === undefined) {
        await writeOut(bytes, io.stdout, progress.add)
      } else {
        await writeFileWhole(options.output, bytes, progress.add)
      }
    } finally {
      progress.end()
    }
    if (options.output !== undefined) print.note(`Wrote ${options.output}.`)
  },
})

type Bytes = AsyncIterable<Uint8Array>

async function writeOut(bytes: Bytes, stdout: Output, count: (lines: number) => void) {
  const decoder = new TextDecoder()
  for await (const piece of bytes) {
    stdout.write(decoder.decode(piece, { stream: true }))
    count(linesIn(piece))
    await stdout.drained()
  }
}

/** Written beside and renamed at the end: what has the name is whole. */
async function writeFileWhole(path: string, bytes: Bytes, count: (lines: number) => void) {
  const beside = `${path}.part`
  const file = await open(beside, 'w', 0o600)
  try {
    for await (const piece of bytes) {
      await file.appendFile(piece)
      count(linesIn(piece))
    }
    await file.close()
    await rename(beside, path)
  } catch (error) {
    await file.close()
    await rm(beside, { force: true })
    throw error
  }
}

function linesIn(piece: Uint8Array): number {
  let lines = 0
  for (const byte of piece) if (byte === NEWLINE) lines += 1
  return lines
}

const NEWLINE = 0x0a
