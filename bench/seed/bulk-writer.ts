import { CompiledQuery } from 'kysely'
import pg from 'pg'
import type { Database } from '../../packages/server/src/db/database.ts'
import type { Db } from '../../packages/server/src/db/engine.ts'

/** Writes rows by the thousand, without asking for each whether its references hold. */
export interface BulkWriter {
  insert(table: string, rows: readonly object[]): Promise<void>
}

/**
 * Lets `work` fill the tables. Their indexes are made when all rows are there, and tables that are kept
 * in the order of a key are filled in that order, which is many times faster than to put each row where
 * it belongs as it comes.
 */
export async function writeInBulk(
  { db, engine }: Database,
  tables: readonly string[],
  work: (writer: BulkWriter) => Promise<void>,
): Promise<void> {
  const flavour = FLAVOURS[engine.name]
  await flavour.connect(db, async run => {
    for (const statement of flavour.before) await run(statement)
    const names = tables.map(table => `'${table}'`).join()
    const indexes = await run(flavour.indexes(names))
    for (const { removal } of indexes) await run(removal)
    const ordered = await run(flavour.ordered(names))
    const heaps = new Set(ordered.map(({ name }) => name))
    for (const name of heaps)
      await run(`create table heap_${name} as select * from ${name} where 0`)
    await work({
      insert: async (table, rows) => {
        const columns = Object.keys(rows[0] ?? {})
        const target = heaps.has(table) ? `heap_${table}` : table
        for (const { sql, values } of flavour.inserts(target, columns, rows)) await run(sql, values)
      },
    })
    for (const { name, columns } of ordered) {
      await run(`insert into ${name} select * from heap_${name} order by ${columns}`)
      await run(`drop table heap_${name}`)
    }
    for (const { definition } of indexes) await run(definition)
    for (const statement of flavour.after) await run(statement)
  })
}

/** What the database says of itself. */
export async function versionOf({ db, engine }: Database): Promise<string> {
  const [row] = await execute<{ version: string }>(db, FLAVOURS[engine.name].version, [])
  return row?.version ?? 'unknown'
}

/** What a statement answers: of an index those that remove it and make it again, of a table its key. */
interface Answered {
  removal: string
  definition: string
  name: string
  columns: string
}

/** Runs a statement. */
type Run = (sql: string, values?: unknown[]) => Promise<Answered[]>

interface Flavour {
  connect(db: Db, work: (run: Run) => Promise<void>): Promise<void>
  version: string
  before: string[]
  after: string[]
  indexes(tables: string): string
  /** Those whose rows lie in the order of their key, with its columns. */
  ordered(tables: string): string
  inserts(
    table: string,
    names: string[],
    rows: readonly object[],
  ): Iterable<{ sql: string; values: unknown[] }>
}

/** SQLite binds at most 32 766 values in one statement. */
const SQLITE_VALUES = 32_000

const FLAVOURS = {
  sqlite: {
    connect: (db, work) =>
      db
        .connection()
        .execute(connection =>
          work((sql, values = []) => execute<Answered>(connection, sql, values)),
        ),
    version: 'select sqlite_version() as version',
    before: [
      'pragma synchronous = off',
      'pragma foreign_keys = off',
      'pragma cache_size = -524288',
      // What is sorted does not fit in memory.
      'pragma temp_store = file',
      'begin',
    ],
    after: [
      'commit',
      // All is on the disk then: what the system writes later would hold up what is measured.
      'pragma synchronous = full',
      'pragma wal_checkpoint(truncate)',
    ],
    indexes: tables =>
      `select 'drop index ' || name as removal, sql as definition from sqlite_master
       where type = 'index' and sql is not null and tbl_name in (${tables})`,
    ordered: tables =>
      `select t.name, (select group_concat(name) from (
         select c.name from pragma_table_info(t.name) as c where c.pk > 0 order by c.pk)) as columns
       from pragma_table_list as t where t.wr = 1 and t.name in (${tables})`,
    *inserts(table, names, rows) {
      const size = Math.floor(SQLITE_VALUES / names.length)
      const row = `(${names.map(() => '?').join()})`
      for (let from = 0; from < rows.length; from += size) {
        const some = rows.slice(from, from + size)
        const sql = `insert into ${table} (${names}) values ${some.map(() => row).join()}`
        yield { sql, values: some.flatMap(value => Object.values(value)) }
      }
    },
  },
  postgres: {
    // A connection of its own, since the server's give up on statements that take long.
    connect: async (_, work) => {
      const client = new pg.Client({ connectionString: process.env.DATABASE_URL })
      await client.connect()
      try {
        await work(async (sql, values) => (await client.query<Answered>(sql, values)).rows)
      } finally {
        await client.end()
      }
    },
    version: `select current_setting('server_version') as version`,
    before: [
      'set synchronous_commit = off',
      `set maintenance_work_mem = '512MB'`,
      // Switches off the triggers that look every reference up.
      'set session_replication_role = replica',
    ],
    after: [
      // What autovacuum does sooner or later to every database that is in use.
      'vacuum (analyze)',
      'checkpoint',
      'reset all',
    ],
    indexes: tables =>
      `select format('drop index %I', indexname) as removal, indexdef as definition from pg_indexes
       where schemaname = 'public' and tablename in (${tables})
       and indexname not in (select conname from pg_constraint)
       union all
       select format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname),
         format('alter table %s add constraint %I %s', c.conrelid::regclass, c.conname,
           pg_get_constraintdef(c.oid))
       from pg_constraint c
       where c.contype = 'p' and c.conrelid::regclass::text in (${tables})
       and not exists (select from pg_constraint f where f.contype = 'f' and f.confrelid = c.conrelid)`,
    // Its tables lie as they were filled, by time.
    ordered: () => 'select where false',
    *inserts(table, names, rows) {
      const lists = names.map((name, at) => `$${at + 1}::${typeOf(name)}[]`)
      const values = names.map((_, at) => rows.map(row => Object.values(row)[at]))
      yield { sql: `insert into ${table} (${names}) select * from unnest(${lists})`, values }
    },
  },
} satisfies Record<'sqlite' | 'postgres', Flavour>

function typeOf(column: string): string {
  if (column === 'num') return 'double precision'
  return /(_at|version|number|views)$/.test(column) ? 'bigint' : 'text'
}

async function execute<Row>(connection: Db, sql: string, values: unknown[]): Promise<Row[]> {
  const { rows } = await connection.executeQuery<Row>(CompiledQuery.raw(sql, values))
  return rows
}
