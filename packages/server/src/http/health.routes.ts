import { healthEndpoints } from '@keywright/contract'
import { compileIpAllow, type IpMatcher } from '@keywright/core'
import { AppError } from '../app-error.ts'
import type { Config } from '../config.ts'
import type { Database } from '../db/database.ts'
import { withinDeadline } from '../db/deadline.ts'
import type { Connection } from './app.ts'
import { clientIp } from './client-ip.ts'
import type { Metrics } from './metrics.ts'
import type { HttpApp } from './mount.ts'

const FORWARDING_HEADERS = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via']

/**
 * Mounts what probes and Prometheus ask. These endpoints read no credential: a probe must be answered
 * whatever the database does, and a look-up of a cookie would ask it.
 */
export function mountHealthRoutes(
  app: HttpApp,
  parts: { config: Config; database: Database; metrics: Metrics },
): void {
  const { config, database, metrics } = parts
  const isAllowed = compileIpAllow(config.metricsAllow)

  app.get(healthEndpoints.live.path, c => {
    c.set('endpoint', healthEndpoints.live.id)
    return c.json({ status: 'ok' })
  })

  app.get(healthEndpoints.ready.path, async c => {
    c.set('endpoint', healthEndpoints.ready.id)
    await withinDeadline(database.ping()).catch(error => {
      throw new AppError('DATABASE_UNAVAILABLE', { cause: error })
    })
    // Without the channel revocations of other nodes arrive later, yet within their bound: taking all
    // nodes out at once for that would be the greater harm, so it is told, and not refused.
    return c.json({ status: 'ready', database: 'up', channel: database.engine.channel() })
  })

  app.get(healthEndpoints.metrics.path, async c => {
    c.set('endpoint', healthEndpoints.metrics.id)
    const { remoteAddress } = c.env as Connection
    const header = (name: string) => c.req.header(name)
    if (!mayReadMetrics(isAllowed, config.trustedProxies, remoteAddress, header)) {
      throw new AppError('FORBIDDEN', {
        detail: 'Metrics are for the addresses in KEYWRIGHT_METRICS_ALLOW.',
      })
    }
    const { contentType, text } = await metrics.render()
    return c.body(text, 200, { 'content-type': contentType })
  })
}

/**
 * Both ends must be allowed: the connection, and the client that a trusted proxy names. By the
 * connection alone, a proxy on this machine would open the metrics to everybody behind it; by the
 * named client alone, whoever reaches this port past the proxy could name themselves. A forwarded
 * request is refused where no proxy is trusted: nobody knows whose it is.
 */
function mayReadMetrics(
  isAllowed: IpMatcher,
  trustedProxies: number,
  remoteAddress: string | undefined,
  header: (name: string) => string | undefined,
): boolean {
  const connection = clientIp(remoteAddress, undefined, 0)
  if (connection === null || !isAllowed(connection)) return false
  if (trustedProxies === 0) return FORWARDING_HEADERS.every(name => header(name) === undefined)
  const client = clientIp(remoteAddress, header('x-forwarded-for'), trustedProxies)
  return client !== null && isAllowed(client)
}
