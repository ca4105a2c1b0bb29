import type { CompiledQuery, Kysely, RawBuilder, Transaction } from 'kysely'
import type { Change, ChangeListener } from './changes.ts'
import type { SearchIndex } from './search-index.ts'
import type { Tables } from './tables.ts'

/** A connection or a transaction: what every store function takes first. */
export type Db = Kysely<Tables>

/** A running transaction, needed where something must be atomic with something else. */
export type Tx = Transaction<Tables>

/** `none` on SQLite: there is one process, so nothing to hear from. */
export type ChannelState = 'up' | 'down' | 'none'

/** What differs between the engines; made by `openSqlite` and `openPostgres`. */
export interface Engine {
  readonly name: 'sqlite' | 'postgres'
  readonly kysely: Kysely<Tables>
  /** Runs before anything else in a migration: nobody else migrates meanwhile. */
  lockForMigration(tx: Tx): Promise<void>
  /** Statements that make a table refuse UPDATE and DELETE. */
  appendOnly(table: string): string[]
  /** At the end of `create table`: rows lie in the order of the primary key, where the engine can do that. */
  readonly clustered: RawBuilder<unknown>
  /** Compares text by its bytes, whatever the locale of the database: `collate …`. */
  readonly bytewise: RawBuilder<unknown>
  /** Columns beside a primary key that its index answers too; a clustered table has them there anyway. */
  including(...columns: string[]): RawBuilder<unknown>
  /** A column that numbers the rows of a table as they come; numbers are never used again. */
  readonly serial: RawBuilder<unknown>
  /** Full text. */
  readonly search: SearchIndex
  /** Locks the rows a query reads until the transaction ends, where the engine has row locks. */
  forUpdate<Q extends { forNoKeyUpdate(): Q }>(query: Q): Q
  /** Lets others read the rows, but not change them, until the transaction ends. */
  forShare<Q extends { forShare(): Q }>(query: Q): Q
  /**
   * Runs a query that was compiled before, outside of any transaction, and answers the first row; at
   * once on the embedded database, unless a transaction is under way that it has to wait for.
   */
  first<Row>(
    query: CompiledQuery<Row>,
    parameters: readonly unknown[],
  ): Row | undefined | Promise<Row | undefined>
  /** Carries changes to other nodes, inside the transaction that makes them. */
  notify(tx: Tx, changes: readonly Change[]): Promise<void>
  listen(listener: Required<ChangeListener>): Promise<void>
  channel(): ChannelState
  /** Whether an error means that the database cannot be reached or written now. */
  isOutage(error: unknown): boolean
  /** Whether an error is a broken unique constraint. */
  isDuplicate(error: unknown): boolean
  close(): Promise<void>
}
