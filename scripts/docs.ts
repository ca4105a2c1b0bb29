// Writes what the documentation repeats of the contract: docs/openapi.json and docs/errors.
// `--check` writes nothing and fails when a file is not what it would write.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { ERROR_CODES } from '../packages/server/src/http/error-article.ts'
import { renderErrorMarkdown } from '../packages/server/src/http/error-page.ts'
import { createOpenApi } from '../packages/server/src/http/openapi.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const docs = fileURLToPath(new URL('../docs', import.meta.url))

/** Every generated file with its content, by path. */
function generatedDocs(): Map<string, string> {
  const pages = ERROR_CODES.map(
    code => [`${docs}/errors/${code}.md`, renderErrorMarkdown(code)] as const,
  )
  const document = `${JSON.stringify(createOpenApi(), null, 2)}\n`
  return new Map([[`${docs}/openapi.json`, document], ...pages])
}

/** Generated files that are missing, different, or about a code that there is no more. */
export function staleDocs(): string[] {
  const wanted = generatedDocs()
  const different = [...wanted].filter(([path, content]) => readIfThere(path) !== content)
  return [...different.map(([path]) => path), ...leftovers(wanted)].sort()
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main()

function main() {
  const { values } = parseArgs({ options: { check: { type: 'boolean' } } })
  if (values.check) {
    const stale = staleDocs().map(path => relative(root, path))
    if (stale.length === 0) return
    console.error(`Not up to date, run npm run docs:\n${stale.join('\n')}`)
    process.exitCode = 1
    return
  }
  const wanted = generatedDocs()
  for (const path of leftovers(wanted)) rmSync(path)
  for (const [path, content] of wanted) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
}

function leftovers(wanted: Map<string, string>): string[] {
  return readdirSync(`${docs}/errors`)
    .map(name => `${docs}/errors/${name}`)
    .filter(path => !wanted.has(path))
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
