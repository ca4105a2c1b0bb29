import { AppError } from '../app-error.ts'

/** The request that a proxy asks about. */
export interface OriginalRequest {
  readonly method: string
  /** Path and query as the client sent them. */
  readonly target: string
}

type HeaderReader = (name: string) => string | undefined | null

/**
 * Reads the original request from `X-Forwarded-Method` and `-Uri` (Traefik, Caddy) or from
 * `X-Original-Method` and `-URI` or `-URL` (nginx). Where headers of both kinds are there, the client
 * may have sent one of them past the proxy, so they must agree. Throws BAD_REQUEST.
 */
export function readOriginalRequest(header: HeaderReader): OriginalRequest {
  const methods = given(header('x-forwarded-method'), header('x-original-method'))
  const forwarded = header('x-forwarded-uri')
  const original = given(header('x-original-uri'), header('x-original-url'))
  const targets = given(forwarded, ...original).map(withoutOrigin)
  const isComplete =
    (header('x-forwarded-method') && forwarded) || (header('x-original-method') && original.length)
  const [method] = methods
  const [target] = targets
  if (!isComplete || method === undefined || target === undefined) {
    throw new AppError('BAD_REQUEST', {
      detail:
        'Send the original request as X-Forwarded-Method and X-Forwarded-Uri, or as X-Original-Method and X-Original-URI.',
    })
  }
  if (methods.some(other => other !== method) || targets.some(other => other !== target)) {
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
  const origin = /^https?:\/\/[^/?#]*/i.exec(uri)?.[0]
  if (origin === undefined) return uri
  const rest = uri.slice(origin.length)
  return rest.startsWith('/') ? rest : `/${rest}`
}

function given(...values: (string | undefined | null)[]): string[] {
  return values.flatMap(value => value || [])
}
