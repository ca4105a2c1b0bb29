import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** A process of the example, and how to end it. */
export interface Running {
  readonly port: number
  close(): Promise<void>
}

/** The nginx of this machine; undefined when there is none. */
export function findNginx(): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  return folders.map(folder => join(folder, 'nginx')).find(isExecutable)
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
  const process = runUntilStdinEnds(nginx, ['-p', folder, '-c', config, '-e', 'error.log'])
  const close = async () => {
    await end(process)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await reachable(port, process)
    return { port, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Runs the API of the example. */
export async function startUpstream(): Promise<Running> {
  const child = spawn(process.execPath, [exampleFile('upstream.mjs')], {
    env: { PORT: '0' },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /:(\d+)$/.exec(line)?.[1]
    if (port === undefined) continue
    return {
      port: Number(port),
      async close() {
        child.kill()
        await once(child, 'exit')
      },
    }
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

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The shell notices when we are gone, also when we could not say goodbye. */
function runUntilStdinEnds(command: string, args: string[]): ChildProcess {
  const script = '"$@" & pid=$!; (cat >/dev/null; kill -QUIT $pid 2>/dev/null) <&3 & wait $pid'
  return spawn('/bin/sh', ['-c', `exec 3<&0; ${script}`, 'nginx', command, ...args], {
    stdio: ['pipe', 'inherit', 'inherit'],
    detached: true,
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.stdin?.end()
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
