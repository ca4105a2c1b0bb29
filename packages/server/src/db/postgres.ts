import { type CompiledQuery, Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import type { Engine } from './engine.ts'
import { CHANNEL, openChannel } from './postgres-channel.ts'
import { postgresSearch } from './postgres-search.ts'
import type { Tables } from './tables.ts'

/** Our own number among Postgres' advisory locks. */
const MIGRATION_LOCK = 4_747_001

/**
 * SQLSTATE classes and codes that mean: the server is away, starting, stopping, full or too slow, or
 * gave up one of several transactions that waited for each other.
 */
const OUTAGE = /^(08...|57P0[1-5]|57014|40001|40P01|53[123]00|25006)$/
const OUTAGE_SYSTEM =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT)$/
const OUTAGE_MESSAGE =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout|connection timeout|client was closed|Cannot use a pool after/i

pg.types.setTypeParser(pg.types.builtins.INT8, Number)

/** Opens a pool on Postgres 15 or newer, and beside it the connection that hears other nodes. */
export function openPostgres(url: string): Engine {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: 3000,
    // The server gives up first, and does no more for what nobody waits for; the other limit is for
    // a server that says nothing any more.
    statement_timeout: 12_000,
    query_timeout: 15_000,
    keepAlive: true,
    application_name: 'keywright',
  })
  // A connection that breaks while idle is replaced by the pool, and one that breaks between the
  // statements of a transaction fails its next statement: either way a query tells.
  pool.on('error', () => {})
  pool.on('connect', client => client.on('error', () => {}))
  const channel = openChannel(url)
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })

  return {
    name: 'postgres',
    kysely,
    first: async <Row>(query: CompiledQuery<Row>, parameters: readonly unknown[]) =>
      (await kysely.executeQuery<Row>({ ...query, parameters })).rows[0],
    lockForMigration: async tx => {
      await sql`select pg_advisory_xact_lock(${sql.lit(MIGRATION_LOCK)})`.execute(tx)
    },
    appendOnly: table => [
      `create or replace function refuse_change() returns trigger language plpgsql as
       $$ begin raise exception '% is append-only', tg_table_name; end $$`,
      `create trigger ${table}_append_only before update or delete or truncate on ${table}
       for each statement execute function refuse_change()`,
    ],
    clustered: sql``,
    bytewise: sql`collate "C"`,
    including: (...columns) => sql`include (${sql.join(columns.map(column => sql.ref(column)))})`,
    serial: sql`bigint generated always as identity primary key`,
    search: postgresSearch,
    // Not the strongest lock: that one would also wait for, and block, rows that merely refer to these.
    forUpdate: query => query.forNoKeyUpdate(),
    forShare: query => query.forShare(),
    notify: async (tx, changes) => {
      for (const change of changes) {
        await sql`select pg_notify(${CHANNEL}, ${JSON.stringify(change)})`.execute(tx)
      }
    },
    listen: listener => channel.start(listener),
    channel: () => channel.state(),
    isOutage,
    isDuplicate: error => codeOf(error) === '23505',
    close: async () => {
      await channel.close()
      if (!pool.ending) await pool.end()
    },
  }
}

function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof AggregateError && error.errors.some(isOutage)) return true
  const code = codeOf(error)
  return OUTAGE.test(code) || OUTAGE_SYSTEM.test(code) || OUTAGE_MESSAGE.test(error.message)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
