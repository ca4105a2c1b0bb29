import { sql } from 'kysely'
import { type Config, ConfigError } from '../config.ts'
import { type Database, openDatabase } from './database.ts'
import { migrations } from './migrations/index.ts'

/**
 * Brings the schema up to date, under a lock, in one transaction; answers the names of the steps run.
 * Throws `ConfigError` when a newer version of this program has been here.
 */
export async function migrate(database: Database): Promise<string[]> {
  return database.write(async tx => {
    await database.engine.lockForMigration(tx)
    await sql`create table if not exists schema_migrations (
      position integer primary key, name text not null, at bigint not null)`.execute(tx)
    const done = await sql<{ position: number; name: string }>`
      select position, name from schema_migrations order by position`.execute(tx)
    refuseForeign(done.rows.map(row => row.name))
    const missing = migrations.slice(done.rows.length)
    for (const [index, migration] of missing.entries()) {
      await migration.up(tx, database.engine)
      await sql`insert into schema_migrations (position, name, at)
        values (${done.rows.length + index}, ${migration.name}, ${Date.now()})`.execute(tx)
    }
    return missing.map(migration => migration.name)
  })
}

/** Does that for the database that a configuration names, and closes it again. */
export async function migrateDatabase(config: Config): Promise<string[]> {
  const database = await openDatabase(config)
  try {
    return await migrate(database)
  } finally {
    await database.close()
  }
}

function refuseForeign(done: readonly string[]) {
  const unknown = done.find((name, position) => migrations[position]?.name !== name)
  if (unknown !== undefined) {
    throw new ConfigError(
      `The database was written by a newer version of this program (it has the schema step ${unknown}). Run that version, or restore a backup made before it.`,
    )
  }
}
