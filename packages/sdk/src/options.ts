import { KeywrightError } from './keywright-error.ts'

/** Where and how a verifier asks. */
export interface VerifierOptions {
  /** Where Keywright is, as in `https://keys.example.com`. */
  readonly url: string
  /** A token that holds `backoffice.keys:verify`; its domain is the one whose keys are found. */
  readonly token: string
  /**
   * Id of the domain whose keys you mean (`dom_…`). An answer about a key of another domain then
   * throws `MISCONFIGURED`: a guard against the token of the wrong environment.
   */
  readonly domain?: string
  /**
   * How long an answer may be used again, in seconds; 5 unless said otherwise. **This is the
   * revocation bound of this verifier**: a key that is revoked, disabled or narrowed may pass for so
   * long, and on top of that for the second that Keywright itself takes at most to tell its nodes.
   * A key that was refused stays refused for so long, too. 0 asks anew every time.
   */
  readonly cacheSeconds?: number
  /** How many answers are kept; 10 000 unless said otherwise. */
  readonly cacheSize?: number
  /** How long a verification may take in all, in milliseconds; 2 000 unless said otherwise. */
  readonly timeoutMilliseconds?: number
  /**
   * What happens while Keywright cannot be reached. `deny`, the default: `verify` throws
   * `UNAVAILABLE`. `allow-cached`: an answer that has run out is used for `maxStaleSeconds` more, and
   * a revocation in that time is not noticed.
   */
  readonly onOutage?: 'deny' | 'allow-cached'
  /** With `allow-cached`: for how long after `cacheSeconds`, in seconds; 60 unless said otherwise. */
  readonly maxStaleSeconds?: number
  /** Is told of every `UNAVAILABLE`, also when an old answer covers it. */
  readonly onUnavailable?: (error: KeywrightError) => void
  /** Replaces the global `fetch`. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>
  /** Replaces the clock; epoch milliseconds. */
  readonly now?: () => number
}

/** The options with everything decided. */
export interface Settings {
  readonly endpoint: string
  readonly token: string
  readonly domain: string | undefined
  readonly cacheMilliseconds: number
  readonly staleMilliseconds: number
  readonly cacheSize: number
  readonly timeoutMilliseconds: number
  readonly onUnavailable: (error: KeywrightError) => void
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly now: () => number
}

/** Reads options; throws `MISCONFIGURED` that names the one that cannot be used. */
export function readOptions(options: VerifierOptions): Settings {
  const { cacheSeconds = 5, onOutage = 'deny', maxStaleSeconds = 60 } = options
  const { cacheSize = 10_000, timeoutMilliseconds = 2000 } = options
  const url = URL.canParse(options.url) ? new URL(options.url) : undefined
  check(
    url !== undefined && /^https?:$/.test(url.protocol) && url.href === url.origin + url.pathname,
    'url must be an http(s) address without credentials, query and fragment',
  )
  // What cannot stand in a header would come back in the message of the error.
  check(/^[\x21-\x7e]+$/.test(options.token), 'token must be a token of Keywright')
  check(
    options.domain === undefined || options.domain.startsWith('dom_'),
    'domain must be the id of a domain (dom_…), not its slug',
  )
  check(cacheSeconds >= 0, 'cacheSeconds must be 0 or more')
  check(Number.isInteger(cacheSize) && cacheSize >= 1, 'cacheSize must be 1 or more')
  check(
    timeoutMilliseconds >= 1 && timeoutMilliseconds <= 60_000,
    'timeoutMilliseconds must be 1 to 60 000',
  )
  check(maxStaleSeconds >= 0, 'maxStaleSeconds must be 0 or more')
  check(onOutage === 'deny' || onOutage === 'allow-cached', 'onOutage: deny or allow-cached')
  check(
    onOutage === 'deny' || cacheSeconds > 0,
    'onOutage: allow-cached has nothing to allow when cacheSeconds is 0',
  )
  return {
    endpoint: `${options.url.replace(/\/+$/, '')}/v1/verify`,
    token: options.token,
    domain: options.domain,
    cacheMilliseconds: cacheSeconds * 1000,
    staleMilliseconds: onOutage === 'deny' ? 0 : maxStaleSeconds * 1000,
    cacheSize,
    timeoutMilliseconds,
    onUnavailable: options.onUnavailable ?? (() => undefined),
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    now: options.now ?? (() => Date.now()),
  }
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new KeywrightError('MISCONFIGURED', `${message}.`)
}
