// @ts-check
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { runCaptured } from './processes.mjs'

/** The folder of the repository. */
export const root = fileURLToPath(new URL('..', import.meta.url))

const modules = join(root, 'node_modules')
const installStamp = join(modules, '.keywright-install.json')
const buildStamp = join(modules, '.cache', 'keywright-build')
const lockFile = join(root, '.cache', 'prepare.lock')

/** What a build runs, one after the other: the script inside node_modules, and its arguments. */
const buildSteps = [
  ['typescript/bin/tsc', '-b', 'tsconfig.build.json'],
  ['rolldown/bin/cli.mjs', '-c', 'packages/sdk/rolldown.config.mjs'],
]

/** Files of other packages that are served as they are. */
const assets = [
  { from: 'rapidoc/dist/rapidoc-min.js', to: 'packages/server/dist/assets/rapidoc-min.js' },
  {
    from: 'rapidoc/dist/rapidoc-min.js.LICENSE.txt',
    to: 'packages/server/dist/assets/rapidoc-min.js.LICENSE.txt',
  },
]

/** Settings of the surrounding npm that say where packages come from; the others are its own. */
const keptFromNpm = new Set(
  [
    'registry',
    'proxy',
    'https_proxy',
    'noproxy',
    'cafile',
    'cache',
    'userconfig',
    'globalconfig',
  ].map(name => `npm_config_${name}`),
)

/** Installs what package-lock.json names, if that is not what is installed. */
export async function install() {
  if (isInstalled()) return
  await whileLocked(async () => {
    if (isInstalled()) return
    say('Installing dependencies …')
    const env = Object.fromEntries(
      Object.entries(process.env).filter(
        ([name]) => name !== 'NODE_ENV' && (!name.startsWith('npm_') || keptFromNpm.has(name)),
      ),
    )
    const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
    const npm = process.env.npm_execpath
    const { code, output } = npm?.endsWith('npm-cli.js')
      ? await runCaptured(process.execPath, [npm, ...args], { env })
      : await runCaptured('npm', args, { env, shell: process.platform === 'win32' })
    if (code !== 0) throw new Error(`${output}\nnpm ci failed.`)
    writeFileSync(installStamp, JSON.stringify(wanted()))
  })
}

/** Compiles the packages and copies the assets, if a source has changed since. */
export async function build() {
  if (isBuilt()) return
  await whileLocked(async () => {
    if (isBuilt()) return
    say('Building …')
    const sources = hashOfSources()
    for (const [script = '', ...args] of buildSteps) {
      const { code, output } = await runCaptured(process.execPath, [join(modules, script), ...args])
      if (code !== 0) throw new Error(`${output}\nThe build failed.`)
    }
    for (const { from, to } of assets) {
      mkdirSync(dirname(join(root, to)), { recursive: true })
      copyFileSync(join(modules, from), join(root, to))
    }
    mkdirSync(dirname(buildStamp), { recursive: true })
    writeFileSync(buildStamp, sources)
  })
}

/** Native modules bind an installation to a platform, an architecture and an ABI of Node. */
function wanted() {
  const { platform, arch, versions } = process
  return {
    lock: hash(read('package-lock.json')),
    runtime: `${platform} ${arch} ${versions.modules}`,
  }
}

function isInstalled() {
  const stamp = readIfThere(installStamp)
  if (stamp === undefined) return false
  /** @type {ReturnType<typeof wanted>} */
  const installed = JSON.parse(stamp)
  const { lock, runtime } = wanted()
  if (installed.runtime !== runtime) return false
  if (installed.lock === lock) return true
  // `npm install` by hand changes both the lock file and what is installed.
  if (!agreesWithLockFile()) return false
  writeFileSync(installStamp, JSON.stringify({ lock, runtime }))
  return true
}

/** @typedef {Record<string, { version?: string, integrity?: string, optional?: boolean }>} Packages */

/** Whether npm's own record of what it installed says the same as package-lock.json. */
function agreesWithLockFile() {
  const record = readIfThere(join(modules, '.package-lock.json'))
  if (record === undefined) return false
  /** @type {Packages} */
  const installed = JSON.parse(record).packages
  /** @type {Packages} */
  const { '': _, ...locked } = JSON.parse(read('package-lock.json')).packages
  return (
    Object.keys(installed).every(path => path in locked) &&
    Object.entries(locked).every(([path, { version, integrity, optional }]) => {
      const found = installed[path]
      if (found === undefined) return optional === true // Made for another platform.
      return found.version === version && found.integrity === integrity
    })
  )
}

function isBuilt() {
  return readIfThere(buildStamp) === hashOfSources() && builtPackages().every(isCompiled)
}

/** @returns {string[]} */
function builtPackages() {
  /** @type {{ references: { path: string }[] }} */
  const { references } = JSON.parse(read('tsconfig.build.json'))
  return references.map(({ path }) => path)
}

/** @param {string} path */
function isCompiled(path) {
  return existsSync(join(root, path, 'dist'))
}

/** By content, not by times: a checkout changes the times of files that stay the same. */
function hashOfSources() {
  const settings = [
    'package-lock.json',
    'tsconfig.base.json',
    'tsconfig.build.json',
    'packages/sdk/rolldown.config.mjs',
  ]
  const files = builtPackages().flatMap(path => [
    `${path}/package.json`,
    `${path}/tsconfig.json`,
    ...filesBelow(`${path}/src`),
  ])
  return hash([...settings, ...files].map(file => `${file}\n${read(file)}`).join('\0'))
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function filesBelow(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(root.length))
    .sort()
}

/**
 * Two scripts at once must not install or build into the same folders.
 * @param {() => Promise<void>} work
 */
async function whileLocked(work) {
  mkdirSync(dirname(lockFile), { recursive: true })
  let told = false
  while (!takeLock()) {
    if (!told) say(`Waiting for process ${readIfThere(lockFile)}, which installs or builds …`)
    told = true
    await setTimeout(100)
  }
  const release = () => rmSync(lockFile, { force: true })
  process.once('exit', release)
  try {
    await work()
  } finally {
    process.off('exit', release)
    release()
  }
}

/** @returns {boolean} */
function takeLock() {
  // Written aside and then linked, so that a lock always has its owner inside.
  const mine = `${lockFile}.${process.pid}`
  writeFileSync(mine, String(process.pid))
  try {
    linkSync(mine, lockFile)
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
    return clearStaleLock(`${mine}.stale`) && takeLock()
  } finally {
    rmSync(mine, { force: true })
  }
}

/**
 * Moved aside before it is removed: two who find the same stale lock must not remove a fresh one.
 * @param {string} aside
 */
function clearStaleLock(aside) {
  const owner = readIfThere(lockFile)
  if (owner === undefined || isAlive(Number(owner))) return false
  try {
    renameSync(lockFile, aside)
    if (readIfThere(aside) === owner) return true
    linkSync(aside, lockFile)
    return false
  } catch {
    return false // Somebody else was faster; the next attempt sees what they left.
  } finally {
    rmSync(aside, { force: true })
  }
}

/** @param {number} pid */
function isAlive(pid) {
  if (pid === process.pid) return false // Left by an earlier process that had our number.
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}

/** @param {string} path */
function read(path) {
  return readFileSync(join(root, path), 'utf8')
}

/** @param {string} path */
function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** @param {string} text */
function hash(text) {
  return createHash('sha256').update(text).digest('hex')
}

/** @param {string} text */
function say(text) {
  console.error(text)
}
