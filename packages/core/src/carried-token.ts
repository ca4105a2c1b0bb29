/** Reads one request header by its lower-case name; a header sent twice reads as both, joined by a comma. */
export type HeaderReader = (name: string) => string | undefined | null

/** What a request carries: a token, none, two different ones, or an `Authorization` of another kind. */
export type CarriedToken =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'none' | 'conflict' | 'unsupported' }

/**
 * The token of a request: `Authorization: Bearer`, `Authorization: Basic base64(token:)` (RFC 7617),
 * `X-API-Key`, `Api-Key` or `X-Auth-Token`. The same token twice is one.
 */
export function carriedToken(header: HeaderReader): CarriedToken {
  let token: string | undefined
  for (const value of partsOf(header('authorization'))) {
    const own = fromAuthorization(value)
    if (own === undefined) return UNSUPPORTED
    if (token !== undefined && token !== own) return CONFLICT
    token = own
  }
  for (const name of TOKEN_HEADERS) {
    for (const own of partsOf(header(name))) {
      if (token !== undefined && token !== own) return CONFLICT
      token = own
    }
  }
  return token === undefined ? NONE : { kind: 'token', token }
}

const TOKEN_HEADERS = ['x-api-key', 'api-key', 'x-auth-token'] as const
const NONE: CarriedToken = { kind: 'none' }
const CONFLICT: CarriedToken = { kind: 'conflict' }
const UNSUPPORTED: CarriedToken = { kind: 'unsupported' }
const NO_PARTS: readonly string[] = []

/** The values of a header that may have been sent twice; no token contains a comma (RFC 9110 section 5.6.1). */
function partsOf(value: string | undefined | null): readonly string[] {
  if (!value) return NO_PARTS
  if (!value.includes(',')) return [value]
  return value
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '')
}

function fromAuthorization(value: string): string | undefined {
  const space = value.indexOf(' ')
  const scheme = space === -1 ? '' : value.slice(0, space).toLowerCase()
  const rest = value.slice(space + 1).trim()
  if (scheme === 'bearer') return rest
  return scheme === 'basic' ? fromBasic(rest) : undefined
}

/** `token:`, `token:anything` or, as some clients send it, `:token`. */
function fromBasic(encoded: string): string | undefined {
  try {
    const text = atob(encoded)
    const colon = text.indexOf(':')
    if (colon === -1) return text
    return colon === 0 ? text.slice(1) : text.slice(0, colon)
  } catch {
    return undefined
  }
}
