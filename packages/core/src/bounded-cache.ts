/** A string-keyed memo whose size never exceeds its limits; what was used least recently goes first, roughly. */
export interface BoundedCache<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
}

/** The most that one generation of a cache may hold; a cache keeps at most two generations. */
export interface CacheLimits {
  readonly entries: number
  readonly keyCharacters: number
}

/**
 * Makes a cache of two generations: the full one grows old, the old one is dropped, and a hit in
 * the old one moves to the young. A hit costs one look-up, which a true LRU cannot offer.
 */
export function createBoundedCache<Value>(limits: CacheLimits): BoundedCache<Value> {
  let young = new Map<string, Value>()
  let old = new Map<string, Value>()
  let youngCharacters = 0

  function set(key: string, value: Value): void {
    if (key.length > limits.keyCharacters) return
    if (young.size >= limits.entries || youngCharacters + key.length > limits.keyCharacters) {
      old = young
      young = new Map()
      youngCharacters = 0
    }
    if (!young.has(key)) youngCharacters += key.length
    young.set(key, value)
  }

  function get(key: string): Value | undefined {
    const recent = young.get(key)
    if (recent !== undefined) return recent
    const aged = old.get(key)
    if (aged !== undefined) set(key, aged)
    return aged
  }

  return { get, set }
}
