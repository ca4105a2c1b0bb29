import { AppError } from '../../app-error.ts'

/** Counts what is open, by name. */
export interface SocketCounter {
  /** Takes a place under each of the names, or throws SOCKET_LIMIT; the answer gives them back, once. */
  take(places: readonly { name: string; most: number }[]): () => void
}

/** Makes a counter. */
export function createSocketCounter(): SocketCounter {
  const counts = new Map<string, number>()

  function add(name: string, change: number) {
    const count = (counts.get(name) ?? 0) + change
    if (count === 0) counts.delete(name)
    else counts.set(name, count)
  }

  return {
    take(places) {
      if (places.some(({ name, most }) => (counts.get(name) ?? 0) >= most)) {
        throw new AppError('SOCKET_LIMIT', { retryAfterSeconds: 10 })
      }
      for (const { name } of places) add(name, 1)
      let isTaken = true
      return () => {
        if (!isTaken) return
        isTaken = false
        for (const { name } of places) add(name, -1)
      }
    },
  }
}
