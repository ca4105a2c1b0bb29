import type { Logger } from 'pino'
import type { Actor, RequestContext } from '../access/principal.ts'
import { SECOND } from '../lib/clock.ts'
import type { Metrics } from './metrics.ts'

/** A request that was answered. */
export interface AnsweredRequest {
  endpoint: string | undefined
  context: RequestContext
  method: string
  path: string
  status: number
  /** By `performance.now()`. */
  startedAt: number
  principal: Actor['principal'] | undefined
}

/** Notes how long answers took, and writes the line of each to the log. */
export function createRequestLog(parts: {
  logger: Logger
  metrics: Pick<Metrics, 'observeSeconds'>
}): (answered: AnsweredRequest) => void {
  const { logger, metrics } = parts
  return ({ endpoint, context, method, path, status, startedAt, principal }) => {
    const milliseconds = performance.now() - startedAt
    metrics.observeSeconds(endpoint, milliseconds / SECOND)
    if (!logger.isLevelEnabled('info')) return
    logger.info(
      {
        ...context,
        method,
        path,
        status,
        milliseconds: Math.round(milliseconds),
        actor: labelOf(principal),
      },
      'request',
    )
  }
}

function labelOf(principal: Actor['principal'] | undefined): string | undefined {
  if (principal?.kind === 'session') return principal.user.id
  return principal?.kind === 'key' ? principal.key.keyId : principal?.kind
}
