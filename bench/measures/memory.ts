import type { Measure } from '../lib/bench.ts'
import { CORES } from '../lib/children.ts'
import { grouped } from '../lib/format.ts'
import { tokenAt } from '../lib/keys.ts'
import { startKeywright } from '../lib/keywright.ts'
import { verifyAll } from '../lib/requests.ts'

const KEYS = 100_000
const MEBIBYTE = 2 ** 20

/** What a server holds that has verified many keys. */
export const memory: Measure = {
  name: 'memory',
  title: 'Memory',
  async run(bench) {
    const { place } = await bench.embedded(KEYS)
    const server = await startKeywright(place, { core: CORES?.server })
    const idle = await server.memory()
    const tokens = Array.from({ length: KEYS }, (_, index) => tokenAt(index))
    await verifyAll(server.url, server.caller, tokens)
    const full = await server.memory()
    await server.stop()
    const size = (bytes: number) => `${Math.round(bytes / MEBIBYTE)} MiB`
    bench.row({
      measure: `resident memory, ${grouped(KEYS)} keys cached`,
      bar: '<= 250 MiB',
      result: size(full.rss),
      spread: `${size(idle.rss)} before; heap ${size(full.heapUsed)}`,
      pass: full.rss <= 250 * MEBIBYTE,
    })
    bench.note(
      `The shipped server on the embedded database, default settings; every key verified over HTTP once, then two full collections, then \`process.memoryUsage().rss\`. Without collections of its own the figure would depend on when the last one was.`,
    )
  },
}
