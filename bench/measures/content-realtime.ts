import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { Bench, Measure, SeededPlace } from '../lib/bench.ts'
import { milliseconds } from '../lib/format.ts'
import { type Keywright, startKeywright } from '../lib/keywright.ts'
import { percentile } from '../lib/statistics.ts'

const KEYS = 1000
const SOCKETS = 1000
/** As many as one key may have open. */
const SOCKETS_PER_KEY = 100
const BOUND = 250
const params = { domain: 'main' }
const type = 'bench_note'

/** How soon everybody who listens knows of a change. */
export const contentRealtime: Measure = {
  name: 'content-realtime',
  title: 'Realtime: one event for 1 000 websockets',
  async run(bench) {
    for (const engine of ['embedded', 'postgres'] as const) {
      await fanOut(bench, engine, await bench[engine](KEYS))
    }
    bench.note(
      `${SOCKETS} websockets of ${SOCKETS / SOCKETS_PER_KEY} keys, each with one subscription; an object is changed once in a while. From the moment that the change is asked for to the moment that the last of them has the event; the client’s work, in one process for all of them, is in the figure.`,
    )
  },
}

async function fanOut(bench: Bench, engine: string, { place }: SeededPlace): Promise<void> {
  const node = await startKeywright(place)
  const change = await prepare(node)
  const listeners = await openAll(node)
  const delays: number[] = []
  for (let event = 0; event < (bench.quick ? 10 : 200); event++) {
    const startedAt = performance.now()
    const all = Promise.all(listeners.map(next => next()))
    await change(event)
    delays.push(Math.max(...(await all)) - startedAt)
  }
  for (const { socket } of listeners) socket.terminate()
  await node.stop()
  const p99 = percentile(delays, 0.99)
  bench.row({
    measure: `${engine}: a change is known to all ${SOCKETS} listeners, p99 of ${delays.length}`,
    bar: `<= ${BOUND} ms`,
    result: milliseconds(p99),
    spread: `p50 ${milliseconds(percentile(delays, 0.5))}, longest ${milliseconds(Math.max(...delays))}`,
    pass: p99 <= BOUND,
  })
}

async function prepare({ owner }: Keywright) {
  const schema = { type: 'object', properties: { text: { type: 'string' } } }
  await owner.contentTypes
    .create({ params, body: { name: type, label: 'Note', schema } })
    .catch(() => undefined)
  const object = { params: { ...params, type }, body: { fields: { text: 'first' } } }
  const { id } = await owner.objects.create(object)
  return (event: number) =>
    owner.objects.patch({
      params: { ...params, type, id },
      body: { fields: { text: `event ${event}` } },
    })
}

/** Waits for the next event and answers when it came. */
interface Listener {
  (): Promise<number>
  socket: WebSocket
}

async function openAll(node: Keywright): Promise<Listener[]> {
  const listeners: Listener[] = []
  for (let at = 0; at < SOCKETS; at += SOCKETS_PER_KEY) {
    const body = { name: `Listener ${at}`, scopes: [`content.${type}:read`] }
    const { token } = await node.owner.keys.create({ params, body })
    const some = Array.from({ length: SOCKETS_PER_KEY }, () => open(node.url, token))
    listeners.push(...(await Promise.all(some)))
  }
  return listeners
}

async function open(url: string, token: string): Promise<Listener> {
  const address = `${url.replace('http', 'ws')}/v1/domains/main/realtime`
  const socket = new WebSocket(address, { headers: { 'api-key': token } })
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'subscribe', id: 'a', view: 'draft', types: [type] }))
  await once(socket, 'message')
  const next = () =>
    new Promise<number>(resolve => {
      socket.once('message', () => resolve(performance.now()))
    })
  return Object.assign(next, { socket })
}
