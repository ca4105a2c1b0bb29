import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Client, createClient } from '@keywright/contract'
import { type Config, type Listening, listen } from '@keywright/server'
import {
  createTestServer,
  type TestServer,
} from '../../../packages/server/src/testing/create-test-server.ts'
import { signIn } from '../../../packages/server/src/testing/sign-in.ts'
import type { TestClock } from '../../../packages/server/src/testing/test-clock.ts'
import { copyWeb } from '../../../scripts/web.mjs'

/** A whole installation for a test: the real server on SQLite, listening, with the backoffice as it is now. */
export interface App {
  /** Where it listens, the same through every restart; without a slash at the end. */
  readonly url: string
  /** How the owner signs in; their domain is `main`. */
  readonly owner: { email: string; password: string }
  /** Goes with the real time, ahead of it by what it is advanced. */
  readonly clock: TestClock
  /** The contract's client, signed in as the owner. */
  readonly client: Client
  /** The server that runs now: its `seed`, its `services`, and clients for others. */
  readonly server: TestServer
  /** Where the built backoffice lies that it serves, of its own. */
  readonly webFolder: string
  /** Whether it was ever stopped, so that pages had to notice. */
  readonly wasStopped: boolean
  /** Begins another session of the owner; the answer goes into the Cookie header. */
  signIn(): Promise<string>
  /** Ends the server; port and data stay. */
  stop(): Promise<void>
  /** Starts it again with the same port and data. */
  start(): Promise<void>
  /** Ends everything, and removes the data. */
  close(): Promise<void>
}

/** What is different about an installation. */
export interface AppOptions {
  config?: Partial<Config>
  /** How far behind the real time its clock begins; default: not at all. */
  daysAgo?: number
}

/** Builds the backoffice if need be, and starts an installation. */
export async function startApp({ config = {}, daysAgo = 0 }: AppOptions = {}): Promise<App> {
  const folder = await mkdtemp(join(tmpdir(), 'keywright-app-'))
  const dataFolder = join(folder, 'data')
  const webFolder = join(folder, 'web')
  await copyWeb(webFolder)
  const clock = createAdvancedClock(-daysAgo * 86_400_000)
  let wasStopped = false

  async function run(port: number): Promise<{ server: TestServer; listening: Listening }> {
    const server = await createTestServer({
      engine: 'sqlite',
      dataFolder,
      webFolder,
      clock,
      config: { ownerEmail: OWNER.email, ownerPassword: OWNER.password, ...config },
    })
    return { server, listening: await listen(server.server, { host: '127.0.0.1', port }) }
  }

  let running = await run(0)
  const { url } = running.listening
  const first = await running.server.server.services.owner.createFirst()
  const owner = {
    email: first?.email ?? OWNER.email,
    password: first?.password ?? config.ownerPassword ?? OWNER.password,
  }
  const begin = async () => {
    const { cookie, body } = await signIn(running.server, owner)
    if (cookie === '') throw new Error(`The owner was refused: ${JSON.stringify(body)}`)
    return cookie
  }
  const cookie = await begin()
  const stop = async () => {
    wasStopped = true
    await running.listening.close()
  }

  return {
    url,
    owner,
    clock,
    webFolder,
    client: createClient({
      url,
      fetch: request => {
        request.headers.set('cookie', cookie)
        return running.server.server.fetch(request, { remoteAddress: '127.0.0.1' })
      },
    }),
    get server() {
      return running.server
    },
    get wasStopped() {
      return wasStopped
    },
    signIn: begin,
    stop,
    async start() {
      running = await run(Number(new URL(url).port))
    },
    async close() {
      await stop()
      await rm(folder, { recursive: true })
    },
  }
}

/** The owner of every installation that is not told otherwise. */
const OWNER = { email: 'owner@example.com', password: 'correct horse battery' }

/** The browser has the real time, so the server must not stand still. */
function createAdvancedClock(start: number): TestClock {
  let ahead = start
  return {
    now: () => Date.now() + ahead,
    advance: milliseconds => {
      ahead += milliseconds
    },
  }
}
