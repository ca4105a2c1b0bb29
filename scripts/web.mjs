// @ts-check
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { filesBelow, hashFiles, modules, readIfThere, root } from './files.mjs'
import { whileLocked } from './lock.mjs'
import { runCaptured } from './processes.mjs'

/** Where Vite leaves the backoffice. */
const folder = join(root, 'packages/web/dist')
const stamp = join(modules, '.cache', 'keywright-web')

const vite = [
  join(modules, 'vite/bin/vite.js'),
  ...['build', 'packages/web', '--config', 'packages/web/vite.config.ts', '--logLevel', 'warn'],
]

/**
 * Builds the backoffice, if a source has changed since. Its page is then in packages/web/dist, where a
 * server that runs from sources finds it.
 */
export async function buildWeb() {
  if (!isBuilt()) await whileAlone(bringUpToDate)
}

/**
 * Lays the backoffice as it is now into another folder, where no later build changes it.
 * @param {string} to
 */
export function copyWeb(to) {
  return whileAlone(async () => {
    await bringUpToDate()
    rmSync(to, { recursive: true, force: true })
    cpSync(folder, to, { recursive: true, filter: path => !path.endsWith('.vite') })
  })
}

/** Tells one state of all that goes into the backoffice from another. */
export function hashOfWeb() {
  return hashFiles([
    'package-lock.json',
    'packages/web/package.json',
    'packages/web/vite.config.ts',
    'packages/web/index.html',
    'packages/web/panel.html',
    // Shown on the page of an API.
    'docs/guides/shared-secret.md',
    'examples/nginx/nginx.conf',
    ...['web/public', 'web/src', 'contract/src', 'core/src', 'sdk/src']
      .flatMap(path => filesBelow(`packages/${path}`))
      .filter(path => !path.includes('.test.')),
  ])
}

function isBuilt() {
  return readIfThere(stamp) === hashOfWeb() && existsSync(join(folder, 'index.html'))
}

/** @param {() => Promise<void>} work */
function whileAlone(work) {
  return whileLocked(join(root, '.cache', 'web.lock'), work)
}

async function bringUpToDate() {
  if (isBuilt()) return
  const sources = hashOfWeb()
  // A test has an environment of its own, in which React would be built for development.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(NODE_|VITE)/.test(name)),
  )
  const { code, output } = await runCaptured(process.execPath, vite, {
    cwd: root,
    env: { ...env, NODE_ENV: 'production' },
  })
  if (code !== 0) throw new Error(`${output}\nThe build of the backoffice failed.`)
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, sources)
}
