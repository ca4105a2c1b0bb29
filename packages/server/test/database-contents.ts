import type { TestServer } from '../src/testing/create-test-server.ts'

/** All rows of all tables at one moment. */
export interface Contents {
  rows: readonly string[]
  /** The rows that are only here (with a minus) or only there (with a plus). */
  difference(later: Contents): string[]
}

/** Where verifications are counted, which also those leave a trace in that are refused. */
const TELEMETRY = new Set(['key_usage', 'secret_usage', 'usage_buckets'])

/** What is in them is read through the table that they belong to. */
const SHADOW = /^search_index_/

/** Reads everything that the database of a server holds, but for the counts of verifications. */
export async function contentsOf(server: TestServer): Promise<Contents> {
  const rows: string[] = []
  for (const name of await tablesOf(server)) {
    if (TELEMETRY.has(name)) continue
    for (const row of await rowsOf(server, name)) rows.push(`${name} ${JSON.stringify(row)}`)
  }
  return {
    rows,
    difference(later) {
      const [here, there] = [new Set(rows), new Set(later.rows)]
      return [
        ...rows.filter(row => !there.has(row)).map(row => `- ${row}`),
        ...later.rows.filter(row => !here.has(row)).map(row => `+ ${row}`),
      ]
    },
  }
}

/** The names of all tables, but for what full text of SQLite keeps beside its own. */
export async function tablesOf({ server }: TestServer): Promise<string[]> {
  const tables = await server.foundation.database.db.introspection.getTables()
  return tables
    .map(table => table.name)
    .filter(name => !SHADOW.test(name))
    .sort()
}

/** All rows of a table. */
export function rowsOf({ server }: TestServer, table: string): Promise<object[]> {
  // The name comes from the database itself.
  return server.foundation.database.db
    .selectFrom(table as 'keys')
    .selectAll()
    .execute()
}
