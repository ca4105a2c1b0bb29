import { type Client, createClient } from '@keywright/contract'
import { startBare } from '../lib/bare.ts'
import type { Bench, Measure, SeededPlace } from '../lib/bench.ts'
import { CORES, run } from '../lib/children.ts'
import { duel, roundsFor } from '../lib/duel.ts'
import { grouped, milliseconds, perSecond, range, ratio } from '../lib/format.ts'
import { shuffle } from '../lib/keys.ts'
import { startKeywright } from '../lib/keywright.ts'
import { type LoadRequest, writeRequests } from '../lib/load.ts'
import { fromHere } from '../lib/paths.ts'
import { objectIdAt } from '../lib/products.ts'
import { timeCalls } from '../lib/quiet.ts'

const KEYS = 1000
const HOT = 1000
/** Calls of each list before anything is timed: a program that was just started runs uncompiled. */
const WARM_UP = 100

/** What content costs: lists among many objects, and single objects against a bare server. */
export const content: Measure = {
  name: 'content',
  title: 'Content among 1 000 000 objects of one type',
  async run(bench) {
    const objects = bench.quick ? 20_000 : 1_000_000
    for (const engine of ['embedded', 'postgres'] as const) {
      const seeded = await bench[engine](KEYS)
      await addObjects(bench, seeded, objects)
      await lists(bench, engine, seeded, objects)
      if (engine === 'embedded') await single(bench, seeded, objects)
    }
    bench.note(
      'Lists: with a key, 20 objects each, one after the other, each time with other values, after 100 calls of each list; the client’s work is in the figure. Calls during which the server or the client waited for a processor are left out, and counted. Single objects: by id with a key, published, 64 connections, against a bare server that sends the same bytes.',
    )
  },
}

async function addObjects(bench: Bench, { place }: SeededPlace, count: number) {
  const args = [
    '--import',
    'tsx',
    '--conditions=source',
    fromHere('seed/content.ts'),
    String(count),
  ]
  const startedAt = performance.now()
  await run(process.execPath, args, { env: { ...place } })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
  bench.say(`${grouped(count)} objects made in ${seconds} s`)
}

/** Filters by how many objects they match, each with an order that no index has together with it. */
const LISTS: Record<string, (index: number) => { filter: object; sort: string }> = {
  'one in a thousand, by price': index => ({
    filter: { category: { eq: `category ${index % 1000}` } },
    sort: 'price',
  }),
  'one in twenty, by name': index => ({
    filter: { brand: { eq: `brand ${index % 20}` } },
    sort: '-name',
  }),
  'one in two, by stock': index => ({
    filter: { live: { eq: index % 2 === 0 } },
    sort: '-stock',
  }),
  'one in two hundred, newest first': index => ({
    filter: { price: { gte: index % 900, lt: (index % 900) + 5 } },
    sort: '-createdAt',
  }),
  'two of them, by time': index => ({
    filter: { brand: { eq: `brand ${index % 20}` }, live: { eq: true } },
    sort: 'since',
  }),
}

async function lists(bench: Bench, engine: string, { place }: SeededPlace, objects: number) {
  const server = await startKeywright(place, { core: CORES?.server })
  const reader = createClient({ url: server.url, token: await makeReader(server.owner) })
  for (const queryOf of Object.values(LISTS)) {
    for (let index = 0; index < WARM_UP; index++) await askForList(reader, queryOf(index))
  }
  for (const [name, queryOf] of Object.entries(LISTS)) {
    const { p99, spread } = await timeCalls(server, bench.quick ? 30 : 200, index =>
      askForList(reader, queryOf(index * 7)),
    )
    bench.row({
      measure: `list of 20, ${name}, ${grouped(objects)} objects, ${engine}, p99`,
      bar: '<= 30 ms',
      result: milliseconds(p99),
      spread,
      pass: p99 <= 30,
    })
  }
  await server.stop()
}

async function askForList(reader: Client, { filter, sort }: { filter: object; sort: string }) {
  const { items } = await reader.objects.list({
    params: { domain: 'main', type: 'product' },
    query: { limit: 20, sort, filter: JSON.stringify(filter) },
  })
  if (items.length === 0) throw new Error(`Nothing matches ${JSON.stringify(filter)}.`)
}

async function makeReader(owner: Client): Promise<string> {
  const { token } = await owner.keys.create({
    params: { domain: 'main' },
    body: { name: 'Reader of the measurement', scopes: ['content.product:read'] },
  })
  return token
}

async function single(bench: Bench, { place }: SeededPlace, objects: number) {
  const server = await startKeywright(place, { core: CORES?.server })
  const token = await makeReader(server.owner)
  const step = Math.floor(objects / HOT)
  const requests: LoadRequest[] = shuffle(
    Array.from({ length: HOT }, (_, index) => ({
      method: 'GET',
      path: `/v1/domains/main/content/objects/product/${objectIdAt(index * step)}`,
      headers: { authorization: `Bearer ${token}` },
    })),
  )
  const [request] = requests
  if (!request) return
  const bare = await startBare(server.url, request, CORES?.server)
  const file = writeRequests(bench.folder, 'single', requests)
  const { throughputRatio, processorRatio, first, second } = await duel(
    { child: server, url: server.url, requests: file },
    { child: bare, url: bare.url, requests: file },
    roundsFor(bench.quick),
  )
  await bare.stop()
  await server.stop()
  bench.row({
    measure: 'one object by id with a key, throughput against bare node:http',
    bar: '>= 0.5 x',
    result: `${ratio(throughputRatio.median)} x`,
    spread: `${range(throughputRatio, ratio)}; by processor time ${ratio(processorRatio.median)} x; ${perSecond(first.perSecond.median)} against ${perSecond(second.perSecond.median)}`,
    pass: throughputRatio.median >= 0.5,
  })
}
