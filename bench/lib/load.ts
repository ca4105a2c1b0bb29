import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CORES, isInstalled, run } from './children.ts'
import { fromHere } from './paths.ts'

/** How many connections a load uses, unless it says otherwise: the number of the bars. */
export const CONNECTIONS = 64

/** One request of a load. */
export interface LoadRequest {
  method: 'GET' | 'POST'
  path: string
  headers: Record<string, string>
  body?: string
}

/** Requests in a file, where a load generator finds them. */
export interface RequestFile {
  path: string
  count: number
}

/** What a load found. */
export interface LoadResult {
  perSecond: number
  seconds: number
  /** Microseconds. */
  p50: number
  p99: number
  /** Answers from 400 on. */
  refused: number
  /** Requests without an answer. */
  broken: number
}

/** What makes the load: wrk where it is installed, else autocannon, which is slower itself. */
export const GENERATOR = isInstalled('wrk') ? 'wrk' : 'autocannon'

/** Writes requests for the generators to read: four fields in a line. */
export function writeRequests(
  folder: string,
  name: string,
  requests: readonly LoadRequest[],
): RequestFile {
  const path = join(folder, `${name}.requests`)
  const lines = requests.map(({ method, path, headers, body = '' }) => {
    const fields = Object.entries(headers).map(([header, value]) => `${header}: ${value}`)
    return [method, path, fields.join('\t'), body].join('\x01')
  })
  writeFileSync(path, `${lines.join('\n')}\n`)
  return { path, count: lines.length }
}

/** Sends the requests in turn for so many seconds, each round from another place in the file. */
export async function runLoad(
  url: string,
  requests: RequestFile,
  seconds: number,
  { connections = CONNECTIONS, round = 0 } = {},
): Promise<LoadResult> {
  const first = Math.floor((round * 0.618 * requests.count) % requests.count)
  const output = await run(...commandOf(url, requests.path, seconds, connections, first), {
    core: CORES?.load,
  })
  const line = output.split('\n').find(text => text.startsWith('{')) ?? ''
  // Printed by our own script.
  const found = JSON.parse(line) as Record<string, number>
  const { requests: sent = 0, microseconds = 1, p50 = 0, p99 = 0, refused = 0, broken = 0 } = found
  if (broken > 0) throw new Error(`${broken} requests to ${url} were not answered.`)
  return {
    perSecond: (sent / microseconds) * 1e6,
    seconds: microseconds / 1e6,
    p50,
    p99,
    refused,
    broken,
  }
}

function commandOf(
  url: string,
  file: string,
  seconds: number,
  connections: number,
  first: number,
): [string, string[]] {
  if (GENERATOR === 'autocannon') {
    const script = fromHere('peers/autocannon.mjs')
    return [process.execPath, [script, url, file, ...[seconds, connections, first].map(String)]]
  }
  const options = ['--threads', '1', '--timeout', '10s', '--connections', String(connections)]
  const script = ['--script', fromHere('wrk.lua')]
  return [
    'wrk',
    [...options, '--duration', `${seconds}s`, ...script, url, '--', file, String(first)],
  ]
}
