import { endpoints } from '@keywright/contract'
import { Hono } from 'hono'
import type { Logger } from 'pino'
import { AppError } from '../app-error.ts'
import type { Config } from '../config.ts'
import { createId } from '../lib/ids.ts'
import { clientIp } from './client-ip.ts'
import type { Metrics } from './metrics.ts'
import type { HttpApp, RequestState } from './mount.ts'
import { toProblem } from './problem.ts'
import { createRequestLog } from './request-log.ts'
import { secureHeaders } from './secure-headers.ts'
import { readUserAgent } from './user-agent.ts'

/** Passed with each request by whoever owns the socket. */
export interface Connection {
  remoteAddress?: string | undefined
}

/** The empty application: request ids, secure headers, the log line, and errors as problems. */
export function createApp(parts: {
  config: Config
  logger: Logger
  isOutage: (error: unknown) => boolean
  isClosing: () => boolean
  metrics: Metrics
}): HttpApp {
  const { config, logger, isOutage, isClosing, metrics } = parts
  const app = new Hono<RequestState>()

  const always = secureHeaders(config)
  const log = createRequestLog(parts)

  // One layer for what every answer has: each is a promise more.
  app.use(async (c, next) => {
    const startedAt = performance.now()
    const { remoteAddress } = c.env as Connection
    const context = {
      requestId: createId('req'),
      ip: clientIp(remoteAddress, c.req.header('x-forwarded-for'), config.trustedProxies),
      userAgent: readUserAgent(c.req.header('user-agent')),
    }
    c.set('context', context)
    await next()
    // Set on the answer, not before it: an answer made elsewhere would not have them.
    const { headers, status } = c.res
    for (const [name, value] of always) headers.set(name, value)
    headers.set('x-request-id', context.requestId)
    if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
    const policy = c.get('contentSecurityPolicy')
    if (policy !== undefined) headers.set('content-security-policy', policy)
    for (const [name, value] of Object.entries(c.get('replacedHeaders') ?? {})) {
      headers.set(name, value)
    }
    const endpoint = c.get('endpoint')
    metrics.countAnswer(endpoint, status)
    const { method, path } = c.req
    const principal = c.get('actor')?.principal
    log({ endpoint, context, method, path, status, startedAt, principal })
  })

  app.use(async (_, next) => {
    if (isClosing()) throw new AppError('SHUTTING_DOWN')
    await next()
  })

  app.onError((error, c) => {
    const requestId = c.get('context')?.requestId ?? createId('req')
    const problem = toProblem(error, requestId, isOutage)
    if (problem.status >= 500) logger.error({ requestId, err: error }, 'request failed')
    else logger.debug({ requestId, code: problem.body.code, cause: error.cause }, 'request refused')
    return c.body(JSON.stringify(problem.body), problem.status as 400, problem.headers)
  })

  app.notFound(c => {
    const allow = methodsAt(c.req.path)
    throw allow.length > 0
      ? new AppError('METHOD_NOT_ALLOWED', { allow })
      : new AppError('NOT_FOUND')
  })
  return app
}

const patterns = Object.values(endpoints)
  .flatMap(area => Object.values(area))
  .map(({ method, path }) => ({
    method,
    pattern: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
  }))

function methodsAt(path: string): string[] {
  return [...new Set(patterns.filter(({ pattern }) => pattern.test(path)).map(e => e.method))]
}
