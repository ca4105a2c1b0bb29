import { chmodSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { Failure } from './exit.ts'
import type { Io } from './io.ts'

/** A session that `keywright login` opened. */
export interface StoredSession {
  /** As it goes into the Cookie header. */
  cookie: string
  email: string
}

/** What is kept between runs. */
export interface Credentials {
  /** Where the last login went. */
  url: string | null
  sessions: Record<string, StoredSession>
}

/** Reads the stored sessions; throws `Failure` when others can read them too. */
export function readCredentials(env: Io['env']): Credentials {
  const path = credentialsPath(env)
  const text = readPrivate(path)
  if (text === undefined) return { url: null, sessions: {} }
  try {
    return check(JSON.parse(text))
  } catch {
    throw new Failure(`${path} is not a file of this program. Remove it and log in again.`)
  }
}

/** Replaces the stored sessions, in a file that only its owner can read. */
export function writeCredentials(env: Io['env'], credentials: Credentials): void {
  const path = credentialsPath(env)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const beside = `${path}.${process.pid}`
  writeFileSync(beside, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 })
  chmodSync(beside, 0o600)
  renameSync(beside, path)
}

/** `credentials.json` below `$XDG_CONFIG_HOME/keywright`, by default `~/.config/keywright`. */
export function credentialsPath(env: Io['env']): string {
  const config = env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config')
  return join(config, 'keywright', 'credentials.json')
}

function readPrivate(path: string): string | undefined {
  try {
    const { mode } = statSync(path)
    if ((mode & 0o077) !== 0 && process.platform !== 'win32') {
      throw new Failure(`${path} can be read by others, so it is not used. Run: chmod 600 ${path}`)
    }
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

function check(value: unknown): Credentials {
  const { url, sessions } = value as Partial<Credentials>
  const usable =
    (url === null || typeof url === 'string') &&
    typeof sessions === 'object' &&
    sessions !== null &&
    Object.values(sessions).every(
      ({ cookie, email }) => typeof cookie === 'string' && typeof email === 'string',
    )
  if (!usable) throw new TypeError('not the shape of Credentials')
  return { url, sessions }
}
