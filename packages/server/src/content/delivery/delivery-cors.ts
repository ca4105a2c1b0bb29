import type { Domain } from '../../access/principal.ts'
import type { HttpApp } from '../../http/mount.ts'

/** Everything that is delivered lies below. */
const DELIVERY = '/v1/domains/:domain/delivery/*'

/** What an answer depends on: who asks, and the page that they ask from. */
const VARY = 'Authorization, Cookie, X-API-Key, Api-Key, X-Auth-Token, Origin'

/** What pages may send: keys, questions of GraphQL, and what they know already. */
const REQUEST_HEADERS =
  'Authorization, X-API-Key, Api-Key, X-Auth-Token, Content-Type, If-None-Match, If-Range, Range'

/** What pages may see beside what they always may (Fetch standard, CORS-safelisted response headers). */
const RESPONSE_HEADERS =
  'ETag, X-Request-Id, Retry-After, WWW-Authenticate, Accept-Ranges, Content-Range, Content-Disposition'

/** Browsers ask again after so many seconds; what a page may read is decided with each answer anyway. */
const PREFLIGHT_SECONDS = 600

/**
 * Lets pages of the origins that a domain names read its delivery, refusals included, without the
 * cookies of a browser. Pages of other origins get no header, and so nothing.
 */
export function mountDeliveryCors(
  app: HttpApp,
  { findDomain }: { findDomain(slugOrId: string): Promise<Domain | undefined> },
): void {
  app.use(DELIVERY, async (c, next) => {
    const origin = c.req.header('origin')
    // Whoever cannot be told apart now is not let in; why is said by the answer itself.
    const domain = origin
      ? await findDomain(c.req.param('domain')).catch(() => undefined)
      : undefined
    const allowed = origin && domain && allowedOrigin(domain, origin)
    const isPreflight =
      c.req.method === 'OPTIONS' && c.req.header('access-control-request-method') !== undefined
    if (allowed && isPreflight) c.res = new Response(null, { status: 204, headers: PREFLIGHT })
    else await next()
    c.res.headers.set('vary', VARY)
    if (!allowed) return
    c.res.headers.set('access-control-allow-origin', allowed)
    c.res.headers.set('access-control-expose-headers', RESPONSE_HEADERS)
  })
}

const PREFLIGHT = {
  'access-control-allow-methods': 'GET, HEAD, POST',
  'access-control-allow-headers': REQUEST_HEADERS,
  'access-control-max-age': String(PREFLIGHT_SECONDS),
}

/** The value of Access-Control-Allow-Origin; undefined for pages that may not read. */
function allowedOrigin({ settings }: Domain, origin: string): string | undefined {
  if (settings.deliveryOrigins.includes('*')) return '*'
  return settings.deliveryOrigins.includes(origin) ? origin : undefined
}
