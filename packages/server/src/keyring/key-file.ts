import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type Config, ConfigError } from '../config.ts'
import type { KeyVersions } from './keyring.ts'

const KEY_BYTES = 32
const keyFile = z.object({
  masterKeys: z.record(z.string(), z.string()),
  peppers: z.record(z.string(), z.string()),
})

/**
 * The master keys and peppers: from the environment where set, else from `keys.json` in the data
 * folder, which is made on first start (mode 0600). Refuses a file that others can read.
 */
export function loadKeys(
  config: Config,
  randomBytes: (size: number) => Uint8Array,
): { masterKeys: KeyVersions; peppers: KeyVersions } {
  const { masterKeys, peppers } = config
  if (masterKeys && peppers) {
    return {
      masterKeys: parseVersions(masterKeys, 'KEYWRIGHT_MASTER_KEY'),
      peppers: parseVersions(peppers, 'KEYWRIGHT_PEPPER'),
    }
  }
  if (masterKeys || peppers) {
    throw new ConfigError('Set KEYWRIGHT_MASTER_KEY and KEYWRIGHT_PEPPER together, or neither.')
  }
  const path = join(config.dataFolder, 'keys.json')
  const text = readOrCreate(path, config.dataFolder, randomBytes)
  const parsed = keyFile.safeParse(parseJson(text))
  if (!parsed.success) throw new ConfigError(`${path} is not a key file of this program.`)
  return {
    masterKeys: decode(Object.entries(parsed.data.masterKeys), path),
    peppers: decode(Object.entries(parsed.data.peppers), path),
  }
}

/** Reads `1:base64,2:base64`. */
function parseVersions(text: string, variable: string): KeyVersions {
  return decode(
    text.split(',').map(part => {
      const [version = '', key = ''] = part.trim().split(':')
      return [version, key] as const
    }),
    variable,
  )
}

function decode(entries: readonly (readonly [string, string])[], source: string): KeyVersions {
  const keys = new Map<number, Uint8Array>()
  for (const [version, text] of entries) {
    const bytes = Buffer.from(text, 'base64')
    if (!/^[1-9]\d{0,5}$/.test(version) || bytes.length !== KEY_BYTES) {
      throw new ConfigError(
        `${source}: expected version:key pairs with keys of 32 bytes in base64.`,
      )
    }
    keys.set(Number(version), new Uint8Array(bytes))
  }
  if (keys.size === 0) throw new ConfigError(`${source}: no key given.`)
  return keys
}

function readOrCreate(path: string, folder: string, randomBytes: (size: number) => Uint8Array) {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  try {
    const mode = statSync(path).mode & 0o077
    if (mode !== 0 && process.platform !== 'win32') {
      throw new ConfigError(`${path} can be read by others; run: chmod 600 ${path}`)
    }
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (!isMissing(error)) throw error
  }
  const fresh = () => Buffer.from(randomBytes(KEY_BYTES)).toString('base64')
  const text = `${JSON.stringify({ masterKeys: { 1: fresh() }, peppers: { 1: fresh() } }, null, 2)}\n`
  writeDurably(path, text, folder)
  return text
}

/** Writes beside, syncs, then renames: after a crash the file is whole or absent. */
function writeDurably(path: string, text: string, folder: string) {
  const beside = `${path}.new`
  const file = openSync(beside, 'w', 0o600)
  writeSync(file, text)
  fsyncSync(file)
  closeSync(file)
  chmodSync(beside, 0o600)
  renameSync(beside, path)
  const directory = openSync(folder, 'r')
  fsyncSync(directory)
  closeSync(directory)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
