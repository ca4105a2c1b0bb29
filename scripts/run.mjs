// @ts-check
// The one way to start, test and check this repository: it needs Node and nothing else, installs
// and builds when something changed, and is quiet about it. `npm start` is this file.
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { root } from './files.mjs'
import { build, install } from './prepare.mjs'
import { runCaptured, runVisibly } from './processes.mjs'

/** @typedef {(args: string[]) => Promise<unknown>} Command */

const fromSources = ['--import', 'tsx', '--conditions=source']

/** @typedef {{ name: string, args: string[], needs?: string, says?: boolean }} Check */

/**
 * What must hold before a change is taken in.
 * @type {Check[]}
 */
const checks = [
  {
    name: 'format and lint',
    args: [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.'],
  },
  { name: 'types', args: [bin('typescript/bin/tsc'), '-p', 'tsconfig.json'] },
  {
    name: 'types of the backoffice',
    args: [bin('typescript/bin/tsc'), '-p', 'packages/web/tsconfig.json'],
  },
  { name: 'types of its tests', args: [bin('typescript/bin/tsc'), '-p', 'e2e/web/tsconfig.json'] },
  { name: 'unused code', args: [bin('knip/bin/knip.js')] },
  {
    name: 'generated files',
    args: [...fromSources, 'scripts/docs.ts', '--check'],
    needs: 'scripts/docs.ts',
  },
  { name: 'initial JavaScript', args: ['scripts/web-size.mjs'], says: true },
]

/** @type {Record<string, Command>} */
const commands = {
  async start(args) {
    await install()
    await build()
    await become('packages/cli/dist/main.js', ['serve', ...args])
  },
  async dev(args) {
    await install()
    await Promise.all([
      node([...fromSources, '--watch', 'packages/cli/src/main.ts', 'serve', ...args]),
      node([bin('vite/bin/vite.js'), 'packages/web', '--clearScreen', 'false']),
    ])
  },
  async test(args) {
    await install()
    await become('node_modules/vitest/vitest.mjs', ['run', ...args])
  },
  async check() {
    await install()
    await check()
  },
  async build() {
    await install()
    await build()
  },
  async bench(args) {
    await install()
    await build()
    await node([...fromSources, 'bench/run.ts', ...args])
  },
  async docs(args) {
    await install()
    await node([...fromSources, 'scripts/docs.ts', ...args])
  },
  async screenshots(args) {
    await install()
    await node([...fromSources, 'scripts/screenshots.ts', ...args])
  },
}

await main()

async function main() {
  const [name = '', ...args] = process.argv.slice(2)
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) {
    console.error(`Usage: node scripts/run.mjs ${Object.keys(commands).join('|')} [arguments]`)
    process.exitCode = 2
    return
  }
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Keywright needs Node 20.19 or newer; this is ${process.versions.node}.`)
    process.exitCode = 1
    return
  }
  process.chdir(root)
  try {
    await command(args)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}

/** As many at once as there are cores: each of them takes one. */
async function check() {
  const waiting = checks.filter(({ needs }) => needs === undefined || existsSync(needs))
  await Promise.all(
    Array.from({ length: availableParallelism() }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await checkOne(next)
    }),
  )
}

/** @param {Check} check */
async function checkOne({ name, args, says }) {
  const startedAt = performance.now()
  const { code, output } = await runCaptured(process.execPath, args)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  if (code === 0) {
    console.log(`ok      ${name}${says ? `: ${output.trim()}` : ''} (${seconds} s)`)
  } else {
    console.log(`${output.trimEnd()}\n\nFAILED  ${name} (${seconds} s)`)
    process.exitCode = 1
  }
}

/**
 * Goes on as another program in this very process, so that signals reach it, its exit code is ours,
 * and no child can be orphaned.
 * @param {string} script
 * @param {string[]} args
 */
async function become(script, args) {
  const path = join(root, script)
  process.argv = [process.execPath, path, ...args]
  process.setSourceMapsEnabled(true)
  await import(pathToFileURL(path).href)
}

/** @param {string[]} args */
async function node(args) {
  process.exitCode = (await runVisibly(process.execPath, args)) || process.exitCode
}

/** @param {string} path */
function bin(path) {
  return join(root, 'node_modules', path)
}
