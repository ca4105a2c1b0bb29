import { chmodSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from '@photostructure/sqlite'
import { type CompiledQuery, Kysely, type SqliteDatabase, SqliteDialect, sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import { ConfigError } from '../config.ts'
import type { Engine } from './engine.ts'
import { sqliteSearch } from './sqlite-search.ts'
import type { Tables } from './tables.ts'

type Sqlite = InstanceType<typeof DatabaseSync>

/** Statements kept prepared; a store has a few dozen shapes. */
const PREPARED = 500

/**
 * Opens `keywright.db` in the folder: WAL, every commit synced to disk, files only for their owner,
 * and locked for this process. Throws `ConfigError` when another process has it open.
 */
export function openSqlite(folder: string): Engine {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'keywright.db')
  const previousMask = process.umask(0o077)
  let database: Sqlite
  try {
    database = new DatabaseSync(path, { timeout: 2000 })
    takeFile(database, folder)
  } finally {
    process.umask(previousMask)
  }
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) chmodSync(path + suffix, 0o600)
  }

  const kysely = new Kysely<Tables>({ dialect: new SqliteDialect({ database: adapt(database) }) })
  const ready = new WeakMap<CompiledQuery<unknown>, ReturnType<Sqlite['prepare']>>()

  return {
    name: 'sqlite',
    kysely,
    first<Row>(query: CompiledQuery<Row>, parameters: readonly unknown[]) {
      // There is one connection, so until the transaction ends it would read what may be undone.
      if (database.isTransaction) {
        return kysely.executeQuery<Row>({ ...query, parameters }).then(({ rows }) => rows[0])
      }
      let statement = ready.get(query)
      if (!statement) {
        statement = database.prepare(query.sql)
        ready.set(query, statement)
      }
      // The query says which columns it selects.
      return statement.get(...parameters) as Row | undefined
    },
    // The file is locked for this process from the first statement on.
    lockForMigration: async () => {},
    appendOnly: table => [
      `create trigger ${table}_no_update before update on ${table}
       begin select raise(abort, '${table} is append-only'); end`,
      `create trigger ${table}_no_delete before delete on ${table}
       begin select raise(abort, '${table} is append-only'); end`,
    ],
    clustered: sql`without rowid`,
    bytewise: sql`collate binary`,
    including: () => sql``,
    serial: sql`integer primary key autoincrement`,
    search: sqliteSearch,
    // One connection: transactions already wait for each other.
    forUpdate: query => query,
    forShare: query => query,
    notify: async () => {},
    listen: async () => {},
    channel: () => 'none',
    isOutage: error =>
      error instanceof Error &&
      /\b(disk I\/O error|database or disk is full|readonly database)/.test(error.message),
    isDuplicate: error => error instanceof Error && /UNIQUE constraint failed/.test(error.message),
    close: async () => {
      if (!database.isOpen) return
      releaseFile(database)
      database.close()
    },
  }
}

function takeFile(database: Sqlite, folder: string) {
  try {
    database.exec('pragma locking_mode = exclusive')
    database.exec('pragma journal_mode = wal')
    database.exec('pragma synchronous = full')
    database.exec('pragma foreign_keys = on')
    // Without it REPLACE would delete rows past the triggers that forbid deleting.
    database.exec('pragma recursive_triggers = on')
    database.exec('pragma temp_store = memory')
    database.exec('pragma cache_size = -16384')
    database.exec('begin immediate; commit')
  } catch (error) {
    database.close()
    if (!(error instanceof Error) || !/locked|busy/i.test(error.message)) throw error
    throw new ConfigError(
      `${folder} is in use by another process of this program. Stop that one first, or set KEYWRIGHT_DATA to another folder.`,
    )
  }
}

/**
 * Prepared statements keep a closed database alive until they are collected, and with it the lock,
 * so the lock is given back by hand; leaving WAL also leaves one file that is easy to copy.
 */
function releaseFile(database: Sqlite) {
  try {
    database.exec('pragma journal_mode = delete')
    database.exec('pragma locking_mode = normal')
    database.exec('select 1 from sqlite_master')
  } catch {
    // A disk that is full or gone: the lock ends with the process at the latest.
  }
}

/** Kysely speaks better-sqlite3's interface; this one is node:sqlite's. */
function adapt(database: Sqlite): SqliteDatabase {
  const prepared = new LRUCache<string, ReturnType<typeof prepare>>({ max: PREPARED })

  function prepare(sql: string) {
    const statement = database.prepare(sql)
    return {
      reader: statement.columns().length > 0,
      all: (parameters: readonly unknown[]) => statement.all(...parameters),
      run: (parameters: readonly unknown[]) => statement.run(...parameters),
      iterate: (parameters: readonly unknown[]) => statement.iterate(...parameters),
    }
  }

  return {
    close: () => {
      if (database.isOpen) database.close()
    },
    prepare(sql) {
      let statement = prepared.get(sql)
      if (!statement) {
        statement = prepare(sql)
        prepared.set(sql, statement)
      }
      return statement
    },
  }
}
