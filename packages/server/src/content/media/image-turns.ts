import { AppError } from '../../app-error.ts'

/** Lets some work and others wait. Throws IMAGES_BUSY where too many wait, in all or of one name. */
export type Turns = <T>(name: string, work: () => Promise<T>) => Promise<T>

const RETRY_SECONDS = 2

/** Makes the turns: one of each name comes after the other, so that nobody waits for all of another. */
export function createTurns(most: { atOnce: number; waiting: number; ofOneName: number }): Turns {
  const queues = new Map<string, (() => void)[]>()
  let waiting = 0
  let running = 0

  function wait(name: string): Promise<void> {
    const queue = queues.get(name) ?? []
    if (waiting >= most.waiting || queue.length >= most.ofOneName) {
      throw new AppError('IMAGES_BUSY', { retryAfterSeconds: RETRY_SECONDS })
    }
    waiting += 1
    return new Promise(resolve => queues.set(name, [...queue, resolve]))
  }

  /** Whoever is next takes the place over. */
  function pass() {
    const [first] = queues
    if (!first) {
      running -= 1
      return
    }
    const [name, [go, ...rest]] = first
    queues.delete(name)
    // Behind all other names.
    if (rest.length > 0) queues.set(name, rest)
    waiting -= 1
    go?.()
  }

  return async (name, work) => {
    if (running >= most.atOnce) await wait(name)
    else running += 1
    try {
      return await work()
    } finally {
      pass()
    }
  }
}
