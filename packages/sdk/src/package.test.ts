import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import sdk from '../package.json' with { type: 'json' }
import { type FakeKeywright, GOOD_TOKEN, startFakeKeywright } from './testing/fake-keywright.ts'

const run = promisify(execFile)
const require = createRequire(import.meta.url)
const packageFolder = fileURLToPath(new URL('..', import.meta.url))

/** What a file may import, beside files of its own folder. */
const allowedImports: Record<string, string[]> = {
  'fastify.d.ts': ['fastify'],
  'hono.d.ts': ['hono'],
}

describe('the package, built as it is published', () => {
  let folder: string
  let files: string[]
  let fake: FakeKeywright

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keywright-sdk-'))
    await Promise.all([buildTypes(folder), buildCode(folder)])
    files = (await readdir(folder)).filter(name => /\.(js|d\.ts)$/.test(name))
    fake = await startFakeKeywright()
  })
  afterAll(async () => {
    await fake.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('depends on no other package', () => {
    expect(sdk).not.toHaveProperty('dependencies')
  })

  it('has a file and its types for every subpath', () => {
    for (const { types, default: file } of Object.values(sdk.exports)) {
      expect(files).toContain(types.replace('./dist/', ''))
      expect(files).toContain(file.replace('./dist/', ''))
    }
  })

  it('imports Node and itself only, and in its types the framework that each is for', async () => {
    for (const name of files) {
      const text = await readFile(join(folder, name), 'utf8')
      const imported = [...text.matchAll(/(?:from|import)\s*\(?['"]([^'"]+)['"]/g)].map(
        ([, source = '']) => source,
      )
      const foreign = imported.filter(source => !/^(node:|\.\/)/.test(source))
      expect({ name, foreign }).toEqual({ name, foreign: allowedImports[name] ?? [] })
    }
  })

  it('carries nothing of core but the check of a token', async () => {
    const text = await readFile(join(folder, 'index.js'), 'utf8')
    expect(text).not.toContain('backoffice.users')
    expect(text.length).toBeLessThan(20_000)
  })

  it('verifies a key in a program that has nothing else installed', async () => {
    fake.keys.set(GOOD_TOKEN, { valid: false, code: 'EXPIRED' })
    await writeFile(
      join(folder, 'program.mjs'),
      `import { createVerifier } from './index.js'
       import './express.js'
       import './fastify.js'
       import './hono.js'
       import './realtime.js'
       const verifier = createVerifier({ url: process.argv[2], token: 'caller' })
       const answers = [process.argv[3], process.argv[3].replace('kw', 'kx')]
       for (const token of answers) console.log((await verifier.verify(token)).code)`,
    )
    const args = [join(folder, 'program.mjs'), fake.url, GOOD_TOKEN]
    const { stdout } = await run(process.execPath, args, { cwd: folder })
    expect(stdout).toBe('EXPIRED\nNOT_FOUND\n')
    expect(fake.asked).toHaveLength(1)
  })
})

async function buildCode(folder: string): Promise<void> {
  const config = join(packageFolder, 'rolldown.config.mjs')
  await run(process.execPath, [binaryOf('rolldown', 'bin/cli.mjs'), '-c', config, '--dir', folder])
}

/** As the build does, but without the built types of other packages, which may not be there yet. */
async function buildTypes(folder: string): Promise<void> {
  const config = join(folder, 'tsconfig.json')
  const packages = dirname(packageFolder.replace(/\/$/, ''))
  const compilerOptions = {
    composite: false,
    tsBuildInfoFile: null,
    rootDir: packages,
    outDir: join(folder, 'types'),
    typeRoots: [join(dirname(packages), 'node_modules/@types')],
  }
  const base = join(packageFolder, 'tsconfig.json')
  await writeFile(config, JSON.stringify({ extends: base, compilerOptions, references: [] }))
  await run(process.execPath, [binaryOf('typescript', 'bin/tsc'), '-p', config])
  await cp(join(folder, 'types/sdk/src'), folder, { recursive: true })
}

function binaryOf(name: string, script: string): string {
  return join(dirname(require.resolve(`${name}/package.json`)), script)
}
