import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { type ChainReport, checkChain } from '@keywright/core'
import { CHAIN } from '../audit-options.ts'
import { command } from '../command.ts'
import type { Connection } from '../connection.ts'
import { EXIT, UsageError } from '../exit.ts'
import type { Io } from '../io.ts'
import { showProgress, whileWaiting } from '../progress.ts'

/** `audit verify`. */
export const auditVerify = command({
  name: 'audit verify',
  summary:
    'Check that nobody changed, removed, reordered or cut off events; ends with 1 when broken',
  details:
    'Without FILE the server checks its own chain. With an exported NDJSON file, or - for standard input, no server is needed; --head then also finds a cut end and a chain that was rewritten as a whole. docs/audit.md says how it is done.',
  reach: 'server',
  args: [{ name: 'FILE', help: 'An unfiltered NDJSON export', optional: true }],
  options: {
    head: {
      type: 'string',
      value: 'HASH',
      help: 'A head hash noted before: the file must still hold that event',
    },
    ...CHAIN,
  },
  examples: [
    ['audit verify', 'The chain of the domain'],
    ['audit verify audit.ndjson', 'An export, offline'],
    ['audit verify audit.ndjson --head 5e884898da280471…', 'And nothing up to there is missing'],
  ],
  async run({ args, options, io, print, connect }) {
    if (args.FILE === undefined && options.head !== undefined) {
      throw new UsageError('--head is for a FILE.')
    }
    const report =
      args.FILE === undefined
        ? await whileWaiting(io, 'The server checks', checkOnServer(options.instance, connect))
        : await checkFile(args.FILE, options.head, io)
    print.result(report, () => describe(report))
    return report.intact ? EXIT.ok : EXIT.failed
  },
})

async function checkOnServer(
  instance: boolean,
  connect: () => Promise<Connection>,
): Promise<ChainReport> {
  const { client, domain } = await connect()
  if (instance) return client.audit.verifyInstance({})
  return client.audit.verify({ params: { domain: await domain() } })
}

async function checkFile(path: string, head: string | undefined, io: Io): Promise<ChainReport> {
  const knownHash = head?.trim().toLowerCase()
  if (knownHash !== undefined && !/^[0-9a-f]{64}$/.test(knownHash)) {
    throw new UsageError('--head takes a hash: 64 of 0-9 and a-f.')
  }
  const check = checkChain(sha256, knownHash === undefined ? {} : { knownHash })
  const progress = showProgress(io, 'events checked')
  const input = path === '-' ? Readable.from(io.stdin()) : createReadStream(path)
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line.trim() === '') continue
      check.add(parse(line))
      progress.add(1)
    }
  } finally {
    progress.end()
  }
  return check.finish()
}

function describe({ intact, events, headHash, problems }: ChainReport): string {
  if (intact) return `${events} events, all as they were written.\nHead: ${headHash ?? 'none'}`
  const lines = problems.map(({ kind, message }) => `${kind.padEnd(9)}  ${message}`)
  return [`The chain of ${events} events is broken:`, ...lines].join('\n')
}

/** A line that is not JSON stays text, which the check then names. */
function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return line
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
