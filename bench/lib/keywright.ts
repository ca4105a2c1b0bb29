import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { type Client, createClient, ProblemError } from '@keywright/contract'
import { type Child, startChild } from './children.ts'
import { API, PERMISSION } from './keys.ts'
import { fromHere, fromRoot } from './paths.ts'
import { OWNER, type Place } from './place.ts'
import { freePort } from './ports.ts'

/** The server as it is shipped, in a process of its own. */
export interface Keywright extends Child {
  readonly url: string
  /** The owner, signed in. */
  readonly owner: Client
  /** A key that may verify the keys of the domain. */
  readonly caller: string
  /** What it holds after two full collections, in bytes. */
  memory(): Promise<{ rss: number; heapUsed: number; external: number }>
  /** How many queries of its database it has made so far. */
  queries(): Promise<number>
}

/** Milliseconds. */
const READY_WITHIN = 120_000

/** Starts `keywright serve` on a seeded database and makes what a caller needs: an API and a key to verify with. */
export async function startKeywright(
  place: Place,
  { core, env = {} }: { core?: number | undefined; env?: Record<string, string> } = {},
): Promise<Keywright> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const preload = pathToFileURL(fromHere('programs/inside.mjs')).href
  const child = startChild(
    process.execPath,
    ['--expose-gc', '--import', preload, fromRoot('packages/cli/dist/main.js'), 'serve'],
    {
      core,
      ipc: true,
      env: {
        ...place,
        PORT: String(port),
        HOST: '127.0.0.1',
        KEYWRIGHT_LOG_LEVEL: 'warn',
        KEYWRIGHT_TRUSTED_PROXIES: '1',
        ...env,
      },
    },
  )
  await ready(url, child)
  const owner = await signIn(url)
  return {
    ...child,
    url,
    owner,
    caller: await prepare(owner),
    memory: () => ask(child, 'memory'),
    queries: () => ask(child, 'queries'),
  }
}

/** What the program inside of it answers. */
async function ask<Answer>({ process }: Child, question: string): Promise<Answer> {
  process.send(question)
  const [answer] = await once(process, 'message')
  return answer
}

/** It listens only when its database is ready, so any answer will do. */
async function ready(url: string, child: Child): Promise<void> {
  for (const deadline = performance.now() + READY_WITHIN; performance.now() < deadline; ) {
    if (await fetch(`${url}/livez`).catch(() => undefined)) return
    if (child.process.exitCode !== null) break
    await setTimeout(50)
  }
  throw new Error(`The server at ${url} did not start.`)
}

async function signIn(url: string): Promise<Client> {
  const response = await fetch(`${url}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(OWNER),
  })
  if (!response.ok) throw new Error(`The owner cannot sign in: ${await response.text()}`)
  const cookie = response.headers
    .getSetCookie()
    .map(text => text.split(';')[0])
    .join('; ')
  return createClient({
    url,
    fetch: request => {
      request.headers.set('cookie', cookie)
      return fetch(request)
    },
  })
}

async function prepare(owner: Client): Promise<string> {
  const params = { domain: 'main' }
  const api = {
    slug: API,
    name: 'Shop',
    resources: [{ name: 'orders', actions: ['read', 'create', 'update', 'delete'] }],
    routes: [
      { method: 'GET' as const, path: '/orders', permission: PERMISSION },
      { method: 'GET' as const, path: '/orders/:id', permission: PERMISSION },
    ],
  }
  await owner.apis.create({ params, body: api }).catch(error => {
    if (!(error instanceof ProblemError) || error.code !== 'SLUG_TAKEN') throw error
  })
  const { token } = await owner.keys.create({
    params,
    body: { name: 'Verifier of the measurement', scopes: ['backoffice.keys:verify'] },
  })
  return token
}
