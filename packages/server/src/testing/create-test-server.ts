import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Client, createClient } from '@keywright/contract'
import { afterAll, beforeAll, describe, inject } from 'vitest'
import { type Config, readConfig } from '../config.ts'
import { createServer, type Server } from '../server.ts'
import { createDatabase, dropDatabase } from './postgres-database.ts'
import { createSeed, type Seed } from './seed.ts'
import { createTestClock, type TestClock } from './test-clock.ts'

/** The engines that every server test runs on. */
export const ENGINES = ['sqlite', 'postgres'] as const
export type EngineName = (typeof ENGINES)[number]

/** What a test may want otherwise. */
export interface TestServerOptions {
  engine: EngineName
  config?: Partial<Config>
  /** Reuse what an earlier server left, as after a restart. */
  dataFolder?: string
  databaseUrl?: string
  /** A clock other than one that stands still. */
  clock?: TestClock
  /** A built backoffice other than the one of this repository. */
  webFolder?: string
}

/** A real server on a real database of its own, without a socket. */
export interface TestServer {
  server: Server
  config: Config
  clock: TestClock
  /** Every log line so far, at the most verbose level. */
  logs: string[]
  seed: Seed
  /** A request as it would arrive over the socket from 127.0.0.1. */
  request(path: string, init?: RequestInit & { from?: string }): Promise<Response>
  /** The contract's client with a session cookie, a token, or nothing. */
  client(credential?: { cookie?: string; token?: string }): Client
  close(): Promise<void>
}

/** Passwords cost next to nothing in tests, and room for keys is not set aside. */
const TEST_CONFIG = {
  cacheKeys: 1000,
  cacheMisses: 1000,
  passwordCost: { memoryKiB: 64, passes: 1, lanes: 1 },
  logLevel: 'trace',
} satisfies Partial<Config>

/** Starts a server on a database of its own; `close` removes both. */
export async function createTestServer(options: TestServerOptions): Promise<TestServer> {
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'keywright-test-'))
  const databaseUrl =
    options.engine === 'postgres'
      ? (options.databaseUrl ??
        (await createDatabase(inject('postgresUrl'), inject('postgresTemplate'))))
      : undefined
  const clock = options.clock ?? createTestClock()
  const logs: string[] = []
  const config: Config = {
    ...readConfig({ KEYWRIGHT_DATA: dataFolder }),
    ...TEST_CONFIG,
    databaseUrl,
    ...options.config,
  }
  const server = await createServer(config, {
    clock,
    randomBytes,
    logSink: { write: line => void logs.push(line) },
    ...(options.webFolder !== undefined && { webFolder: options.webFolder }),
  })
  const request: TestServer['request'] = (path, { from = '127.0.0.1', ...init } = {}) =>
    server.fetch(new Request(new URL(path, 'http://localhost:4747'), init), {
      remoteAddress: from,
    })

  return {
    server,
    config,
    clock,
    logs,
    seed: createSeed(server, clock),
    request,
    client({ cookie, token } = {}) {
      return createClient({
        url: 'http://localhost:4747',
        ...(token !== undefined && { token }),
        fetch: request => {
          if (cookie !== undefined) request.headers.set('cookie', cookie)
          return server.fetch(request, { remoteAddress: '127.0.0.1' })
        },
      })
    },
    async close() {
      await server.close()
      if (!options.dataFolder) rmSync(dataFolder, { recursive: true, force: true })
      if (databaseUrl && !options.databaseUrl) await dropDatabase(databaseUrl)
    },
  }
}

/** Runs the same tests on both engines, with one server for all tests of the block. */
export function describeEachEngine(
  name: string,
  tests: (get: () => TestServer, engine: EngineName) => void,
  config: Partial<Config> = {},
): void {
  describe.each(ENGINES)(`${name} (%s)`, engine => {
    let running: TestServer | undefined
    beforeAll(async () => {
      running = await createTestServer({ engine, config })
    })
    afterAll(async () => running?.close())
    tests(() => {
      if (!running) throw new Error('The server is only there inside a test')
      return running
    }, engine)
  })
}
