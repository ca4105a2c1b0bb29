import { carriedToken, type HeaderReader } from '@keywright/core'
import type { Credentials } from '../access/access.service.ts'
import { AppError } from '../app-error.ts'

/** The token of a request; throws CREDENTIAL_CONFLICT for two of them, CREDENTIAL_INVALID for a scheme that is none of ours. */
export function readToken(header: HeaderReader): string | undefined {
  const carried = carriedToken(header)
  switch (carried.kind) {
    case 'token':
      return carried.token
    case 'none':
      return undefined
    case 'conflict':
      throw new AppError('CREDENTIAL_CONFLICT')
    case 'unsupported':
      throw new AppError('CREDENTIAL_INVALID', {
        detail: 'Authorization takes the schemes Bearer and Basic.',
      })
  }
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

/** The value of a cookie; undefined where there is none, or an empty one. */
export function readCookie(header: string | undefined | null, name: string): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const equals = part.indexOf('=')
    if (equals !== -1 && part.slice(0, equals).trim() === name) {
      return part.slice(equals + 1).trim() || undefined
    }
  }
  return undefined
}
