import type { IncomingMessage, ServerResponse } from 'node:http'
import { createGuard, type KeyAccess, type RequireKeyOptions } from './guard.ts'
import type { Verifier } from './verifier.ts'

export type { KeyAccess, RequireKeyOptions } from './guard.ts'

declare global {
  namespace Express {
    interface Request {
      /** Who makes the request; there once `requireKey` let it in. */
      keywright?: KeyAccess
    }
  }
}

/** A request of `node:http` that may have been let in; Express's own `Request` is one. */
export interface KeyedRequest extends IncomingMessage {
  keywright?: KeyAccess
  /** Express's idea of the client, which knows about `trust proxy`. */
  readonly ip?: string | undefined
}

/** A middleware as Express, Connect and plain `node:http` call it. */
export type KeyMiddleware<Request extends KeyedRequest> = (
  request: Request,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void

/**
 * Lets requests with a valid key through, and writes on them who makes them: `request.keywright`.
 * Refuses the others with problem details: 400, 401, 403, 429, and 503 while Keywright cannot be
 * reached. A misconfiguration goes to `next`.
 */
export function requireKey<Request extends KeyedRequest = KeyedRequest>(
  verifier: Verifier,
  options: RequireKeyOptions<Request> = {},
): KeyMiddleware<Request> {
  const admit = createGuard<Request>(verifier, options, {
    header(request, name) {
      const value = request.headers[name]
      return Array.isArray(value) ? value.join(', ') : value
    },
    ip: request => request.ip ?? request.socket.remoteAddress,
  })

  async function handle(request: Request, response: ServerResponse): Promise<boolean> {
    const admission = await admit(request)
    if ('refusal' in admission) {
      const { status, headers, body } = admission.refusal
      response.writeHead(status, headers).end(body)
      return false
    }
    request.keywright = admission.access
    return true
  }

  return (request, response, next) => {
    // Two callbacks, because what a later handler throws is not ours to catch.
    handle(request, response).then(admitted => admitted && next(), next)
  }
}
