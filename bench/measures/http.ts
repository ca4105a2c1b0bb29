import { type BareServer, startBare } from '../lib/bare.ts'
import type { Bench, Measure } from '../lib/bench.ts'
import { CORES } from '../lib/children.ts'
import { duel, roundsFor } from '../lib/duel.ts'
import { grouped, microseconds, perSecond, range, ratio } from '../lib/format.ts'
import { isLive, shuffle, spreadOver, tokenAt } from '../lib/keys.ts'
import { type Keywright, startKeywright } from '../lib/keywright.ts'
import { CONNECTIONS, GENERATOR, type LoadRequest, writeRequests } from '../lib/load.ts'
import { forwardRequest, verifyAll, verifyRequest } from '../lib/requests.ts'

const KEYS = 100_000
const HOT = 1000

/** How much of a server that only answers is left when the answer is a verification. */
export const http: Measure = {
  name: 'http',
  title: 'Verification over HTTP, against a bare node:http server',
  async run(bench) {
    const { place, keys } = await bench.embedded(KEYS)
    const server = await startKeywright(place, { core: CORES?.server })
    const living = Array.from({ length: keys }, (_, index) => index)
      .filter(isLive)
      .map(tokenAt)
    bench.say('every key is verified once')
    await verifyAll(server.url, server.caller, living)

    const hot = spreadOver(keys, HOT).map(tokenAt)
    const verify = (token: string) => verifyRequest(server.caller, token)
    await compare(bench, server, 'verify', hot.map(verify))
    await compare(bench, server, 'forward-auth', hot.map(forwardRequest))
    bench.note(
      `The shipped server on the embedded database, ${grouped(keys)} keys in its cache, ${grouped(HOT)} of them in use, ${CONNECTIONS} connections by ${GENERATOR}. The bare server reads the body and sends what ours sent, byte for byte; that is checked on the socket. Both are loaded by turns, the other one halted; a ratio is that of two neighbouring rounds, and the figure is the median of the ratios.`,
    )

    await compareAll(bench, server, shuffle(living).map(verify))
    await server.stop()
  },
}

async function compare(bench: Bench, server: Keywright, name: string, requests: LoadRequest[]) {
  const bare = await bareFor(server, requests)
  const file = writeRequests(bench.folder, name, requests)
  const { throughputRatio, processorRatio, p99Ratio, first, second } = await duel(
    { child: server, url: server.url, requests: file },
    { child: bare, url: bare.url, requests: file },
    roundsFor(bench.quick),
  )
  await bare.stop()
  bench.row({
    measure: `HTTP ${name}, throughput against bare node:http`,
    bar: '>= 0.9 x',
    result: `${ratio(throughputRatio.median)} x`,
    spread: `${range(throughputRatio, ratio)}; by processor time ${ratio(processorRatio.median)} x; ${perSecond(first.perSecond.median)} against ${perSecond(second.perSecond.median)}`,
    pass: throughputRatio.median >= 0.9,
  })
  bench.row({
    measure: `HTTP ${name}, p99 against bare node:http`,
    bar: '<= 1.5 x',
    result: `${ratio(p99Ratio.median)} x`,
    spread: `${range(p99Ratio, ratio)}; ${microseconds(first.p99.median)} against ${microseconds(second.p99.median)}`,
    pass: p99Ratio.median <= 1.5,
  })
}

async function compareAll(bench: Bench, server: Keywright, requests: LoadRequest[]) {
  const bare = await bareFor(server, requests)
  const file = writeRequests(bench.folder, 'all', requests)
  const { rounds, seconds } = roundsFor(bench.quick)
  const { throughputRatio, p99Ratio } = await duel(
    { child: server, url: server.url, requests: file },
    { child: bare, url: bare.url, requests: file },
    { rounds: Math.ceil(rounds / 3), seconds },
  )
  await bare.stop()
  bench.note(
    `When all ${grouped(requests.length)} keys are in use at once, the usage of each is written every two seconds by the same thread: ${ratio(throughputRatio.median)} x the throughput of the bare server (${range(throughputRatio, ratio)}), ${ratio(p99Ratio.median)} x its p99.`,
  )
}

async function bareFor(server: Keywright, [request]: LoadRequest[]): Promise<BareServer> {
  if (!request) throw new Error('No request to copy the answer of.')
  return startBare(server.url, request, CORES?.server)
}
