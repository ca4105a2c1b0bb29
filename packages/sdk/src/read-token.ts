/** Reads one request header by its lower-case name. */
export type HeaderReader = (name: string) => string | undefined

/** What a request carries: a token, none, two different ones, or an `Authorization` of another kind. */
export type Carried =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'none' | 'conflict' | 'unsupported' }

/**
 * The token of a request, from where Keywright itself accepts it: `Authorization: Bearer`,
 * `Authorization: Basic base64(token:)` (RFC 7617), `X-API-Key`, `Api-Key` and `X-Auth-Token`.
 * The same token twice is one.
 */
export function readToken(header: HeaderReader): Carried {
  const authorization = header('authorization')
  const tokens = new Set<string>()
  if (authorization) {
    const token = fromAuthorization(authorization)
    if (token === undefined) return { kind: 'unsupported' }
    tokens.add(token)
  }
  for (const name of TOKEN_HEADERS) {
    const value = header(name)
    if (value) tokens.add(value)
  }
  const [token] = tokens
  if (token === undefined) return { kind: 'none' }
  return tokens.size === 1 ? { kind: 'token', token } : { kind: 'conflict' }
}

const TOKEN_HEADERS = ['x-api-key', 'api-key', 'x-auth-token']

function fromAuthorization(value: string): string | undefined {
  const [scheme = '', ...rest] = value.split(' ')
  const read = SCHEMES.get(scheme.toLowerCase())
  return rest.length === 0 ? undefined : read?.(rest.join(' ').trim())
}

const SCHEMES = new Map([
  ['bearer', (rest: string) => rest],
  ['basic', fromBasic],
])

/** `token:`, `token:anything` or, as some clients send it, `:token`. */
function fromBasic(encoded: string): string {
  const text = Buffer.from(encoded, 'base64').toString('latin1')
  const [name = '', ...password] = text.split(':')
  return name === '' ? password.join(':') : name
}
