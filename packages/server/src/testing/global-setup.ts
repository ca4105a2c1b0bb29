import { Client } from 'pg'
import type { TestProject } from 'vitest/node'
import { startPostgresCluster } from './postgres-cluster.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A Postgres for tests, as one who may create databases: `inject('postgresUrl')`. */
    postgresUrl: string
  }
}

/**
 * Gives every test run a real Postgres: the one of `KEYWRIGHT_TEST_POSTGRES_URL`, else a private
 * one. Without either the run fails, so that no test is skipped unnoticed.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | void> {
  const given = process.env.KEYWRIGHT_TEST_POSTGRES_URL
  if (given) {
    await probe(given)
    project.provide('postgresUrl', given)
    return
  }
  const cluster = await startPostgresCluster()
  project.provide('postgresUrl', cluster.url)
  return () => cluster.stop()
}

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
