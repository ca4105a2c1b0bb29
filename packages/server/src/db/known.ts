import { LRUCache } from 'lru-cache'
import { AppError } from '../app-error.ts'
import type { Change } from './changes.ts'
import type { Database } from './database.ts'
import { isAway, withinDeadline } from './deadline.ts'
import type { Freshness, Stamp } from './freshness.ts'

/** Things by name that are in memory or asked for; rejects with DATABASE_UNAVAILABLE when that cannot be done. */
export interface Known<T> {
  /** Immediate where the answer is in memory and holds. */
  find(name: string): T | Promise<T>
}

interface Entry<T> {
  value: T
  stamp: Stamp
}

/**
 * Keeps what was read from the database until a change touches it: for things that are read with
 * nearly every request and changed by people. All of them are read anew after a change of one of
 * `kinds`, on every node, rather than found out which it touches.
 */
export function createKnown<T>(parts: {
  database: Pick<Database, 'engine' | 'subscribe'>
  freshness: Freshness
  kinds: readonly Change['kind'][]
  /** How many are kept at the most. */
  max: number
  load(name: string): Promise<T>
  /** That there is no such thing: kept apart so that made-up names push nothing out, or not at all. */
  isMiss?(value: T): boolean
  maxMisses?: number
}): Known<T> {
  const { database, freshness, load: query, isMiss = () => false, maxMisses = 0 } = parts
  const found = new LRUCache<string, Entry<T>>({ max: parts.max })
  const missing = maxMisses > 0 ? new LRUCache<string, Entry<T>>({ max: maxMisses }) : undefined
  const loading = new Map<string, Promise<T>>()
  const kinds = new Set(parts.kinds)
  let generation = 0
  let away = false

  database.subscribe({
    onChange({ kind }) {
      if (!kinds.has(kind)) return
      generation++
      found.clear()
      missing?.clear()
      loading.clear()
    },
  })

  async function load(name: string): Promise<T> {
    const begun = generation
    const stamp = freshness.stamp()
    try {
      const value = await withinDeadline(query(name))
      away = false
      // The query may have read what was there before a change that arrived since.
      if (begun !== generation) return loadOnce(name)
      const cache = isMiss(value) ? missing : found
      cache?.set(name, { value, stamp })
      return value
    } catch (error) {
      if (!isAway(error, database.engine.isOutage)) throw error
      away = true
      throw new AppError('DATABASE_UNAVAILABLE', { cause: error })
    } finally {
      if (begun === generation) loading.delete(name)
    }
  }

  function loadOnce(name: string): Promise<T> {
    const known = loading.get(name)
    if (known) return known
    const promise = load(name)
    loading.set(name, promise)
    return promise
  }

  async function reload(name: string, entry: Entry<T>): Promise<T> {
    const isUsable = () =>
      away && freshness.isUsableInOutage(entry.stamp) && found.peek(name) === entry
    const promise = loadOnce(name)
    try {
      // Whether the database is back is found out beside the requests, not by them.
      if (!isUsable()) return await promise
      promise.catch(() => {})
    } catch (error) {
      if (!isUsable()) throw error
    }
    return entry.value
  }

  return {
    find(name) {
      const entry = found.get(name) ?? missing?.get(name)
      if (!entry) return loadOnce(name)
      return freshness.isFresh(entry.stamp) ? entry.value : reload(name, entry)
    },
  }
}
