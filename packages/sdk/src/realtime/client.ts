import { KeywrightError } from '../keywright-error.ts'
import {
  type Message,
  type RealtimeEvent,
  type RealtimeProblem,
  type RealtimeWish,
  readMessage,
} from './messages.ts'
import {
  type RealtimeOptions,
  type RealtimeState,
  readOptions,
  type SocketLike,
} from './options.ts'

/** What is done with what a subscription hears. */
export interface RealtimeHandlers {
  onEvent(event: RealtimeEvent): void
  /** It hears what happens from now on; also after each reconnect. */
  onSubscribed?(): void
  /**
   * What happened is not told by events: read everything anew. Either a content type was dropped with
   * all its objects (this one, where you may read it), or events are lost, as after a long absence.
   */
  onReset?(dropped?: string): void
  /** The server refuses it, now or later; it hears nothing more. */
  onRefused?(problem: RealtimeProblem): void
}

/** A subscription that outlives connections. */
export interface RealtimeSubscription {
  /** The last event up to which everything was told; undefined before the first connection. */
  readonly lastEventId: number | undefined
  unsubscribe(): void
}

/** Listens to what happens to objects, and connects again whenever it has to. */
export interface RealtimeClient {
  readonly state: RealtimeState
  subscribe(wish: RealtimeWish, handlers: RealtimeHandlers): RealtimeSubscription
  /** Ends everything. */
  close(): void
}

interface Entry {
  id: string
  wish: RealtimeWish
  handlers: RealtimeHandlers
  lastEventId: number | undefined
  /** The server has taken it on this connection. */
  isTaken: boolean
}

/** After these it makes no difference how often one tries. */
const FINAL = new Set([4400, 4401, 4403, 4404])
/** The code that says nothing: the connection broke. */
const BROKEN = 1006

/**
 * Makes a client. It connects with the first subscription, sends the token in its first message,
 * tries again after a pause that doubles and is spread, goes on behind the last event that it heard,
 * and gives up only when the server says that it is over. Throws `MISCONFIGURED`.
 */
export function createRealtime(options: RealtimeOptions): RealtimeClient {
  const settings = readOptions(options)
  const { onState, random, pingMilliseconds } = settings
  const entries = new Map<string, Entry>()
  let state: RealtimeState = 'idle'
  let socket: SocketLike | undefined
  let count = 0
  let attempts = 0
  let retry: ReturnType<typeof setTimeout> | undefined
  let pinging: ReturnType<typeof setInterval> | undefined
  let hasHeard = true
  /** The attempt that counts: whoever waits for the token of another one is too late. */
  let current = 0

  function turn(next: RealtimeState) {
    if (state === next) return
    state = next
    onState(next)
  }

  async function connect() {
    const own = ++current
    turn('connecting')
    let token: string | undefined
    try {
      token = typeof settings.token === 'function' ? await settings.token() : settings.token
    } catch {
      if (own === current) wait()
      return
    }
    if (own !== current) return
    const opened = new settings.WebSocket(settings.address)
    socket = opened
    opened.onopen = () => {
      if (socket !== opened) return
      hasHeard = true
      pinging = setInterval(beat, pingMilliseconds)
      if (token === undefined) begin()
      else say({ type: 'authenticate', token })
    }
    opened.onmessage = (event: { data: unknown }) => {
      if (socket !== opened) return
      hasHeard = true
      const message = readMessage(event.data)
      if (message) hear(message)
    }
    opened.onclose = (event: { code: number; reason: string }) => {
      if (socket === opened) lose(event.code, event.reason)
    }
    // A close follows each error.
    opened.onerror = () => {}
  }

  function begin() {
    turn('open')
    for (const entry of entries.values()) ask(entry)
  }

  function ask(entry: Entry) {
    const { after, ...wish } = entry.wish
    const from = entry.lastEventId ?? after
    say({ type: 'subscribe', id: entry.id, ...wish, ...(from !== undefined && { after: from }) })
  }

  function say(message: object) {
    socket?.send(JSON.stringify(message))
  }

  /** Whoever answers nothing is gone, also where nothing closes the connection. */
  function beat() {
    if (!hasHeard) return cut()
    hasHeard = false
    say({ type: 'ping' })
  }

  function cut() {
    const silent = socket
    lose(BROKEN, '')
    silent?.close()
  }

  function lose(code: number, reason: string) {
    socket = undefined
    clearInterval(pinging)
    for (const entry of entries.values()) entry.isTaken = false
    if (FINAL.has(code)) {
      entries.clear()
      turn('ended')
      settings.onEnd({ closeCode: code, code: reason })
    } else if (entries.size > 0) wait()
    else turn('idle')
  }

  function wait() {
    turn('waiting')
    const most = Math.min(
      settings.maxDelayMilliseconds,
      settings.minDelayMilliseconds * 2 ** Math.min(attempts++, 20),
    )
    // At least half of it, so that a server that comes back is not met by all at once.
    retry = setTimeout(connect, most * (0.5 + random() / 2))
  }

  function hear(message: Message) {
    switch (message.type) {
      case 'authenticated':
        return begin()
      case 'subscribed':
        return withEntry(message.id, entry => {
          attempts = 0
          entry.isTaken = true
          entry.lastEventId = message.eventId
          entry.handlers.onSubscribed?.()
        })
      case 'reset':
        return withEntry(message.id, entry => {
          entry.lastEventId = message.eventId
          entry.handlers.onReset?.(message.dropped)
        })
      case 'refused':
        return withEntry(message.id, entry => {
          drop(entry.id)
          entry.handlers.onRefused?.(message.problem)
        })
      case 'event':
        return withEntry(message.subscription, entry => {
          entry.lastEventId = message.event.id
          entry.handlers.onEvent(message.event)
        })
      case 'pong':
        for (const entry of entries.values()) {
          if (!entry.isTaken || message.eventId === null) continue
          entry.lastEventId = Math.max(entry.lastEventId ?? 0, message.eventId)
        }
        return
      case 'ping':
        return say({ type: 'pong' })
      default:
        return
    }
  }

  function withEntry(id: string, work: (entry: Entry) => void) {
    const entry = entries.get(id)
    if (entry) work(entry)
  }

  /** Without subscriptions there is nothing to hear. */
  function drop(id: string) {
    if (!entries.delete(id) || entries.size > 0) return
    clearTimeout(retry)
    clearInterval(pinging)
    current++
    const unused = socket
    socket = undefined
    unused?.close(1000)
    turn('idle')
  }

  return {
    get state() {
      return state
    },
    subscribe(wish, handlers) {
      if (state === 'ended') {
        throw new KeywrightError('MISCONFIGURED', 'The client has ended; make another one.')
      }
      const id = `s${++count}`
      const entry: Entry = { id, wish, handlers, lastEventId: undefined, isTaken: false }
      entries.set(id, entry)
      if (state === 'open') ask(entry)
      else if (state === 'idle') void connect()
      return {
        get lastEventId() {
          return entry.lastEventId
        },
        unsubscribe() {
          if (state === 'open' && entries.size > 1 && entries.has(id)) {
            say({ type: 'unsubscribe', id })
          }
          drop(id)
        },
      }
    },
    close() {
      for (const id of [...entries.keys()]) drop(id)
      turn('ended')
    },
  }
}
