import type { Credentials } from '../access/access.service.ts'
import { AppError } from '../app-error.ts'

/** Reads one request header by its lower-case name. */
export type HeaderReader = (name: string) => string | undefined | null

const TOKEN_HEADERS = ['x-api-key', 'api-key', 'x-auth-token'] as const

/**
 * The token of a request: `Authorization: Bearer`, `Authorization: Basic base64(token:)` (RFC 7617),
 * `X-API-Key`, `Api-Key` or `X-Auth-Token`. The same token twice is one credential; two different
 * ones throw CREDENTIAL_CONFLICT.
 */
export function readToken(header: HeaderReader): string | undefined {
  const authorization = header('authorization')
  let token: string | undefined
  for (const value of authorization ? partsOf(authorization) : NONE) {
    token = same(token, fromAuthorization(value))
  }
  for (const name of TOKEN_HEADERS) {
    const value = header(name)
    for (const part of value ? partsOf(value) : NONE) token = same(token, part)
  }
  return token
}

/** All credentials of a request; a session cookie beside a token throws CREDENTIAL_CONFLICT. */
export function readCredentials(header: HeaderReader, cookieName: string): Credentials {
  const token = readToken(header)
  const sessionToken = readCookie(header('cookie'), cookieName)
  if (token !== undefined && sessionToken !== undefined) throw new AppError('CREDENTIAL_CONFLICT')
  return {
    ...(token !== undefined && { token }),
    ...(sessionToken !== undefined && { sessionToken }),
  }
}

const NONE: readonly string[] = []

/** A header sent twice arrives joined by a comma, which no token contains. */
function partsOf(value: string): readonly string[] {
  return value.includes(',') ? value.split(',').map(part => part.trim()) : [value]
}

function same(known: string | undefined, token: string): string {
  if (known !== undefined && known !== token) throw new AppError('CREDENTIAL_CONFLICT')
  return token
}

function fromAuthorization(value: string): string {
  const space = value.indexOf(' ')
  const scheme = value.slice(0, space).toLowerCase()
  const rest = value.slice(space + 1).trim()
  if (scheme === 'bearer') return rest
  if (scheme === 'basic') return fromBasic(rest)
  throw new AppError('CREDENTIAL_INVALID', {
    detail: 'Authorization takes the schemes Bearer and Basic.',
  })
}

/** `token:`, `token:anything` or, as some clients send it, `anything:token` with an empty name. */
function fromBasic(encoded: string): string {
  const text = Buffer.from(encoded, 'base64').toString('latin1')
  const colon = text.indexOf(':')
  if (colon === -1) return text
  return colon === 0 ? text.slice(1) : text.slice(0, colon)
}

function readCookie(header: string | undefined | null, name: string): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const equals = part.indexOf('=')
    if (equals !== -1 && part.slice(0, equals).trim() === name) {
      return part.slice(equals + 1).trim() || undefined
    }
  }
  return undefined
}
