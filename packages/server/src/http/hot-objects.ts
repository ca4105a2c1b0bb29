import { endpoints } from '@keywright/contract'
import type { HeaderReader } from '@keywright/core'
import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import type { AccessService } from '../access/access.service.ts'
import type { KeyPrincipal, RequestContext } from '../access/principal.ts'
import { AppError } from '../app-error.ts'
import type { Config } from '../config.ts'
import type { ObjectsService } from '../content/objects/objects.service.ts'
import { after } from '../lib/after.ts'
import { clientIp } from './client-ip.ts'
import { readToken } from './credentials.ts'
import type { HotAnswer } from './hot-answer.ts'
import type { FindHotRoute, HotRequest, HotRoute } from './hot-route.ts'
import { toProblem } from './problem.ts'
import type { AnsweredRequest } from './request-log.ts'
import { secureHeaders } from './secure-headers.ts'
import { readUserAgent } from './user-agent.ts'

const { read } = endpoints.objects
const MAX_ROUTES = 5000
/** Nothing in it is escaped, and there is no query. */
const PLAIN_PATH = /^\/v1\/domains\/([\w-]+)\/content\/objects\/([\w-]+)\/([\w-]+)$/

/**
 * Answers the plainest and most frequent question about content before everything else: one object by
 * id, as it is, with a token. Whatever else a request carries (a cookie, a query, a body) is left to
 * the endpoint as it is mounted; the answers are the same, headers and refusals included.
 */
export function createObjectRoutes(parts: {
  config: Config
  access: Pick<AccessService, 'authenticateToken' | 'enterWithKey'>
  objects: Pick<ObjectsService, 'getText'>
  logger: Logger
  createRequestId: () => string
  isOutage: (error: unknown) => boolean
  log(answered: AnsweredRequest): void
}): FindHotRoute {
  const { config, access, objects, logger, createRequestId, isOutage, log } = parts
  const always = [...secureHeaders(config).flat(), 'cache-control', 'no-store']

  function contextOf({
    header,
    remoteAddress,
  }: HotRequest): RequestContext & { requestId: string } {
    return {
      requestId: createRequestId(),
      ip: clientIp(remoteAddress, header('x-forwarded-for'), config.trustedProxies),
      userAgent: readUserAgent(header('user-agent')),
    }
  }

  function refuse(error: unknown, requestId = createRequestId()): HotAnswer {
    const { status, headers, body } = toProblem(error, requestId, isOutage)
    if (status >= 500) logger.error({ requestId, err: error }, 'request failed')
    else {
      const cause = error instanceof Error ? error.cause : undefined
      logger.debug({ requestId, code: body.code, cause }, 'request refused')
    }
    return {
      status,
      headers: [...Object.entries(headers).flat(), ...always, 'x-request-id', requestId],
      body: JSON.stringify(body),
    }
  }

  function answer(at: ObjectPath, path: string, request: HotRequest) {
    const startedAt = performance.now()
    const context = contextOf(request)
    const { requestId } = context
    let principal: KeyPrincipal | undefined

    function done(found: HotAnswer): HotAnswer {
      const { status } = found
      log({ endpoint: read.id, context, method: 'GET', path, status, startedAt, principal })
      return found
    }

    function find(): HotAnswer | Promise<HotAnswer> {
      const token = readToken(request.header)
      if (token === undefined) throw new AppError('UNAUTHENTICATED')
      return after(access.authenticateToken(token, context), authenticated => {
        principal = authenticated
        const actor = { principal, context }
        return after(access.enterWithKey(actor, at.domain, read.access, at), inside =>
          after(objects.getText(inside, at), ({ value, version }) => ({
            status: 200,
            headers: [
              'content-type',
              'application/json',
              'etag',
              `"v${version}"`,
              ...always,
              'x-request-id',
              requestId,
            ],
            body: value,
          })),
        )
      })
    }

    try {
      const found = find()
      if (!(found instanceof Promise)) return done(found)
      return found.catch(error => refuse(error, requestId)).then(done)
    } catch (error) {
      return done(refuse(error, requestId))
    }
  }

  /** By address: of many objects a few are asked for often. */
  const routes = new LRUCache<string, HotRoute>({ max: MAX_ROUTES })

  function routeOf(url: string): HotRoute | undefined {
    const known = routes.get(url)
    if (known) return known
    const at = readPath(url)
    if (!at) return undefined
    const route: HotRoute = {
      id: read.id,
      takesBody: false,
      run: request => answer(at, url, request),
      refuse,
    }
    routes.set(url, route)
    return route
  }

  return (method, url, header) => (method === 'GET' && isPlain(header) ? routeOf(url) : undefined)
}

interface ObjectPath extends Readonly<Record<string, string>> {
  domain: string
  type: string
  id: string
}

function readPath(url: string): ObjectPath | undefined {
  const [, domain, type, id] = PLAIN_PATH.exec(url) ?? []
  if (domain === undefined) return undefined
  const parsed = read.params.safeParse({ domain, type, id })
  return parsed.success ? parsed.data : undefined
}

/** Nothing beside a token that the mounted endpoint would look at. */
function isPlain(header: HeaderReader): boolean {
  return (
    header('cookie') == null &&
    header('transfer-encoding') == null &&
    (header('content-length') ?? '0') === '0'
  )
}
