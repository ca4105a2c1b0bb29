import { once } from 'node:events'
import type { Bench, Measure } from '../lib/bench.ts'
import { type Child, CORES, startChild } from '../lib/children.ts'
import { duel, roundsFor } from '../lib/duel.ts'
import { perSecond, range, ratio } from '../lib/format.ts'
import { spreadOver, tokenAt } from '../lib/keys.ts'
import { type Keywright, startKeywright } from '../lib/keywright.ts'
import { type LoadRequest, type RequestFile, writeRequests } from '../lib/load.ts'
import { fromHere } from '../lib/paths.ts'
import { installPeers } from '../lib/peers.ts'
import { freePort } from '../lib/ports.ts'
import { verifyAll, verifyRequest } from '../lib/requests.ts'

const KEYS = 1000

const MODES = [
  { mode: 'sqlite', name: 'SQLite, its limiter off', atLeast: 30 },
  { mode: 'memory', name: 'memory secondary storage, deferred updates', atLeast: 12 },
] as const

/** Against another program that verifies keys for Node. */
export const peers: Measure = {
  name: 'peers',
  title: 'Against better-auth’s API-key plugin',
  async run(bench) {
    await installPeers()
    const { place, keys } = await bench.embedded(100_000)
    const server = await startKeywright(place, { core: CORES?.server })
    const hot = spreadOver(keys, KEYS).map(tokenAt)
    await verifyAll(server.url, server.caller, hot)
    const requests = hot.map(token => {
      const { body: _, ...request } = verifyRequest(server.caller, token)
      return { ...request, body: JSON.stringify({ token }) }
    })
    const file = writeRequests(bench.folder, 'peers', requests)
    for (const { mode, name, atLeast } of MODES)
      await compare(bench, server, file, mode, name, atLeast)
    await server.stop()
    NOTES.forEach(bench.note)
  },
}

const NOTES = [
  'Both behind node:http on the same core by turns; POST with the token in JSON, no permission asked; 1000 keys each, used in turn. Ours also proves who is asking, by a second key.',
  'better-auth: `auth.api.verifyApiKey` with the defaults of its plugin but for `rateLimit.enabled: false` (its default is ten requests a day for each key), logging and telemetry off. Each key has a user of its own, because the list of a user’s keys is rewritten at each use.',
  'SQLite: its default storage, through the same driver as ours; WAL, and `synchronous=NORMAL`, which spares it the flush at every commit that we do.',
  'Its fastest setting: `storage: "secondary-storage"` in a Map of the same process, `deferUpdates: true` with a background handler. Its keys are then gone at a restart; ours are not.',
]

async function compare(
  bench: Bench,
  server: Keywright,
  file: RequestFile,
  mode: string,
  name: string,
  atLeast: number,
) {
  const peer = await startPeer(bench, mode)
  const requests = peer.keys.map(
    (token): LoadRequest => ({
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    }),
  )
  const { throughputRatio, first, second } = await duel(
    { child: server, url: server.url, requests: file },
    { child: peer, url: peer.url, requests: writeRequests(bench.folder, mode, requests) },
    roundsFor(bench.quick),
  )
  await peer.stop()
  bench.row({
    measure: `HTTP verify against better-auth, ${name}`,
    bar: `>= ${atLeast} x`,
    result: `${ratio(throughputRatio.median)} x`,
    spread: `${range(throughputRatio, ratio)}; ${perSecond(first.perSecond.median)} against ${perSecond(second.perSecond.median)}`,
    pass: throughputRatio.median >= atLeast,
  })
}

interface Peer extends Child {
  url: string
  keys: string[]
}

async function startPeer(bench: Bench, mode: string): Promise<Peer> {
  const port = await freePort()
  const args = [fromHere('peers/server.mjs'), String(port), mode, String(KEYS), bench.folder]
  const child = startChild(process.execPath, args, { core: CORES?.server, ipc: true })
  const [keys] = await once(child.process, 'message')
  const url = `http://127.0.0.1:${port}`
  const body = JSON.stringify({ token: keys[0] })
  const answer = await (await fetch(url, { method: 'POST', body })).text()
  if (!answer.startsWith('{"valid":true')) throw new Error(`better-auth answers ${answer}`)
  return { ...child, url, keys }
}
