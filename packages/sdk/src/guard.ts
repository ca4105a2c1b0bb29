import { carriedToken } from '@keywright/core'
import { KeywrightError } from './keywright-error.ts'
import { createRefusal, type Refusal, refusalOf } from './refusal.ts'
import type { Verifier } from './verifier.ts'
import type { VerifiedKey } from './verify-result.ts'

/** What a middleware asks of a request. */
export interface RequireKeyOptions<Request> {
  /** The permission that a request needs, as in `articles.article:read`; without one any valid key may. */
  readonly permission?: string | ((request: Request) => string)
  /** The address of the client, where the framework's own idea of it is not the right one. */
  readonly ip?: (request: Request) => string | undefined
  /** The realm in `WWW-Authenticate`; `api` unless said otherwise. */
  readonly realm?: string
}

/** Who makes a request that was let in. */
export interface KeyAccess {
  readonly key: VerifiedKey
  /** Id of the user whom the key acts as; null for a plain service. */
  readonly subject: string | null
  /** What the key may do. */
  readonly permissions: readonly string[]
}

/** What a framework knows of its requests. */
export interface RequestReader<Request> {
  header(request: Request, name: string): string | undefined
  ip(request: Request): string | undefined
}

/** A request is let in, or refused. */
export type Admission = { readonly access: KeyAccess } | { readonly refusal: Refusal }

/**
 * Makes the decision that every middleware is built on. An outage is a refusal with 503; what a
 * person must mend (`MISCONFIGURED`) is thrown, for the framework to report.
 */
export function createGuard<Request>(
  verifier: Verifier,
  options: RequireKeyOptions<Request>,
  reader: RequestReader<Request>,
): (request: Request) => Promise<Admission> {
  const { permission, ip = reader.ip, realm = 'api' } = options
  if (!/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/.test(realm)) {
    throw new KeywrightError('MISCONFIGURED', 'realm must be printable ASCII without quotes.')
  }

  return async request => {
    const carried = carriedToken(name => reader.header(request, name))
    if (carried.kind !== 'token') return { refusal: createRefusal(REFUSED_AS[carried.kind], realm) }
    const needed = typeof permission === 'function' ? permission(request) : permission
    try {
      const result = await verifier.verify(carried.token, {
        permissions: needed === undefined ? [] : [needed],
        ip: ip(request),
      })
      const { valid, key, subject = null, permissions = [] } = result
      return valid && key
        ? { access: { key, subject, permissions } }
        : { refusal: refusalOf(result, realm) }
    } catch (error) {
      if (!(error instanceof KeywrightError) || error.code !== 'UNAVAILABLE') throw error
      return { refusal: createRefusal('UNAVAILABLE', realm) }
    }
  }
}

const REFUSED_AS = {
  none: 'UNAUTHENTICATED',
  conflict: 'CREDENTIAL_CONFLICT',
  unsupported: 'CREDENTIAL_INVALID',
} as const
