import type { HeaderReader } from '@keywright/core'
import { AppError } from '../app-error.ts'

/** The request that a proxy asks about. */
export interface OriginalRequest {
  readonly method: string
  /** Path and query as the client sent them. */
  readonly target: string
}

/**
 * Reads the original request from `X-Forwarded-Method` and `-Uri` (Traefik, Caddy) or from
 * `X-Original-Method` and `-URI` or `-URL` (nginx). Where headers of both kinds are there, the client
 * may have sent one of them past the proxy, so they must agree. Throws BAD_REQUEST.
 */
export function readOriginalRequest(header: HeaderReader): OriginalRequest {
  const forwardedMethod = header('x-forwarded-method')
  const forwardedUri = header('x-forwarded-uri')
  const originalMethod = header('x-original-method')
  const originalUri = header('x-original-uri')
  const originalUrl = header('x-original-url')
  const isForwarded = forwardedMethod && forwardedUri
  const isOriginal = originalMethod && (originalUri || originalUrl)
  const method = isForwarded ? forwardedMethod : originalMethod
  const uri = isForwarded ? forwardedUri : originalUri || originalUrl
  if ((!isForwarded && !isOriginal) || !method || !uri) {
    throw new AppError('BAD_REQUEST', {
      detail:
        'Send the original request as X-Forwarded-Method and X-Forwarded-Uri, or as X-Original-Method and X-Original-URI.',
    })
  }
  const target = withoutOrigin(uri)
  if (
    (forwardedMethod && forwardedMethod !== method) ||
    (originalMethod && originalMethod !== method) ||
    (forwardedUri && withoutOrigin(forwardedUri) !== target) ||
    (originalUri && withoutOrigin(originalUri) !== target) ||
    (originalUrl && withoutOrigin(originalUrl) !== target)
  ) {
    throw new AppError('BAD_REQUEST', {
      detail: 'The X-Forwarded and X-Original headers tell of different requests.',
    })
  }
  if (!METHOD.test(method)) {
    throw new AppError('BAD_REQUEST', { detail: 'The original method is not one.' })
  }
  return { method, target }
}

const METHOD = /^[A-Z][A-Z_-]{0,30}$/

/** Some proxies send the whole address. */
function withoutOrigin(uri: string): string {
  if (uri.startsWith('/')) return uri
  const origin = /^https?:\/\/[^/?#]*/i.exec(uri)?.[0]
  if (origin === undefined) return uri
  const rest = uri.slice(origin.length)
  return rest.startsWith('/') ? rest : `/${rest}`
}
