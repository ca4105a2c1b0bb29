import { join } from 'node:path'
import { rolldown } from 'rolldown'

const ROOT = join(import.meta.dirname, '../../../..')

let built: Promise<string> | undefined

/** The program in one file, made once per process from the sources as they are: it starts several times as fast. */
export function programFile(): Promise<string> {
  built ??= bundle()
  return built
}

async function bundle(): Promise<string> {
  const file = join(ROOT, `node_modules/.cache/program/keywright-${process.pid}.mjs`)
  const bundle = await rolldown({
    input: join(ROOT, 'packages/cli/src/main.ts'),
    platform: 'node',
    // Libraries are loaded as they are installed; only our own packages go in.
    external: id => /^[^./]/.test(id) && !id.startsWith('@keywright/'),
    resolve: { conditionNames: ['source', 'node', 'import'] },
  })
  await bundle.write({ file, format: 'esm', codeSplitting: false })
  await bundle.close()
  return file
}
