import { DefaultQueryExecutor } from 'kysely'
import { vi } from 'vitest'

/** Counts how often anything in this process uses a database connection, for whatever. */
export function countQueries(): { count(): number; stop(): void } {
  const spy = vi.spyOn(DefaultQueryExecutor.prototype, 'provideConnection')
  return { count: () => spy.mock.calls.length, stop: () => spy.mockRestore() }
}
