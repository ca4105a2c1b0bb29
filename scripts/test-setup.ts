import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Client } from 'pg'
import type { TestProject } from 'vitest/node'
import { programFile } from '../packages/cli/src/testing/program.ts'
import { startPostgresCluster } from '../packages/server/src/testing/postgres-cluster.ts'
import { createDatabase, dropDatabase } from '../packages/server/src/testing/postgres-database.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A Postgres for tests, as one who may create databases: `inject('postgresUrl')`. */
    postgresUrl: string
    /** A database there with all tables and nothing in them, to copy from: nobody connects to it. */
    postgresTemplate: string
  }
}

/**
 * Gives every test run a real Postgres: the one of `KEYWRIGHT_TEST_POSTGRES_URL`, else a private
 * one. Without either the run fails, so that no test is skipped unnoticed.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | void> {
  // Vitest asks for each project and for the root of all, whose values every project has.
  if (!project.isRootProject()) return
  const given = process.env.KEYWRIGHT_TEST_POSTGRES_URL
  if (given) await probe(given)
  const cluster = given ? undefined : await startPostgresCluster(CARELESS)
  const url = given ?? cluster?.url ?? ''
  const template = await createDatabase(url)
  const end = () => cluster?.stop() ?? dropDatabase(template)
  try {
    const env = { ...process.env, DATABASE_URL: template }
    await promisify(execFile)(process.execPath, [await programFile(), 'migrate'], { env })
  } catch (error) {
    await end()
    throw error
  }
  project.provide('postgresUrl', url)
  project.provide('postgresTemplate', template)
  return end
}

/** What is in it goes with it, so none of it waits for the disk. */
const CARELESS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }

async function probe(url: string): Promise<void> {
  const client = new Client({ connectionString: url })
  try {
    await client.connect()
    await client.query('select 1')
  } catch (cause) {
    throw new Error('KEYWRIGHT_TEST_POSTGRES_URL does not lead to a Postgres.', { cause })
  } finally {
    await client.end().catch(() => undefined)
  }
}
