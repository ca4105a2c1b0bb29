import {
  createRealtime,
  type RealtimeEnd,
  type RealtimeEvent,
  type RealtimeProblem,
  type RealtimeState,
  type RealtimeSubscription,
} from '@keywright/sdk/realtime'
import { createStore, type Store } from '../../../lib/store.ts'
import { keyOf, type MonitorWish } from './monitor.search.ts'

/** The table keeps so many rows. */
export const MOST_ROWS = 300

/** One line of the table: an event, or something about the connection. */
export type MonitorRow = { number: number } & (
  | { kind: 'event'; event: RealtimeEvent; wish: MonitorWish }
  | { kind: 'note'; text: string; at: string }
)

/** A subscription, and how it fares. */
export interface Listening {
  wish: MonitorWish
  state: 'asked' | 'listening' | 'refused'
  problem?: RealtimeProblem
}

/** Everything that the page shows of a connection. */
export interface MonitorView {
  connection: RealtimeState
  /** Why the server will not go on. */
  end?: RealtimeEnd
  listening: readonly Listening[]
  /** The newest first. */
  rows: readonly MonitorRow[]
  /** Events since the page was opened, also those that are not shown any more. */
  heard: number
  /** How often the connection came back. */
  reconnects: number
}

/** Listens as whoever is signed in. */
export interface Monitor {
  readonly view: Store<MonitorView>
  /** Begins what is not listened to yet, and ends what is not wished for any more. */
  listen(wishes: readonly MonitorWish[]): void
  clear(): void
  close(): void
}

const FLUSH_MILLISECONDS = 50

const NOTHING: MonitorView = {
  connection: 'idle',
  listening: [],
  rows: [],
  heard: 0,
  reconnects: 0,
}

/** Makes a monitor; `before` is what an earlier connection has heard. */
export function createMonitor(domain: string, before: MonitorView = NOTHING): Monitor {
  const { rows, heard, reconnects } = before
  const view = createStore<MonitorView>({ ...NOTHING, rows, heard, reconnects })
  const subscriptions = new Map<string, RealtimeSubscription>()
  let number = rows[0]?.number ?? 0
  let wasLost = false
  // Newest first. A burst of events is drawn once.
  const pending: MonitorRow[] = []
  let isDue = false

  const client = createRealtime({
    url: location.origin,
    domain,
    // Somebody is watching: they need not wait as long as a program.
    maxDelayMilliseconds: 5000,
    onState(connection) {
      set({ connection })
      if (connection !== 'open') silence()
      if (connection === 'waiting' && !wasLost) {
        wasLost = true
        note('Connection lost')
      }
      if (connection === 'open' && wasLost) {
        wasLost = false
        set({ reconnects: view.get().reconnects + 1 })
        note(`Connected again, going on ${behind()}`)
      }
    },
    onEnd(end) {
      set({ end })
      note('Closed by the server')
    },
  })

  function set(part: Partial<MonitorView>) {
    view.set({ ...view.get(), ...part })
  }

  /** Without a connection nothing is heard; what was refused stays refused. */
  function silence() {
    const listening = view.get().listening
    set({
      listening: listening.map(one => (one.state === 'refused' ? one : { ...one, state: 'asked' })),
    })
  }

  function note(text: string) {
    number++
    append({ number, kind: 'note', text, at: new Date().toISOString() })
  }

  function append(row: MonitorRow) {
    pending.unshift(row)
    if (!isDue) setTimeout(flush, FLUSH_MILLISECONDS)
    isDue = true
  }

  function flush() {
    isDue = false
    const fresh = pending.splice(0)
    const { rows, heard } = view.get()
    set({
      rows: [...fresh, ...rows].slice(0, MOST_ROWS),
      heard: heard + fresh.filter(({ kind }) => kind === 'event').length,
    })
  }

  /** Where the server takes up again. */
  function behind(): string {
    const known = [...subscriptions.values()].flatMap(({ lastEventId }) => lastEventId ?? [])
    return known.length === 0 ? 'from now on' : `behind event ${Math.min(...known)}`
  }

  function mark(key: string, part: Partial<Listening>) {
    const listening = view.get().listening
    set({ listening: listening.map(one => (keyOf(one.wish) === key ? { ...one, ...part } : one)) })
  }

  function begin(wish: MonitorWish) {
    const key = keyOf(wish)
    const { type, ...others } = wish
    set({ listening: [...view.get().listening, { wish, state: 'asked' }] })
    const subscription = client.subscribe(
      { ...others, ...(type !== undefined && { types: [type] }) },
      {
        onSubscribed: () => mark(key, { state: 'listening' }),
        onReset: dropped =>
          note(
            dropped === undefined
              ? 'Events are missing here: a content type was dropped, or they are kept no longer'
              : `The content type ${dropped} was dropped with all its objects`,
          ),
        onRefused(problem) {
          subscriptions.delete(key)
          mark(key, { state: 'refused', problem })
        },
        onEvent(event) {
          number++
          append({ number, kind: 'event', event, wish })
        },
      },
    )
    subscriptions.set(key, subscription)
  }

  return {
    view,
    listen(wishes) {
      if (client.state === 'ended') return
      const wanted = new Map(wishes.map(wish => [keyOf(wish), wish]))
      const known = new Set(view.get().listening.map(({ wish }) => keyOf(wish)))
      for (const [key, wish] of wanted) if (!known.has(key)) begin(wish)
      for (const key of known) {
        if (wanted.has(key)) continue
        subscriptions.get(key)?.unsubscribe()
        subscriptions.delete(key)
      }
      set({ listening: view.get().listening.filter(({ wish }) => wanted.has(keyOf(wish))) })
    },
    clear() {
      pending.length = 0
      set({ rows: [], heard: 0 })
    },
    close: () => client.close(),
  }
}
