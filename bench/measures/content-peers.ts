import type { Measure } from '../lib/bench.ts'
import { CORES, run } from '../lib/children.ts'
import { duel, roundsFor } from '../lib/duel.ts'
import { perSecond, range, ratio } from '../lib/format.ts'
import { startKeywright } from '../lib/keywright.ts'
import { type LoadRequest, writeRequests } from '../lib/load.ts'
import { fromHere } from '../lib/paths.ts'
import { objectIdAt, productAt } from '../lib/products.ts'
import { createSender } from '../lib/requests.ts'
import { installStrapi, STRAPI, startStrapi } from '../lib/strapi.ts'

const KEYS = 100
const OBJECTS = 300
const BAR = 3

/** One object by id, against another program that serves content. */
export const contentPeers: Measure = {
  name: 'content-peers',
  title: 'One object by id with a token, against Strapi',
  async run(bench) {
    bench.say('installing Strapi; that takes minutes')
    const folder = await installStrapi(bench.folder)
    const { place } = await bench.embedded(KEYS)
    const seed = ['--import', 'tsx', '--conditions=source', fromHere('seed/content.ts')]
    await run(process.execPath, [...seed, String(OBJECTS)], { env: { ...place } })
    const server = await startKeywright(place, { core: CORES?.server })
    const { token } = await server.owner.keys.create({
      params: { domain: 'main' },
      body: { name: 'Reader of the measurement', scopes: ['content.product:read'] },
    })
    const numbers = Array.from({ length: OBJECTS }, (_, index) => index)
    const strapi = await startStrapi(folder, numbers.map(productAt))
    const ours = numbers.map(index =>
      get(`/v1/domains/main/content/objects/product/${objectIdAt(index)}`, token),
    )
    const theirs = strapi.ids.map(id => get(`/api/products/${id}`, strapi.token))
    await requireSame(server.url, ours[0], strapi.url, theirs[0])
    const { throughputRatio, processorRatio, first, second } = await duel(
      {
        child: server,
        url: server.url,
        requests: writeRequests(bench.folder, 'content-peers-ours', ours),
      },
      {
        child: strapi,
        url: strapi.url,
        requests: writeRequests(bench.folder, 'content-peers-theirs', theirs),
      },
      // Strapi answers a few hundred in a second at best: a round that is too short has none.
      { rounds: roundsFor(bench.quick).rounds, seconds: 4 },
    )
    await strapi.stop()
    await server.stop()
    bench.row({
      measure: `one object by id with a key, throughput against Strapi ${STRAPI['@strapi/strapi']}, SQLite`,
      bar: `>= ${BAR} x`,
      result: `${ratio(throughputRatio.median)} x`,
      spread: `${range(throughputRatio, ratio)}; by processor time ${ratio(processorRatio.median)} x; ${perSecond(first.perSecond.median)} against ${perSecond(second.perSecond.median)}`,
      // Without an answer in a round, nothing is known.
      pass: Number.isFinite(throughputRatio.median) && throughputRatio.median >= BAR,
    })
    bench.note(
      `The same ${OBJECTS} objects, published, on the same core by turns, 64 connections. Strapi ${STRAPI['@strapi/strapi']} with better-sqlite3 ${STRAPI['better-sqlite3']}, NODE_ENV=production, a read-only API token, the middlewares of a new application but for the one that logs each request, telemetry off.`,
    )
  },
}

function get(path: string, token: string): LoadRequest {
  return { method: 'GET', path, headers: { authorization: `Bearer ${token}` } }
}

/** Both must answer the same object; throws when one of them does not. */
async function requireSame(
  url: string,
  ours: LoadRequest | undefined,
  peerUrl: string,
  theirs: LoadRequest | undefined,
) {
  if (!ours || !theirs) throw new Error('There is nothing to ask for.')
  const sender = createSender(url, 1)
  const peer = createSender(peerUrl, 1)
  const [one, other] = [await sender.send(ours), await peer.send(theirs)]
  sender.close()
  peer.close()
  const name = String(productAt(0).name)
  if (one.status !== 200 || other.status !== 200 || ![one, other].every(a => a.body.includes(name)))
    throw new Error(`Different answers: ${one.body}\n${other.body}`)
}
