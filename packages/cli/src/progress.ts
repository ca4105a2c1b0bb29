import type { Io } from './io.ts'

/** What long work shows while it runs: one line that is written over, for people only. */
export interface Progress {
  add(count: number): void
  /** Takes the line away again. */
  end(): void
}

const CLEAR_LINE = '\r\u001b[K'
const REDRAW_MILLISECONDS = 100

/** Says what is waited for while it is. */
export async function whileWaiting<T>({ stderr }: Io, what: string, work: Promise<T>): Promise<T> {
  if (!stderr.isTerminal) return work
  stderr.write(`${what} …`)
  return work.finally(() => stderr.write(CLEAR_LINE))
}

/** Starts a count of what was done; silent where nobody looks. */
export function showProgress(io: Io | undefined, what: string): Progress {
  if (!io?.stderr.isTerminal) return { add: () => {}, end: () => {} }
  const { stderr, now } = io
  let done = 0
  let drawnAt = 0
  return {
    add(count) {
      done += count
      if (now() - drawnAt < REDRAW_MILLISECONDS) return
      drawnAt = now()
      stderr.write(`\r${done.toLocaleString('en')} ${what} …`)
    },
    end: () => stderr.write(CLEAR_LINE),
  }
}
