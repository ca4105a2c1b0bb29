import type { Bench, Measure, SeededPlace } from '../lib/bench.ts'
import { CORES } from '../lib/children.ts'
import { duel, roundsFor } from '../lib/duel.ts'
import { grouped, milliseconds, perSecond, range, ratio } from '../lib/format.ts'
import { shuffle, spreadOver, tokenAt } from '../lib/keys.ts'
import { type Keywright, startKeywright } from '../lib/keywright.ts'
import { writeRequests } from '../lib/load.ts'
import { createSender, verifyAll, verifyRequest } from '../lib/requests.ts'
import { median, percentile, spreadOf } from '../lib/statistics.ts'

const FEW = 1000
const HOT = 900

/** What changes when there are a thousand times as many keys. */
export const growth: Measure = {
  name: 'growth',
  title: 'From 1 000 to 1 000 000 keys',
  async run(bench) {
    const many = bench.quick ? 20_000 : 1_000_000
    for (const engine of ['embedded', 'postgres'] as const) {
      const small = await bench[engine](FEW)
      const large = await bench[engine](many)
      await coldLookUps(bench, engine, large)
      await pages(bench, engine, large)
      await throughput(bench, engine, small, large)
    }
    bench.note(
      `Throughput: two servers by turns, the same number of keys in use (${HOT}). Cold look-ups: one after the other over HTTP, of tokens the server has never seen, right after its start; the database’s pages may be in the memory of the machine. Pages: the owner’s session, 50 keys each, 50 times with other words; the client’s work is in the figure.`,
    )
  },
}

async function coldLookUps(bench: Bench, engine: string, { place, keys }: SeededPlace) {
  const server = await startKeywright(place, { core: CORES?.server })
  const sender = createSender(server.url, 1)
  const tokens = shuffle(spreadOver(keys, bench.quick ? 200 : 2200)).map(tokenAt)
  const times: number[] = []
  for (const [at, token] of tokens.entries()) {
    const startedAt = performance.now()
    const { body } = await sender.send(verifyRequest(server.caller, token))
    // The first ones compile.
    if (at >= tokens.length / 11) times.push(performance.now() - startedAt)
    if (!body.startsWith('{"valid":true')) throw new Error(`Not valid: ${body}`)
  }
  sender.close()
  await server.stop()
  const p99 = percentile(times, 0.99)
  bench.row({
    measure: `cold look-up p99, ${grouped(keys)} keys, ${engine}`,
    bar: '<= 5 ms',
    result: milliseconds(p99),
    spread: `p50 ${milliseconds(median(times))}, worst ${milliseconds(Math.max(...times))} of ${times.length}`,
    pass: p99 <= 5,
  })
}

/** What people look for, by the way that the database finds it. */
const SEARCHES = {
  'first page': () => undefined,
  'search, a word of one key': index => `n${String(index).padStart(7, '0')}`,
  'search, a word of one key in fifty': index => `eu${String(index % 50).padStart(2, '0')}`,
  'search, a word of every key': () => 'service',
  'search, two words': index => `service eu${String(index % 50).padStart(2, '0')}`,
  'search, last four': index => tokenAt(index).slice(-4),
} satisfies Record<string, (index: number) => string | undefined>

async function pages(bench: Bench, engine: string, { place, keys }: SeededPlace) {
  const server = await startKeywright(place, { core: CORES?.server })
  for (const [name, wordOf] of Object.entries(SEARCHES)) {
    const times: number[] = []
    // The first five open connections and prepare statements.
    for (const index of shuffle(spreadOver(keys, 55))) {
      const search = wordOf(index)
      times.push(await timePage(server, search))
    }
    const { median: middle, highest } = spreadOf(times.slice(5))
    bench.row({
      measure: `key list, ${name}, ${grouped(keys)} keys, ${engine}`,
      bar: '<= 50 ms',
      result: milliseconds(middle),
      spread: `worst of 50: ${milliseconds(highest)}`,
      pass: highest <= 50,
    })
  }
  await server.stop()
}

async function timePage({ owner }: Keywright, search: string | undefined): Promise<number> {
  const startedAt = performance.now()
  const query = { limit: 50, sort: '-createdAt' as const, ...(search !== undefined && { search }) }
  const { items } = await owner.keys.list({ params: { domain: 'main' }, query })
  if (items.length === 0) throw new Error(`Nothing found for ${search}.`)
  return performance.now() - startedAt
}

async function throughput(bench: Bench, engine: string, small: SeededPlace, large: SeededPlace) {
  const contenders = []
  for (const { place, keys } of [large, small]) {
    const child = await startKeywright(place, { core: CORES?.server })
    const hot = spreadOver(keys, HOT).map(tokenAt)
    await verifyAll(child.url, child.caller, hot)
    const requests = hot.map(token => verifyRequest(child.caller, token))
    contenders.push({
      child,
      url: child.url,
      requests: writeRequests(bench.folder, `growth-${engine}-${keys}`, requests),
    })
  }
  const [first, second] = contenders
  if (!first || !second) return
  const found = await duel(first, second, roundsFor(bench.quick))
  await first.child.stop()
  await second.child.stop()
  const { throughputRatio } = found
  bench.row({
    measure: `warm throughput, ${grouped(large.keys)} against ${grouped(small.keys)} keys, ${engine}`,
    bar: '>= 0.9 x',
    result: `${ratio(throughputRatio.median)} x`,
    spread: `${range(throughputRatio, ratio)}; ${perSecond(found.first.perSecond.median)} against ${perSecond(found.second.perSecond.median)}`,
    pass: throughputRatio.median >= 0.9,
  })
}
