import { endpoints } from '@keywright/contract'
import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import type { Logger } from 'pino'
import type { Actor } from '../access/principal.ts'
import { AppError } from '../app-error.ts'
import type { Config } from '../config.ts'
import { SECOND } from '../lib/clock.ts'
import { createId } from '../lib/ids.ts'
import { clientIp } from './client-ip.ts'
import type { Metrics } from './metrics.ts'
import type { HttpApp, RequestState } from './mount.ts'
import { toProblem } from './problem.ts'
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

  app.use(async (c, next) => {
    await next()
    const policy = c.get('contentSecurityPolicy')
    if (policy !== undefined) c.res.headers.set('content-security-policy', policy)
    for (const [name, value] of Object.entries(c.get('replacedHeaders') ?? {})) {
      c.res.headers.set(name, value)
    }
  })
  app.use(secureHeaders(headersFor(config)))
  app.use(async (c, next) => {
    const started = performance.now()
    const { remoteAddress } = c.env as Connection
    const context = {
      requestId: createId('req'),
      ip: clientIp(remoteAddress, c.req.header('x-forwarded-for'), config.trustedProxies),
      userAgent: readUserAgent(c.req.header('user-agent')),
    }
    c.set('context', context)
    await next()
    // Set on the answer, not before it: an answer made elsewhere would not have them.
    c.res.headers.set('x-request-id', context.requestId)
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store')
    const milliseconds = performance.now() - started
    metrics.countAnswer(c.get('endpoint'), c.res.status)
    metrics.observeSeconds(c.get('endpoint'), milliseconds / SECOND)
    logger.info(
      {
        ...context,
        method: c.req.method,
        path: c.req.path,
        status: c.res.status,
        milliseconds: Math.round(milliseconds),
        actor: labelOf(c.get('actor')),
      },
      'request',
    )
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

function headersFor(config: Config): Parameters<typeof secureHeaders>[0] {
  return {
    contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    xFrameOptions: 'DENY',
    referrerPolicy: 'no-referrer',
    strictTransportSecurity: config.publicUrl?.startsWith('https:')
      ? 'max-age=31536000; includeSubDomains'
      : false,
  }
}

function labelOf(actor: Actor | undefined): string | undefined {
  const principal = actor?.principal
  if (principal?.kind === 'session') return principal.user.id
  return principal?.kind === 'key' ? principal.key.keyId : principal?.kind
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
