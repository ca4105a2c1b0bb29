// The verifier alone, without HTTP: `programs/in-process.ts KEYS SECONDS DOMAIN`, the place in the
// environment. Prints what it found as JSON. Run from dist, as an API owner would embed it.
import crypto, { randomInt } from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import { setImmediate } from 'node:timers/promises'
import type { InProcessFindings } from '../lib/in-process-findings.ts'
import { garbageAt, isLive, PERMISSION, tokenAt } from '../lib/keys.ts'
import { median, percentile } from '../lib/statistics.ts'

const counts = countHashes()
/** Short enough that few are interrupted by another program on a busy machine. */
const SLICE = 100
const { createServer, readConfig } = await import('@keywright/server')

const [keys = 0, seconds = 0] = process.argv.slice(2, 4).map(Number)
const domainId = process.argv[4] ?? ''
const { KEYWRIGHT_DATA } = process.env
const server = await createServer(readConfig({ KEYWRIGHT_DATA, KEYWRIGHT_LOG_LEVEL: 'warn' }))
const { verifier, usageRecorder } = server.services
const permissions = [PERMISSION]
const origin = { ip: '192.0.2.7', userAgent: 'bench' }

const living = Array.from({ length: keys }, (_, index) => index).filter(isLive)
const valid = living.map(tokenAt)
const garbage = living.map(garbageAt)
await warmUp()

// The first half second compiles.
await sustained(valid, 'VALID', 0.5)
const findings: InProcessFindings = {
  keys: valid.length,
  ...(await sustained(valid, 'VALID', seconds)),
  garbagePerSecond: 0,
  garbageHashes: 0,
  timerNanoseconds: timerCost(),
  nanoseconds: { p50: 0, p99: 0, p999: 0 },
}
findings.nanoseconds = await eachCall()
const before = counts.hashes
findings.garbagePerSecond = (await sustained(garbage, 'NOT_FOUND', seconds)).callsPerSecond
findings.garbageHashes = counts.hashes - before
console.log(JSON.stringify(findings))
await server.close()

async function warmUp() {
  for (let from = 0; from < valid.length; from += 1000) {
    const some = valid.slice(from, from + 1000)
    const answers = await Promise.all(some.map(token => verify(token)))
    if (answers.some(answer => answer.outcome !== 'VALID')) throw new Error('A key is not valid.')
  }
  await usageRecorder.flush()
}

function verify(token: string) {
  return verifier.verify(domainId, { token, permissions, origin })
}

/**
 * Verifies tokens at random for a while. Now and then the event loop has its turn, so that the usage
 * they make is written as it would be; what that takes counts in one rate and not in the others.
 */
async function sustained(tokens: string[], expected: string, forSeconds: number) {
  const slices: number[] = []
  const startedAt = performance.now()
  let calls = 0
  let processorMicroseconds = 0
  while (performance.now() - startedAt < forSeconds * 1000) {
    const slice = Array.from({ length: SLICE }, () => tokens[randomInt(tokens.length)] ?? '')
    const used = process.cpuUsage()
    const sliceAt = performance.now()
    for (const token of slice) {
      const answer = verify(token)
      if (answer instanceof Promise || answer.outcome !== expected) throw new Error('Not warm.')
    }
    slices.push(performance.now() - sliceAt)
    const { user, system } = process.cpuUsage(used)
    processorMicroseconds += user + system
    calls += SLICE
    if (slices.length % 10 === 0) await setImmediate()
  }
  const elapsed = performance.now() - startedAt
  return {
    /** The middle slice: what a core does while nothing else runs on it. */
    callsPerSecond: SLICE / (median(slices) / 1000),
    /** By the time that the processor spent on the slices. */
    cpuPerSecond: calls / (processorMicroseconds / 1e6),
    /** All of the time, with the writing of usage and the choosing of tokens. */
    sustainedPerSecond: calls / (elapsed / 1000),
  }
}

async function eachCall() {
  const samples = new Float64Array(500_000)
  for (let at = 0; at < samples.length; at++) {
    const token = valid[randomInt(valid.length)] ?? ''
    const before = process.hrtime.bigint()
    verify(token)
    samples[at] = Number(process.hrtime.bigint() - before)
    if (at % 1000 === 0) await setImmediate()
  }
  return {
    p50: percentile(samples, 0.5),
    p99: percentile(samples, 0.99),
    p999: percentile(samples, 0.999),
  }
}

function timerCost(): number {
  const samples = Array.from({ length: 100_000 }, () => {
    const before = process.hrtime.bigint()
    return Number(process.hrtime.bigint() - before)
  })
  return median(samples)
}

/** Counts what is hashed, by standing in front of the functions before anything imports them. */
function countHashes(): { hashes: number } {
  const counts = { hashes: 0 }
  const { hash, createHash, createHmac } = crypto
  const counted = <A extends unknown[], R>(real: (...args: A) => R) =>
    function count(...args: A): R {
      counts.hashes++
      return real(...args)
    }
  Object.assign(crypto, {
    hash: counted(hash),
    createHash: counted(createHash),
    createHmac: counted(createHmac),
  })
  syncBuiltinESMExports()
  return counts
}
