import type { FastifyReply, FastifyRequest } from 'fastify'
import { createGuard, type KeyAccess, type RequireKeyOptions } from './guard.ts'
import type { Verifier } from './verifier.ts'

export type { KeyAccess, RequireKeyOptions } from './guard.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who makes the request; there once `requireKey` let it in. */
    keywright?: KeyAccess
  }
}

/**
 * An `onRequest` hook, for one route or all of them, that lets requests with a valid key through and
 * writes on them who makes them: `request.keywright`. Refuses the others with problem details: 400,
 * 401, 403, 429, and 503 while Keywright cannot be reached. A misconfiguration is thrown.
 */
export function requireKey(
  verifier: Verifier,
  options: RequireKeyOptions<FastifyRequest> = {},
): (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined> {
  const admit = createGuard<FastifyRequest>(verifier, options, {
    header(request, name) {
      const value = request.headers[name]
      return Array.isArray(value) ? value.join(', ') : value
    },
    ip: request => request.ip,
  })

  return async (request, reply) => {
    const admission = await admit(request)
    if ('access' in admission) {
      request.keywright = admission.access
      return undefined
    }
    const { status, headers, body } = admission.refusal
    return reply.code(status).headers(headers).send(body)
  }
}
