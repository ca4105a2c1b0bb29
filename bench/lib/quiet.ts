import { readFileSync } from 'node:fs'
import { milliseconds } from './format.ts'
import type { Keywright } from './keywright.ts'
import { median, percentile } from './statistics.ts'

/** How long single calls took, without those that had to wait for a processor. */
export interface CallTimes {
  p99: number
  /** What else is to be said of them. */
  spread: string
}

/** Milliseconds that a call may have waited for a processor and still counts. */
const MAX_WAIT = 1
/** Calls that are made at the most for each that is wanted. */
const PATIENCE = 3

/**
 * Makes calls one after the other until so many were answered by a machine that did nothing else: a
 * call counts unless the server or this process had to wait for a processor meanwhile, as Linux tells.
 * Where it does not tell, all count. The first tenth opens connections and prepares statements.
 */
export async function timeCalls(
  server: Keywright,
  wanted: number,
  call: (index: number) => Promise<unknown>,
): Promise<CallTimes> {
  const pids = [process.pid, server.process.pid]
  const all: number[] = []
  const quiet: number[] = []
  const first = Math.ceil(wanted / 10)
  for (let index = 0; quiet.length < wanted && index < first + wanted * PATIENCE; index++) {
    const waited = waitedMilliseconds(pids)
    const startedAt = performance.now()
    await call(index)
    const took = performance.now() - startedAt
    if (index < first) continue
    all.push(took)
    if (waitedMilliseconds(pids) - waited <= MAX_WAIT) quiet.push(took)
  }
  // With hardly any that count, the figure would be that of luck.
  const counted = quiet.length >= wanted / 2 ? quiet : all
  const disturbed = all.length - quiet.length
  return {
    p99: percentile(counted, 0.99),
    spread: `p50 ${milliseconds(median(counted))}, worst ${milliseconds(Math.max(...counted))} of ${counted.length}; ${disturbed} more waited for a processor, p99 of all ${milliseconds(percentile(all, 0.99))}`,
  }
}

/** The second figure of schedstat: nanoseconds on the run queue. */
function waitedMilliseconds(pids: readonly (number | undefined)[]): number {
  let nanoseconds = 0
  for (const pid of pids) {
    try {
      nanoseconds += Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[1])
    } catch {
      return 0
    }
  }
  return nanoseconds / 1e6
}
