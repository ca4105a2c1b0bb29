import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

/** A process of the example, and how to end it. */
export interface Running {
  readonly port: number
  close(): Promise<void>
}

/**
 * Runs tests of the example with the nginx of this machine. Where there is none, that is a failure
 * (on CI, or with KEYWRIGHT_REQUIRE_NGINX=1), else a warning and a test that says it is still to do.
 */
export function describeWithNginx(name: string, tests: (nginx: string) => void): void {
  const nginx = findNginx()
  if (nginx !== undefined) {
    describe(name, () => tests(nginx))
    return
  }
  const { CI, KEYWRIGHT_REQUIRE_NGINX } = process.env
  const message = `NGINX IS NOT INSTALLED, so nothing of this is tested: ${name}`
  console.warn(`\n  ${message}\n  On Debian: apt-get install nginx\n`)
  if (CI === 'true' || KEYWRIGHT_REQUIRE_NGINX === '1') it(name, () => expect.fail(message))
  else it.todo(message)
}

/**
 * Runs nginx with the configuration of the example, in which nothing but the three ports is
 * another one, until `close` or until this process ends, however it ends.
 */
export async function startNginx(
  nginx: string,
  { keywright, articles }: { keywright: number; articles: number },
): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), 'keywright-nginx-'))
  // Started by root, nginx works as another user, who must reach its folders.
  await chmod(folder, 0o755)
  const port = await freePort()
  const config = join(folder, 'nginx.conf')
  await writeFile(config, await exampleConfig({ 4747: keywright, 4801: articles, 4800: port }))
  const child = runUntilStdinEnds(nginx, ['-p', folder, '-c', config, '-e', 'error.log'])
  const close = async () => {
    await end(child)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await reachable(port, child)
    return { port, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Runs the API of the example, for as long. */
export async function startUpstream(): Promise<Running> {
  const child = runUntilStdinEnds(process.execPath, [exampleFile('upstream.mjs')], { PORT: '0' })
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /:(\d+)$/.exec(line)?.[1]
    if (port !== undefined) return { port: Number(port), close: () => end(child) }
  }
  throw new Error('The upstream of the example did not start')
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on TCP has an address of this kind.
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** The tested file is the one that people copy: a port that is not there exactly once is an error. */
async function exampleConfig(ports: Record<string, number>): Promise<string> {
  let text = await readFile(exampleFile('nginx.conf'), 'utf8')
  for (const [written, other] of Object.entries(ports)) {
    const [before, after, ...more] = text.split(`127.0.0.1:${written};`)
    if (before === undefined || after === undefined || more.length > 0) {
      throw new Error(`nginx.conf should name 127.0.0.1:${written} exactly once`)
    }
    text = `${before}127.0.0.1:${other};${after}`
  }
  return text
}

function exampleFile(name: string): string {
  return fileURLToPath(new URL(`../../examples/nginx/${name}`, import.meta.url))
}

function findNginx(): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  return folders.map(folder => join(folder, 'nginx')).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** A shell holds the process, since it notices when we are gone without a goodbye. */
function runUntilStdinEnds(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
): ChildProcessByStdio<Writable, Readable, null> {
  const script = 'exec 3<&0; "$@" & pid=$!; (cat >/dev/null; kill $pid) <&3 & wait $pid 2>/dev/null'
  return spawn('/bin/sh', ['-c', script, 'example', command, ...args], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  })
}

async function end(child: ChildProcessByStdio<Writable, Readable, null>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.stdin.end()
  await ended
}

async function reachable(port: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const socket = connect(port, '127.0.0.1')
    try {
      await once(socket, 'connect')
      return
    } catch {
      await setTimeout(10)
    } finally {
      socket.destroy()
    }
  }
  throw new Error(`nginx ended with ${child.exitCode} before it listened`)
}
