import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { programFile } from '../../packages/cli/src/testing/program.ts'

/** A server in a process of its own, as `keywright serve` runs it. */
export interface NodeProcess {
  readonly url: string
  /** Ends it as a crash would; resolves when it is gone. */
  kill(): Promise<void>
  /** Asks it to end; resolves to its exit code. */
  stop(): Promise<number | null>
  /** A call with a JSON body; the answer of a refusal too. Rejects when nobody answers. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>
}

/** An answer, read. */
export interface Answer {
  status: number
  headers: Headers
  // Every test knows what it asked for.
  // biome-ignore lint/suspicious/noExplicitAny: the shape is asserted by the test
  body: any
}

/** The owner of every server started here. */
const OWNER = { email: 'owner@example.com', password: 'correct horse battery' }

/** Starts a server on a free port; resolves when it takes requests. */
export async function startNode(environment: Record<string, string>): Promise<NodeProcess> {
  const child = spawn(process.execPath, [await programFile(), 'serve'], {
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      KEYWRIGHT_OWNER_EMAIL: OWNER.email,
      KEYWRIGHT_OWNER_PASSWORD: OWNER.password,
      KEYWRIGHT_LOG_LEVEL: 'warn',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const url = await readUrl(child)
  return {
    url,
    async kill() {
      if (!ended(child)) {
        const gone = once(child, 'exit')
        child.kill('SIGKILL')
        await gone
      }
    },
    async stop() {
      if (!ended(child)) {
        const gone = once(child, 'exit')
        child.kill('SIGTERM')
        await gone
      }
      return child.exitCode
    },
    async call(method, path, body, headers = {}) {
      const response = await fetch(url + path, {
        method,
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      const isJson = /json/.test(response.headers.get('content-type') ?? '')
      return {
        status: response.status,
        headers: response.headers,
        body: isJson ? JSON.parse(text) : text,
      }
    },
  }
}

/** Signs the owner in; the answer goes into the Cookie header. */
export async function signIn(node: NodeProcess): Promise<string> {
  const { status, headers, body } = await node.call('POST', '/v1/session', OWNER)
  if (status !== 200) throw new Error(`Signing in was refused: ${JSON.stringify(body)}`)
  return headers.get('set-cookie')?.split(';')[0] ?? ''
}

function ended(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

async function readUrl(child: ChildProcess): Promise<string> {
  const { stdout, stderr } = child
  if (!stdout || !stderr) throw new Error('The process has no output')
  // Nobody reads its log, which must not fill the pipe.
  stdout.resume()
  const said: string[] = []
  for await (const line of createInterface(stderr)) {
    said.push(line)
    const url = /ready at (http:\S+)/.exec(line)?.[1]
    if (url) {
      stderr.resume()
      return url
    }
  }
  throw new Error(`The server did not start:\n${said.join('\n')}`)
}
