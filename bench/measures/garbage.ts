import type { Measure } from '../lib/bench.ts'
import { CORES } from '../lib/children.ts'
import { duel, roundsFor } from '../lib/duel.ts'
import { perSecond, range, ratio } from '../lib/format.ts'
import { verifyInProcess } from '../lib/in-process.ts'
import { garbageAt, spreadOver, tokenAt } from '../lib/keys.ts'
import { startKeywright } from '../lib/keywright.ts'
import { writeRequests } from '../lib/load.ts'
import { forwardRequest, verifyAll, verifyRequest } from '../lib/requests.ts'

const HOT = 1000

/** What it costs to be asked about tokens that cannot be. */
export const garbage: Measure = {
  name: 'garbage',
  title: 'Garbage tokens',
  async run(bench) {
    const { garbagePerSecond, garbageHashes, callsPerSecond } = await verifyInProcess(bench)
    bench.row({
      measure: 'garbage in process, against valid tokens',
      bar: '> 1 x',
      result: `${ratio(garbagePerSecond / callsPerSecond)} x`,
      spread: `${perSecond(garbagePerSecond)} against ${perSecond(callsPerSecond)}`,
      pass: garbagePerSecond > callsPerSecond,
    })
    bench.row({
      measure: 'hashes made for garbage',
      bar: '0',
      result: String(garbageHashes),
      spread: 'without a digest there is nothing to query',
      pass: garbageHashes === 0,
    })

    const { place, keys } = await bench.embedded(100_000)
    const child = await startKeywright(place, { core: CORES?.server })
    const { url, caller } = child
    const hot = spreadOver(keys, HOT)
    await verifyAll(url, caller, hot.map(tokenAt))
    const paths = [
      { name: 'verify', request: (token: string) => verifyRequest(caller, token) },
      { name: 'forward-auth', request: forwardRequest },
    ]
    for (const { name, request } of paths) {
      const contenders = [garbageAt, tokenAt].map((token, side) => ({
        child,
        url,
        requests: writeRequests(
          bench.folder,
          `garbage-${name}-${side}`,
          hot.map(index => request(token(index))),
        ),
      }))
      const [bad, good] = contenders
      if (!bad || !good) continue
      const { throughputRatio, first, second } = await duel(bad, good, roundsFor(bench.quick))
      bench.row({
        measure: `garbage over HTTP, ${name}, against valid tokens`,
        bar: '> 1 x',
        result: `${ratio(throughputRatio.median)} x`,
        spread: `${range(throughputRatio, ratio)}; ${perSecond(first.perSecond.median)} against ${perSecond(second.perSecond.median)}`,
        pass: throughputRatio.median > 1,
      })
    }
    await child.stop()
    bench.note(
      'Garbage: tokens whose checksum is wrong, as a typing error leaves them. Hashes are counted in front of node:crypto. That no query is made is what a test of the verifier proves.',
    )
  },
}
