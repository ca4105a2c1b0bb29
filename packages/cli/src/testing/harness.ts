import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Listening, listen } from '@keywright/server'
import {
  createTestServer,
  type TestServer,
} from '../../../server/src/testing/create-test-server.ts'
import { main } from '../cli.ts'
import type { Io } from '../io.ts'

/** What a run left behind. */
export interface Ran {
  code: number
  stdout: string
  stderr: string
  /** What was asked at the terminal, and whether the answer could be seen. */
  asked: { question: string; hidden: boolean }[]
}

/** What is different about a run. */
export interface RunOptions {
  env?: Record<string, string>
  stdin?: string
  /** A terminal, and what the person there answers. */
  answers?: string[]
}

/** Runs a command line in this process, with a world made for it. */
export async function runCli(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { env = {}, stdin = '', answers } = options
  const ran: Ran = { code: -1, stdout: '', stderr: '', asked: [] }
  let ticks = 0
  const left = [...(answers ?? [])]
  const io: Io = {
    env,
    stdout: output(text => {
      ran.stdout += text
    }),
    stderr: {
      ...output(text => {
        ran.stderr += text
      }),
      isTerminal: answers !== undefined,
    },
    async *stdin() {
      // In small pieces, as a pipe may deliver them.
      for (let at = 0; at < stdin.length; at += 1000) yield stdin.slice(at, at + 1000)
    },
    ask:
      answers &&
      (async (question, { hidden = false } = {}) => {
        ran.asked.push({ question, hidden })
        const answer = left.shift()
        if (answer === undefined) throw new Error(`Nobody answers ${question}`)
        return answer
      }),
    now: () => {
      ticks += 1000
      return ticks
    },
    stopped: () => new Promise(() => {}),
  }
  ran.code = await main(argv, io)
  return ran
}

/** A listening server with an owner, and a home for what the program keeps. */
export interface World {
  test: TestServer
  listening: Listening
  home: string
  owner: { email: string; password: string }
  env: Record<string, string>
  run(argv: readonly string[], options?: RunOptions): Promise<Ran>
  /** The same, with the result parsed; fails unless the command ends with 0. */
  json<T>(argv: readonly string[], options?: RunOptions): Promise<T>
  close(): Promise<void>
}

/** Starts the world; nobody is logged in. */
export async function createWorld(): Promise<World> {
  const password = 'correct horse battery staple'
  const test = await createTestServer({ engine: 'sqlite', config: { ownerPassword: password } })
  const listening = await listen(test.server, { host: '127.0.0.1', port: 0 })
  const created = await test.server.services.owner.createFirst()
  const home = mkdtempSync(join(tmpdir(), 'keywright-cli-'))
  const env = { XDG_CONFIG_HOME: home, KEYWRIGHT_URL: listening.url }
  const run: World['run'] = (argv, options = {}) =>
    runCli(argv, { ...options, env: { ...env, ...options.env } })
  return {
    test,
    listening,
    home,
    owner: { email: created?.email ?? '', password },
    env,
    run,
    async json(argv, options) {
      const { code, stdout, stderr } = await run([...argv, '--json'], options)
      if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code}: ${stderr}`)
      return JSON.parse(stdout)
    },
    async close() {
      await listening.close()
      await test.close()
      rmSync(home, { recursive: true })
    },
  }
}

function output(write: (text: string) => void) {
  return { write, drained: async () => {}, isTerminal: false }
}
