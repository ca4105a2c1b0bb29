import { mkdirSync } from 'node:fs'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import {
  type PostgresCluster,
  startPostgresCluster,
} from '../../packages/server/src/testing/postgres-cluster.ts'
import {
  createDatabase,
  dropDatabase,
} from '../../packages/server/src/testing/postgres-database.ts'
import { run } from './children.ts'
import { grouped } from './format.ts'
import { fromHere, temporaryFolder } from './paths.ts'
import type { Place } from './place.ts'
import { type Group, printRow, type Row } from './results.ts'

/** A database with keys. */
export interface SeededPlace {
  place: Place
  domainId: string
  keys: number
}

/** What every measure works with. */
export interface Bench {
  /** Short, to see that everything works: the figures mean little. */
  readonly quick: boolean
  /** For files of this run. */
  readonly folder: string
  /** A figure against its bar. */
  row(row: Row): void
  /** How something was measured, or a figure without a bar. */
  note(text: string): void
  /** What is going on, for who waits. */
  say(text: string): void
  /** An embedded database with so many keys; made once, and used by one server at a time. */
  embedded(keys: number): Promise<SeededPlace>
  /** The same on a Postgres: that of `KEYWRIGHT_TEST_POSTGRES_URL`, else one that goes with this process. */
  postgres(keys: number): Promise<SeededPlace>
}

/** One of the measures of the table. */
export interface Measure {
  name: string
  title: string
  run(bench: Bench): Promise<void>
}

/** A run of measures. */
export interface Session {
  run(measure: Measure): Promise<Group>
  /** Which Postgres it was, if one was needed. */
  postgresVersion(): string | undefined
  close(): Promise<void>
}

/**
 * A quarter of the memory, as the manual of Postgres advises (20.4, Resource Consumption), and at most
 * 4 GB. It comes with 128 MB, so that it starts anywhere.
 */
const SHARED_BUFFERS = `${Math.min(4096, Math.floor(totalmem() / 4 / 2 ** 20))}MB`

/** Opens a run; databases are made when a measure asks for them. */
export function openSession({ quick }: { quick: boolean }): Session {
  const folder = temporaryFolder()
  const places = new Map<string, Promise<SeededPlace>>()
  const databases: string[] = []
  let cluster: PostgresCluster | undefined
  let version: string | undefined

  async function seeded(place: Place, keys: number): Promise<SeededPlace> {
    const startedAt = performance.now()
    const args = ['--import', 'tsx', '--conditions=source', fromHere('seed/main.ts'), String(keys)]
    const output = await run(process.execPath, args, { env: { ...place } })
    const [domainId = '', engine = ''] = output.trim().split('\n')
    if (place.DATABASE_URL)
      version = cluster ? `${engine}, shared_buffers ${SHARED_BUFFERS}` : engine
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
    say(`${grouped(keys)} keys made in ${seconds} s`)
    return { place, domainId, keys }
  }

  async function serverUrl(): Promise<string> {
    const given = process.env.KEYWRIGHT_TEST_POSTGRES_URL
    if (given) return given
    cluster ??= await startPostgresCluster({ shared_buffers: SHARED_BUFFERS })
    return cluster.url
  }

  function once(name: string, make: () => Promise<SeededPlace>): Promise<SeededPlace> {
    const place = places.get(name) ?? make()
    places.set(name, place)
    return place
  }

  function folderOf(name: string): string {
    const path = join(folder, name)
    mkdirSync(path, { mode: 0o700 })
    return path
  }

  return {
    async run(measure) {
      const group: Group = { title: measure.title, rows: [], notes: [] }
      console.log(`\n${measure.title}`)
      await measure.run({
        quick,
        folder,
        row(row) {
          group.rows.push(row)
          printRow(row)
        },
        note(text) {
          group.notes.push(text)
          console.log(`      ${text}`)
        },
        say,
        embedded: keys =>
          once(`embedded-${keys}`, () =>
            seeded({ KEYWRIGHT_DATA: folderOf(`embedded-${keys}`) }, keys),
          ),
        postgres: keys =>
          once(`postgres-${keys}`, async () => {
            const url = await createDatabase(await serverUrl())
            databases.push(url)
            return seeded({ KEYWRIGHT_DATA: folderOf(`postgres-${keys}`), DATABASE_URL: url }, keys)
          }),
      })
      return group
    },
    postgresVersion: () => version,
    async close() {
      for (const url of databases) await dropDatabase(url)
      await cluster?.stop()
    },
  }
}

function say(text: string) {
  console.log(`      … ${text}`)
}
