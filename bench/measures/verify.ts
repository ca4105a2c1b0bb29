import type { Measure } from '../lib/bench.ts'
import { microseconds, perSecond } from '../lib/format.ts'
import { verifyInProcess } from '../lib/in-process.ts'

/** How fast the verifier answers where it is called directly. */
export const verify: Measure = {
  name: 'verify',
  title: 'Verification in process',
  async run(bench) {
    const { keys, callsPerSecond, cpuPerSecond, sustainedPerSecond, ...found } =
      await verifyInProcess(bench)
    const { p50, p99, p999 } = found.nanoseconds
    bench.row({
      measure: `in-process verify, warm, ${keys} keys, one core`,
      bar: '>= 300 000/s',
      result: perSecond(callsPerSecond),
      spread: `${perSecond(cpuPerSecond)} by processor time`,
      pass: callsPerSecond >= 300_000,
    })
    bench.row({
      measure: 'in-process verify, p99',
      bar: '< 25 µs',
      result: microseconds(p99 / 1000),
      spread: `p50 ${microseconds(p50 / 1000)}, p99.9 ${microseconds(p999 / 1000)}`,
      pass: p99 < 25_000,
    })
    bench.note(
      'The service that the HTTP paths call, on the embedded database, from dist: one permission asked, tokens in random order, every token once before. Calls are timed a hundred at a time; the rate is that of the middle hundred. Processor time counts garbage collection too.',
    )
    bench.note(
      `Single calls are timed by hrtime, whose two readings take ${microseconds(found.timerNanoseconds / 1000)} by themselves and are part of the figure.`,
    )
    bench.note(
      `With the writing of usage on the same core, when all ${keys} keys are used all the time: ${perSecond(sustainedPerSecond)}. Each key used in two seconds is three rows to write, however often it was used.`,
    )
  },
}
