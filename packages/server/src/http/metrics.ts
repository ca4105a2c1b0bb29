import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { ChannelState } from '../db/engine.ts'
import type { UsageStats } from '../usage/usage-recorder.ts'
import type { CacheStats } from '../verify/verified-key.ts'

/** What the metrics are read from, at each scrape. */
export interface MetricSources {
  usage(): UsageStats
  cache(): CacheStats
  channel(): ChannelState
}

/** Counts what happens, for Prometheus. Labels are endpoint ids, status classes and outcomes: a fixed set each. */
export interface Metrics {
  /** One answer of an endpoint, or of none where there is nothing at the address. */
  countAnswer(endpoint: string | undefined, status: number): void
  /** How long it took to answer, where that is measured. */
  observeSeconds(endpoint: string | undefined, seconds: number): void
  /** The text exposition format. */
  render(): Promise<{ contentType: string; text: string }>
}

const NO_ENDPOINT = 'none'
const STATUS_CLASSES = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const
const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]

/** Makes the metrics of one server, in a registry of their own. */
export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry()
  const registers = [registry]
  // Plain numbers, since the busiest paths count here too.
  const answers = new Map<string, number[]>()
  let withDefaults = false

  const durations = new Histogram({
    name: 'keywright_http_request_duration_seconds',
    help: 'Time to answer a request, by endpoint; verification and forward-auth are not measured',
    labelNames: ['endpoint'],
    buckets: DURATION_BUCKETS,
    registers,
  })

  new Counter({
    name: 'keywright_http_requests_total',
    help: 'Answered requests by endpoint and class of status',
    labelNames: ['endpoint', 'status'],
    registers,
    collect() {
      this.reset()
      for (const [endpoint, counts] of answers) {
        for (const [index, status] of STATUS_CLASSES.entries()) {
          const count = counts[index] ?? 0
          if (count > 0) this.inc({ endpoint, status }, count)
        }
      }
    },
  })

  new Counter({
    name: 'keywright_verifications_total',
    help: 'Verifications of tokens by outcome',
    labelNames: ['outcome'],
    registers,
    collect() {
      this.reset()
      for (const [outcome, count] of Object.entries(sources.usage().outcomes)) {
        this.inc({ outcome }, count)
      }
    },
  })

  new Gauge({
    name: 'keywright_cache_entries',
    help: 'Tokens in the cache: of keys, and known to be of none',
    labelNames: ['kind'],
    registers,
    collect() {
      const { keys, misses } = sources.cache()
      this.set({ kind: 'key' }, keys)
      this.set({ kind: 'miss' }, misses)
    },
  })

  new Counter({
    name: 'keywright_cache_lookups_total',
    help: 'Look-ups of well-formed tokens: answered by the cache, or by asking the database',
    labelNames: ['result'],
    registers,
    collect() {
      const { hits, loads } = sources.cache()
      this.reset()
      this.inc({ result: 'hit' }, hits)
      this.inc({ result: 'load' }, loads)
    },
  })

  const gauges = [
    [
      'keywright_usage_buffer_entries',
      'Usage that waits to be written',
      () => sources.usage().buffered,
    ],
    [
      'keywright_channel_up',
      'Whether changes of other nodes arrive: 1 or 0, and 1 where there are no other nodes',
      () => (sources.channel() === 'down' ? 0 : 1),
    ],
  ] as const
  for (const [name, help, read] of gauges) {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  }

  const counters = [
    [
      'keywright_usage_dropped_total',
      'Uses that were never written',
      () => sources.usage().dropped,
    ],
    [
      'keywright_late_accepts_total',
      'Verifications accepted after the change that should have stopped them',
      () => sources.usage().lateAccepts,
    ],
  ] as const
  for (const [name, help, read] of counters) {
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(read())
      },
    })
  }

  return {
    countAnswer(endpoint = NO_ENDPOINT, status) {
      let counts = answers.get(endpoint)
      if (!counts) {
        counts = STATUS_CLASSES.map(() => 0)
        answers.set(endpoint, counts)
      }
      const index = Math.floor(status / 100) - 1
      counts[index] = (counts[index] ?? 0) + 1
    },
    observeSeconds: (endpoint = NO_ENDPOINT, seconds) => durations.observe({ endpoint }, seconds),
    async render() {
      // They watch the event loop, which costs something: only for those who look.
      if (!withDefaults) collectDefaultMetrics({ register: registry })
      withDefaults = true
      return { contentType: registry.contentType, text: await registry.metrics() }
    },
  }
}
