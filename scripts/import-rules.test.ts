import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome')

const imports = 'lint/style/noRestrictedImports'
const cycle = 'lint/suspicious/noImportCycles'

interface Probe {
  rule: string
  file: string
  code: string
  /** The diagnostic that must refuse the file; none when the linter must accept it. */
  refusedBy?: string
}

const probes: Probe[] = [
  allowed('contract may import zod', 'contract/src/a.ts', 'zod'),
  allowed('contract may import its own files', 'contract/src/deep/b.ts', '../endpoint.ts'),
  refused('contract may not import core', 'contract/src/c.ts', '@keywright/core'),
  refused('contract may not import node', 'contract/src/d.ts', 'node:fs'),
  refused('contract may not reach files of core', 'contract/src/e.ts', '../../core/src/ip.ts'),

  refused('core may not import zod', 'core/src/a.ts', 'zod'),
  refused('core may not import node', 'core/src/b.ts', 'node:crypto'),
  refused('core may not import the server', 'core/src/c.ts', '@keywright/server'),
  refused('core may not run contract', 'core/src/d.ts', '@keywright/contract', 'plugin'),
  {
    rule: 'core may use types of contract',
    file: 'core/src/e.ts',
    code: "import type { Thing } from '@keywright/contract'\nexport type Mine = Thing\n",
  },
  {
    rule: 'core may not pass contract on',
    file: 'core/src/f.ts',
    code: "export { thing } from '@keywright/contract'\n",
    refusedBy: 'plugin',
  },

  allowed('sdk may import core', 'sdk/src/a.ts', '@keywright/core'),
  refused('sdk may not run contract', 'sdk/src/b.ts', '@keywright/contract', 'plugin'),
  refused('sdk may not import the server', 'sdk/src/c.ts', '@keywright/server'),

  allowed('web may import contract', 'web/src/a.tsx', '@keywright/contract'),
  refused('web may not import the server', 'web/src/b.tsx', '@keywright/server'),

  allowed('cli may import contract', 'cli/src/commands/keys.ts', '@keywright/contract'),
  refused('cli may not open the server', 'cli/src/commands/verify.ts', '@keywright/server'),
  allowed('cli serve may open the server', 'cli/src/commands/serve.ts', '@keywright/server'),
  allowed('cli migrate may open the server', 'cli/src/commands/migrate.ts', '@keywright/server'),
  allowed('cli owner may open the server', 'cli/src/commands/owner-reset.ts', '@keywright/server'),
  refused('cli serve may not query', 'cli/src/commands/serve-all.ts', 'kysely'),

  allowed('routes may import hono', 'server/src/keys/keys.routes.ts', 'hono'),
  allowed('http/ may import hono', 'server/src/http/mount.ts', '@hono/node-server'),
  allowed('server.ts may import hono', 'server/src/server.ts', 'hono'),
  refused('a service may not import hono', 'server/src/keys/a.service.ts', 'hono'),
  refused('a service may not import hono parts', 'server/src/keys/b.service.ts', 'hono/cors'),
  refused('a store may not import hono', 'server/src/keys/c.store.ts', 'hono'),
  refused('db/ may not import hono', 'server/src/db/d.ts', 'hono'),

  allowed('a store may import kysely', 'server/src/keys/keys.store.ts', 'kysely'),
  allowed('a table may import kysely', 'server/src/keys/keys.table.ts', 'kysely'),
  allowed('a table of http/ may import kysely', 'server/src/http/x.table.ts', 'kysely'),
  allowed('db/ may import kysely', 'server/src/db/database.ts', 'kysely'),
  allowed('db/ may import an engine', 'server/src/db/sqlite.ts', '@photostructure/sqlite'),
  allowed('testing/ may import kysely', 'server/src/testing/seed.ts', 'kysely'),
  refused('a service may not import kysely', 'server/src/keys/d.service.ts', 'kysely'),
  refused('routes may not import kysely', 'server/src/keys/e.routes.ts', 'kysely'),
  refused('http/ may not import kysely', 'server/src/http/f.ts', 'kysely'),
  refused('server.ts may not import kysely', 'server/src/server.ts', 'kysely'),
  refused('a store may not name an engine', 'server/src/keys/g.store.ts', 'pg'),
  refused('a service may not name an engine', 'server/src/keys/h.service.ts', 'pg'),

  refused('verify/ may not import kysely', 'server/src/verify/a.ts', 'kysely'),
  refused('verify/ may not import hono', 'server/src/verify/b.ts', 'hono'),
  refused('verify/ may not read a store', 'server/src/verify/c.ts', '../keys/keys.store.ts'),

  allowed('a service may read its own store', 'server/src/keys/i.service.ts', './keys.store.ts'),
  allowed('a service may ask another', 'server/src/keys/j.service.ts', '../roles/roles.service.ts'),
  refused(
    'a service may not read another store',
    'server/src/keys/k.service.ts',
    '../roles/r.store.ts',
  ),
  refused(
    'a store may not read another store',
    'server/src/keys/l.store.ts',
    '../roles/r.store.ts',
  ),
  refused(
    'routes may not read another store',
    'server/src/keys/m.routes.ts',
    '../roles/r.store.ts',
  ),
  allowed('server.ts may wire every store', 'server/src/server.ts', './roles/roles.store.ts'),

  allowed('index.ts may export server.ts', 'server/src/index.ts', './server.ts'),
  allowed('tests may import server.ts', 'server/src/keys/keys.test.ts', '../server.ts'),
  allowed('testing/ may import server.ts', 'server/src/testing/start.ts', '../server.ts'),
  refused('a feature may not import server.ts', 'server/src/keys/n.service.ts', '../server.ts'),
  refused('routes may not import server.ts', 'server/src/keys/o.routes.ts', '../server.ts'),

  refused('lib/ may not know a feature', 'server/src/lib/a.ts', '../keys/keys.service.ts'),
  refused('the server may not import the SDK', 'server/src/keys/p.service.ts', '@keywright/sdk'),
  refused('web may not import the SDK', 'web/src/pages/a.ts', '@keywright/sdk'),
  allowed('web may listen through the SDK', 'web/src/pages/b.ts', '@keywright/sdk/realtime'),

  {
    rule: 'two files may not import each other',
    file: 'server/src/lib/round.ts',
    code: "import { trip } from './trip.ts'\nexport const round = () => trip\n",
    refusedBy: cycle,
  },
  {
    rule: 'nor the other way round',
    file: 'server/src/lib/trip.ts',
    code: "import { round } from './round.ts'\nexport const trip = () => round\n",
    refusedBy: cycle,
  },
  {
    rule: 'the server may not read the environment',
    file: 'server/src/settings.ts',
    code: 'export const port = process.env.PORT\n',
    refusedBy: 'lint/style/noProcessEnv',
  },
  {
    rule: 'no any',
    file: 'core/src/any.ts',
    code: 'export const parse = (text: string): any => text\n',
    refusedBy: 'lint/suspicious/noExplicitAny',
  },
  {
    rule: 'no non-null assertion',
    file: 'core/src/assertion.ts',
    code: 'export const first = (list: string[]): string => list[0]!\n',
    refusedBy: 'lint/style/noNonNullAssertion',
  },
]

