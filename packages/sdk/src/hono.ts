import type { Context, MiddlewareHandler } from 'hono'
import { createGuard, type KeyAccess, type RequireKeyOptions } from './guard.ts'
import type { Verifier } from './verifier.ts'

export type { KeyAccess, RequireKeyOptions } from './guard.ts'

/** The variables that `requireKey` sets, for `new Hono<{ Variables: KeywrightVariables }>()`. */
export interface KeywrightVariables {
  keywright: KeyAccess
}

/**
 * Lets requests with a valid key through, and says who makes them: `c.var.keywright`. Refuses the
 * others with problem details: 400, 401, 403, 429, and 503 while Keywright cannot be reached. A
 * misconfiguration is thrown. Hono does not know the client's address on every runtime: say
 * `ip: c => getConnInfo(c).remote.address`, or keys with an address list are refused.
 */
export function requireKey(
  verifier: Verifier,
  options: RequireKeyOptions<Context> = {},
): MiddlewareHandler<{ Variables: KeywrightVariables }> {
  const admit = createGuard<Context>(verifier, options, {
    header: (c, name) => c.req.header(name),
    ip: () => undefined,
  })

  return async (c, next) => {
    const admission = await admit(c)
    if ('refusal' in admission) {
      const { status, headers, body } = admission.refusal
      return new Response(body, { status, headers })
    }
    c.set('keywright', admission.access)
    await next()
  }
}
