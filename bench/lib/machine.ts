import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, release, totalmem, type } from 'node:os'
import { CORES, run } from './children.ts'
import { GENERATOR } from './load.ts'
import { fromHere, fromRoot } from './paths.ts'

/** Where and with what something was measured, by name. */
export type MachineFacts = Record<string, string>

/** The machine and the versions of everything that matters. */
export async function machineFacts(postgres: string | undefined): Promise<MachineFacts> {
  const commit = await run('git', ['-C', fromRoot('.'), 'rev-parse', '--short', 'HEAD'])
  return {
    Date: new Date().toISOString().slice(0, 10),
    Machine: `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}`,
    Cores: CORES
      ? 'servers bound to one, the load generator to another'
      : 'not bound: no taskset, or one core',
    'Load generator': `${GENERATOR}, 1 thread, 64 connections`,
    Node: process.versions.node,
    SQLite: `@photostructure/sqlite ${versionOf(fromRoot('node_modules/@photostructure/sqlite'))}, WAL, synchronous=FULL`,
    ...(postgres && { Postgres: postgres }),
    'better-auth': `${versionOf(fromHere('peers/node_modules/better-auth'))}, @better-auth/api-key ${versionOf(fromHere('peers/node_modules/@better-auth/api-key'))}`,
    Commit: commit.trim(),
    Script: '`npm run bench`',
  }
}

function versionOf(folder: string): string {
  try {
    // npm wrote it.
    return (JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as { version: string })
      .version
  } catch {
    return 'not installed'
  }
}