describe('the linter', () => {
  let folder: string
  const refusals = new Map<Probe, string[]>()

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keywright-import-rules-'))
    for (const [index, tree] of treesOf(probes).entries()) {
      const findings = await lint(join(folder, String(index)), tree)
      for (const probe of tree) refusals.set(probe, findings.get(probe.file) ?? [])
    }
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  for (const probe of probes) {
    it(probe.rule, () => {
      expect(refusals.get(probe)).toEqual(probe.refusedBy === undefined ? [] : [probe.refusedBy])
    })
  }
})

function allowed(rule: string, file: string, source: string): Probe {
  return { rule, file, code: importOf(source) }
}

function refused(rule: string, file: string, source: string, refusedBy = imports): Probe {
  return { rule, file, code: importOf(source), refusedBy }
}

function importOf(source: string): string {
  return `import { thing } from '${source}'\nexport const mine = thing\n`
}

/** Spreads the probes over as few folder trees as hold every path once: one linter run each. */
function treesOf(all: Probe[]): Probe[][] {
  const trees: Probe[][] = []
  for (const probe of all) {
    const free = trees.find(tree => tree.every(other => other.file !== probe.file))
    if (free === undefined) trees.push([probe])
    else free.push(probe)
  }
  return trees
}

/** Lints the probes under this repository's own configuration: the diagnostics of each file. */
async function lint(tree: string, files: Probe[]): Promise<Map<string, string[]>> {
  await mkdir(join(tree, 'scripts'), { recursive: true })
  for (const name of ['biome.json', 'scripts/contract-types-only.grit']) {
    await cp(join(root, name), join(tree, name))
  }
  for (const { file, code } of files) {
    const path = join(tree, 'packages', file)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, code)
  }
  const findings = new Map<string, string[]>()
  for (const { location, category } of await diagnosticsOf(tree)) {
    const file = relative('packages', location.path)
    const known = findings.get(file) ?? []
    if (!known.includes(category)) findings.set(file, [...known, category])
  }
  return findings
}

interface Diagnostic {
  category: string
  location: { path: string }
}

async function diagnosticsOf(tree: string): Promise<Diagnostic[]> {
  const options = ['--reporter=json', '--max-diagnostics=none', '--vcs-enabled=false']
  const run = promisify(execFile)(process.execPath, [biome, 'lint', ...options, 'packages'], {
    cwd: tree,
  })
  // Biome leaves with 1 when it refuses anything; its report is on stdout all the same.
  const { stdout } = await run.catch((refusal: { stdout: string }) => refusal)
  const report: { diagnostics: Diagnostic[] } = JSON.parse(stdout)
  return report.diagnostics
}
