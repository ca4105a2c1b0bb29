// @ts-check
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { filesBelow, hash, hashFiles, modules, read, readIfThere, root } from './files.mjs'
import { whileLocked } from './lock.mjs'
import { runCaptured } from './processes.mjs'
import { copyWeb, hashOfWeb } from './web.mjs'

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

/** Where the compiled server finds the backoffice. */
const builtWeb = join(root, 'packages/server/dist/assets/web')

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
  await whileAlone(async () => {
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

/** Compiles the packages, builds the backoffice and copies the assets, if a source has changed since. */
export async function build() {
  if (isBuilt()) return
  await whileAlone(async () => {
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
    await copyWeb(builtWeb)
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
  return (
    readIfThere(buildStamp) === hashOfSources() &&
    existsSync(builtWeb) &&
    builtPackages().every(isCompiled)
  )
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
  return hash(hashFiles([...settings, ...files]) + hashOfWeb())
}

/**
 * Two scripts at once must not install or build into the same folders.
 * @param {() => Promise<void>} work
 */
function whileAlone(work) {
  return whileLocked(lockFile, work, owner =>
    say(`Waiting for process ${owner}, which installs or builds …`),
  )
}

/** @param {string} text */
function say(text) {
  console.error(text)
}
