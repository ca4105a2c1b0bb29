import { DefaultQueryExecutor } from 'kysely'
import { vi } from 'vitest'

/** Counts how often anything in this process uses a database connection, for whatever, until stopped. */
export function countQueries(): { count(): number; stop(): void } {
  const spy = vi.spyOn(DefaultQueryExecutor.prototype, 'provideConnection')
  // A spy that is restored forgets its calls.
  let counted: number | undefined
  return {
    count: () => counted ?? spy.mock.calls.length,
    stop() {
      counted = spy.mock.calls.length
      spy.mockRestore()
    },
  }
}
