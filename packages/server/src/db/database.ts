import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Config } from '../config.ts'
import type { Change, ChangeListener } from './changes.ts'
import type { Db, Engine, Tx } from './engine.ts'
import { openPostgres } from './postgres.ts'
import { openSqlite } from './sqlite.ts'

/** The database as features see it. */
export interface Database {
  readonly engine: Engine
  readonly db: Db
  /**
   * Runs `work` in one transaction. Inside, use only `tx`: the embedded database has one connection,
   * so a query on `db` would wait for the transaction to end.
   */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Runs a part of a transaction: when it throws, what it did and announced is undone, and nothing else. */
  attempt<T>(tx: Tx, work: () => Promise<T>): Promise<T>
  /** Tells all nodes of a change once the transaction commits; nothing is told when it rolls back. */
  announce(tx: Tx, change: Change): void
  /** Hears changes of this node right after their commit, and those of others. */
  subscribe(listener: ChangeListener): void
  /** Resolves when a trivial query answers; throws what it threw. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** Opens the database the configuration names; nothing is migrated yet. */
export async function openDatabase(config: Config): Promise<Database> {
  const engine = config.databaseUrl
    ? openPostgres(config.databaseUrl)
    : openSqlite(config.dataFolder)
  const listeners: ChangeListener[] = []
  const pending = new WeakMap<Tx, Change[]>()
  const db = engine.kysely

  const everyone: Required<ChangeListener> = {
    onChange: (change, local) =>
      listeners.forEach(listener => void listener.onChange(change, local)),
    onChannelDown: () => listeners.forEach(listener => void listener.onChannelDown?.()),
    onChannelUp: () => listeners.forEach(listener => void listener.onChannelUp?.()),
  }

  return {
    engine,
    db,
    async write(work) {
      const changes: Change[] = []
      const result = await db.transaction().execute(async tx => {
        pending.set(tx, changes)
        const value = await work(tx)
        if (changes.length > 0) await engine.notify(tx, changes)
        return value
      })
      for (const change of changes) everyone.onChange(change, true)
      // Who writes again and again would otherwise never let the embedded database's process rest.
      await setImmediate()
      return result
    },
    async attempt(tx, work) {
      const changes = pending.get(tx)
      if (!changes) throw new Error('attempt() needs a transaction made by write()')
      const told = changes.length
      await sql`savepoint attempt`.execute(tx)
      try {
        const value = await work()
        await sql`release savepoint attempt`.execute(tx)
        return value
      } catch (error) {
        changes.length = told
        await sql`rollback to savepoint attempt`.execute(tx)
        await sql`release savepoint attempt`.execute(tx)
        throw error
      }
    },
    announce(tx, change) {
      const changes = pending.get(tx)
      if (!changes) throw new Error('announce() needs a transaction made by write()')
      changes.push(change)
    },
    subscribe(listener) {
      if (listeners.length === 0) void engine.listen(everyone)
      listeners.push(listener)
    },
    async ping() {
      await db.selectFrom('meta').select('name').limit(1).execute()
    },
    close: () => engine.close(),
  }
}
