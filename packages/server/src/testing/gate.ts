/** Holds calls back until they are let through, one by one. */
export interface Gate<A extends unknown[], T> {
  /** The held version of the function. */
  call(...args: A): Promise<T>
  /** The arguments of each call so far, held or not. */
  readonly calls: A[]
  /** From now on every call waits for `open`. */
  close(): void
  /** Lets everything through: what waits, and what comes. */
  open(): void
  /** Resolves once a call has its answer and waits with it. */
  held(): Promise<void>
}

/** Wraps a function so that a test decides when its answers arrive: they are asked for at once. */
export function createGate<A extends unknown[], T>(run: (...args: A) => Promise<T>): Gate<A, T> {
  const calls: A[] = []
  const waiting: (() => void)[] = []
  const arrivals: (() => void)[] = []
  let closed = false
  return {
    calls,
    async call(...args) {
      calls.push(args)
      const answer = await run(...args)
      if (!closed) return answer
      await new Promise<void>(resolve => {
        waiting.push(resolve)
        for (const arrived of arrivals.splice(0)) arrived()
      })
      return answer
    },
    close() {
      closed = true
    },
    open() {
      closed = false
      for (const go of waiting.splice(0)) go()
    },
    held() {
      if (waiting.length > 0) return Promise.resolve()
      return new Promise(resolve => {
        arrivals.push(resolve)
      })
    },
  }
}
