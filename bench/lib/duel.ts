import type { Child } from './children.ts'
import { type LoadResult, type RequestFile, runLoad } from './load.ts'
import { type Spread, spreadOf } from './statistics.ts'

/** A server under load, and what is sent to it. */
export interface Contender {
  child: Child
  url: string
  requests: RequestFile
}

/** What two contenders did in the same rounds; ratios are of the first to the second, round by round. */
export interface DuelResult {
  first: { perSecond: Spread; p50: Spread; p99: Spread }
  second: { perSecond: Spread; p50: Spread; p99: Spread }
  throughputRatio: Spread
  /** Of the requests answered in a second of processor time: what the ratio would be on a machine with nothing else to do. */
  processorRatio: Spread
  p99Ratio: Spread
}

/** How long a comparison takes. */
export interface Rounds {
  rounds: number
  seconds: number
}

/** Many short rounds rather than a few long ones. */
export function roundsFor(quick: boolean): Rounds {
  return quick ? { rounds: 2, seconds: 1 } : { rounds: 6, seconds: 2 }
}

/**
 * Loads two servers by turns, in short rounds, so that whatever else the machine does meets both.
 * The one that waits is halted: work that it put off falls into its own rounds.
 */
export async function duel(
  first: Contender,
  second: Contender,
  { rounds, seconds }: Rounds,
): Promise<DuelResult> {
  const found: [Measured[], Measured[]] = [[], []]
  const others = new Set([first.child, second.child])
  for (const child of others) child.pause()
  try {
    // Before the first round both are made to compile.
    for (let round = -1; round < rounds; round++) {
      const order = round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)
      for (const side of order) {
        const { child, url, requests } = side === 0 ? first : second
        child.resume()
        const used = child.processorSeconds()
        const result = await runLoad(url, requests, seconds, { round: round + 1 })
        const perProcessorSecond =
          (result.perSecond * result.seconds) / (child.processorSeconds() - used)
        child.pause()
        if (round >= 0) found[side].push({ ...result, perProcessorSecond })
      }
    }
  } finally {
    for (const child of others) child.resume()
  }
  const [ours, theirs] = found
  return {
    first: summary(ours),
    second: summary(theirs),
    throughputRatio: spreadOf(ratios(ours, theirs, 'perSecond')),
    processorRatio: spreadOf(ratios(ours, theirs, 'perProcessorSecond')),
    p99Ratio: spreadOf(ratios(ours, theirs, 'p99')),
  }
}

interface Measured extends LoadResult {
  perProcessorSecond: number
}

function summary(results: Measured[]) {
  const of = (field: 'perSecond' | 'p50' | 'p99') => spreadOf(results.map(result => result[field]))
  return { perSecond: of('perSecond'), p50: of('p50'), p99: of('p99') }
}

function ratios(
  ours: Measured[],
  theirs: Measured[],
  field: 'perSecond' | 'perProcessorSecond' | 'p99',
) {
  return ours.map((result, round) => result[field] / (theirs[round]?.[field] ?? Number.NaN))
}
