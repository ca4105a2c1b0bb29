import { randomBytes as systemRandomBytes } from 'node:crypto'
import type { Config } from './config.ts'
import { mountDeliveryCors } from './content/delivery/delivery-cors.ts'
import { mountRealtimeRoutes } from './content/realtime/realtime.routes.ts'
import { openDatabase } from './db/database.ts'
import { migrate } from './db/migrate.ts'
import type { Foundation } from './foundation.ts'
import { createHousekeeping } from './housekeeping.ts'
import { createApp } from './http/app.ts'
import { mountDocsRoutes } from './http/docs.routes.ts'
import { answerFetch, answerNode } from './http/fast-path.ts'
import { mountHealthRoutes } from './http/health.routes.ts'
import { createObjectRoutes } from './http/hot-objects.ts'
import { createHotPaths } from './http/hot-paths.ts'
import type { Listenable } from './http/listen.ts'
import { createMetrics } from './http/metrics.ts'
import { createMount } from './http/mount.ts'
import { createPublicUrl } from './http/public-url.ts'
import { createRequestLog } from './http/request-log.ts'
import { cookieRules } from './http/session-cookie.ts'
import { createUpgrade } from './http/upgrade.ts'
import { mountWebRoutes, readPanelPage } from './http/web.routes.ts'
import { checkFingerprints } from './keyring/fingerprints.ts'
import { loadKeys } from './keyring/key-file.ts'
import { createKeyring } from './keyring/keyring.ts'
import { type Clock, systemClock } from './lib/clock.ts'
import { createRequestIds } from './lib/ids.ts'
import { createLogger, type LogSink } from './log.ts'
import { mountPanelPages } from './panels/panel-pages.routes.ts'
import { mountRoutes } from './routes.ts'
import { choresOf, createServices, type Services } from './services.ts'

/** What a test or the process edge may replace. */
export interface ServerOptions {
  clock?: Clock
  randomBytes?: (size: number) => Uint8Array
  /** Where log lines go; default: standard output. */
  logSink?: LogSink
  /** Where the built backoffice lies; default: beside the compiled server, or where the build leaves it. */
  webFolder?: string
}

/** A server without a socket: hand it requests and sockets that ask for more, and close it. */
export interface Server extends Listenable {
  readonly config: Config
  readonly services: Services
  readonly foundation: Foundation
  /** Stops taking requests (they are answered 503), writes what is buffered, closes the database. */
  close(): Promise<void>
}

/**
 * Opens the database, brings its schema up to date and composes the server.
 * Throws `ConfigError` when a setting, the key file or the data folder cannot be used.
 */
export async function createServer(config: Config, options: ServerOptions = {}): Promise<Server> {
  const clock = options.clock ?? systemClock
  const randomBytes = options.randomBytes ?? systemRandomBytes
  const logger = createLogger(config.logLevel, options.logSink ?? process.stdout)
  const keyring = createKeyring(loadKeys(config, randomBytes), randomBytes)
  const database = await openDatabase(config)
  try {
    await migrate(database)
    await checkFingerprints(database, keyring)
  } catch (error) {
    await database.close()
    throw error
  }
  const publicUrl = createPublicUrl(config)
  const foundation = { config, database, keyring, clock, randomBytes, logger, publicUrl }
  const services = createServices(foundation)
  const housekeeping = createHousekeeping({ ...foundation, chores: choresOf(services) })

  let closing = false
  const metrics = createMetrics({
    usage: services.usageRecorder.stats,
    cache: services.verifier.cacheStats,
    channel: database.engine.channel,
  })
  const app = createApp({
    config,
    logger,
    metrics,
    isOutage: database.engine.isOutage,
    isClosing: () => closing,
  })
  const hotParts = {
    ...foundation,
    ...services,
    createRequestId: createRequestIds(clock.now, randomBytes),
    isOutage: database.engine.isOutage,
  }
  const hot = createHotPaths({
    ...hotParts,
    ...cookieRules(config),
    metrics,
    findObjectRoute: createObjectRoutes({
      ...hotParts,
      log: createRequestLog({ logger, metrics }),
    }),
    isClosing: () => closing,
  })
  mountDeliveryCors(app, services.access)
  const upgrade = createUpgrade({
    config,
    logger,
    ...services,
    ...cookieRules(config),
    isClosing: () => closing,
    refuse: hot.refuse,
  })
  const mount = createMount({ app, ...services, ...cookieRules(config) })
  mountRoutes(mount, services, config)
  mountHealthRoutes(app, { config, database, metrics })
  mountRealtimeRoutes(app)
  mountPanelPages(app, {
    config,
    ...services,
    readPage: () => readPanelPage(options.webFolder),
  })
  mountDocsRoutes(app)
  mountWebRoutes(app, { randomBytes, folder: options.webFolder })

  return {
    config,
    services,
    foundation,
    fetch: async (request, connection = {}) =>
      answerFetch(hot, request, connection.remoteAddress) ?? app.fetch(request, connection),
    fast: (request, response) => answerNode(hot, request, response),
    upgrade,
    hangUp: services.realtime.close,
    refuse: hot.refuse,
    listeningAt: publicUrl.listeningAt,
    async close() {
      if (closing) return
      closing = true
      services.realtime.close()
      await housekeeping.close()
      await services.usageRecorder.close()
      await services.secretLookup.close()
      await database.close()
    },
  }
}
