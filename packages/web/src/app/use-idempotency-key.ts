import { useCallback, useRef } from 'react'

/**
 * Makes a creation happen once, also when its answer was lost and the same is sent again: the same
 * body goes out under the same idempotency key until it succeeds.
 */
export function useIdempotencyKey() {
  const keys = useRef(new Map<string, string>())
  return useCallback(
    async <T>(body: unknown, call: (idempotencyKey: string) => Promise<T>): Promise<T> => {
      const wish = JSON.stringify(body)
      const key = keys.current.get(wish) ?? randomKey()
      keys.current.set(wish, key)
      const made = await call(key)
      // Whoever asks for the same again wants another one.
      keys.current.delete(wish)
      return made
    },
    [],
  )
}

/** A new idempotency key. Unlike `randomUUID`, this is there without TLS as well. */
export function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), part => part.toString(36)).join('-')
}
