import { setImmediate } from 'node:timers/promises'

/** At most so long does one piece of long work keep everybody else waiting. */
const MILLISECONDS = 10

/** For long work: to be awaited now and then between its pieces, so that requests get their turn meanwhile. */
export function createTurns(): () => Promise<void> | undefined {
  let since = performance.now()
  return () => {
    if (performance.now() - since < MILLISECONDS) return undefined
    return setImmediate().then(() => {
      since = performance.now()
    })
  }
}
