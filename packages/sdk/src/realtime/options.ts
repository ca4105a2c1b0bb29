import { KeywrightError } from '../keywright-error.ts'

/** What is used of a websocket: that of browsers, of Node 22, or of the package `ws`. */
export interface SocketLike {
  readonly readyState: number
  onopen: ((event: never) => void) | null
  onmessage: ((event: never) => void) | null
  onclose: ((event: never) => void) | null
  onerror: ((event: never) => void) | null
  send(data: string): void
  close(code?: number, reason?: string): void
}

/** `waiting`: until the next attempt; `idle`: nobody subscribes; `ended`: for good. */
export type RealtimeState = 'idle' | 'connecting' | 'open' | 'waiting' | 'ended'

/** Why the server will not talk to this client any more. */
export interface RealtimeEnd {
  /** 4401: the credential has ended; 4403, 4404: it may not be here; 4400: it said something wrong. */
  readonly closeCode: number
  /** The code of the error, as in `CREDENTIAL_INVALID`. */
  readonly code: string
}

/** Where and as whom to listen. */
export interface RealtimeOptions {
  /** Where Keywright is, as in `https://keys.example.com`. */
  readonly url: string
  /** Slug or id of the domain. */
  readonly domain: string
  /**
   * A token, or a function that gives a fresh one for each connection. Left out: the session of the
   * page, or nobody, who hears what is published where delivery is open.
   */
  readonly token?: string | (() => string | Promise<string>)
  /** Replaces the global `WebSocket`; on Node 20 hand over that of the package `ws`. */
  readonly WebSocket?: new (
    url: string,
  ) => SocketLike
  /** Is told of every change of the connection. */
  readonly onState?: (state: RealtimeState) => void
  /** Is told once when the server ends it for good: a key was revoked, a session has ended. */
  readonly onEnd?: (end: RealtimeEnd) => void
  /** The first pause before another attempt, in milliseconds; doubled each time. 500 unless said otherwise. */
  readonly minDelayMilliseconds?: number
  /** The longest pause; 30 000 unless said otherwise. */
  readonly maxDelayMilliseconds?: number
  /** How often the connection is tried out, in milliseconds; 20 000 unless said otherwise. */
  readonly pingMilliseconds?: number
  /** Replaces `Math.random`, which spreads the attempts. */
  readonly random?: () => number
}

/** The options with everything decided. */
export interface Settings extends Required<Omit<RealtimeOptions, 'url' | 'domain' | 'token'>> {
  readonly address: string
  readonly token: RealtimeOptions['token']
}

/** Reads options; throws `MISCONFIGURED` that names the one that cannot be used. */
export function readOptions(options: RealtimeOptions): Settings {
  const { minDelayMilliseconds = 500, maxDelayMilliseconds = 30_000 } = options
  const { pingMilliseconds = 20_000 } = options
  const url = URL.canParse(options.url) ? new URL(options.url) : undefined
  check(
    url !== undefined && /^https?:$/.test(url.protocol) && url.href === url.origin + url.pathname,
    'url must be an http(s) address without credentials, query and fragment',
  )
  check(options.domain !== '', 'domain must be the slug or id of a domain')
  check(minDelayMilliseconds >= 1, 'minDelayMilliseconds must be 1 or more')
  check(maxDelayMilliseconds >= minDelayMilliseconds, 'maxDelayMilliseconds is too small')
  check(pingMilliseconds >= 100, 'pingMilliseconds must be 100 or more')
  const Socket = options.WebSocket ?? globalSocket()
  check(Socket !== undefined, 'WebSocket is needed here: hand over that of the package ws')
  const base = options.url.replace(/\/+$/, '').replace(/^http/, 'ws')
  return {
    address: `${base}/v1/domains/${encodeURIComponent(options.domain)}/realtime`,
    token: options.token,
    WebSocket: Socket,
    onState: options.onState ?? (() => undefined),
    onEnd: options.onEnd ?? (() => undefined),
    minDelayMilliseconds,
    maxDelayMilliseconds,
    pingMilliseconds,
    random: options.random ?? Math.random,
  }
}

function globalSocket(): RealtimeOptions['WebSocket'] {
  // Node 20 has none, and the types of Node do not say which one browsers have.
  return (globalThis as { WebSocket?: RealtimeOptions['WebSocket'] }).WebSocket
}

function check(holds: boolean, message: string): asserts holds {
  if (!holds) throw new KeywrightError('MISCONFIGURED', `${message}.`)
}
