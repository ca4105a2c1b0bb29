import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Config } from '../config.ts'
import type { Change } from '../db/changes.ts'
import type { Database } from '../db/database.ts'
import type { Freshness, Stamp } from '../db/freshness.ts'
import { MINUTE } from '../lib/clock.ts'
import { LEAVES_KEYS, MAY_ADD_TOKENS, touches } from './changes.ts'
import { createLoadQueue, type Loaded } from './load-queue.ts'
import type { CacheStats, SecretLookup, VerifiedKey } from './verified-key.ts'

/** A known token. */
export interface CacheEntry {
  readonly digest: string
  key: VerifiedKey
  stamp: Stamp
  /** When it last let somebody in (epoch milliseconds); 0: never. */
  acceptedAt: number
  /** The minute since 1970 in which it was last moved to the young end of the cache. */
  movedInMinute: number
  /** The next entry of the same key. */
  sibling: CacheEntry | undefined
}

/** Tokens that were looked up before, found or not, by their SHA-256: no token is kept. */
export interface KeyCache {
  /**
   * The entry of a well-formed token, undefined when no key has it; a promise when the database must
   * be asked. Rejects with DATABASE_UNAVAILABLE when that cannot be done and nothing recent enough is known.
   * `now` is the time of the request.
   */
  find(token: string, now: number): CacheEntry | undefined | Promise<CacheEntry | undefined>
  stats(): CacheStats
}

/** Makes the cache, and keeps it right by the changes that the database announces. */
export function createKeyCache(parts: {
  config: Pick<Config, 'cacheKeys' | 'cacheMisses'>
  database: Pick<Database, 'engine' | 'subscribe'>
  freshness: Freshness
  lookup: Pick<SecretLookup, 'find'>
  /** Called when this node learns of a change after it let the key in once more. */
  onLate(entry: CacheEntry, change: Change): void
}): KeyCache {
  const { config, database, freshness, lookup, onLate } = parts
  const byKey = new Map<string, CacheEntry>()
  const entries = new LRUCache<string, CacheEntry>({
    max: config.cacheKeys,
    dispose: entry => unlink(byKey, entry),
  })
  // Apart from the keys, so that garbage cannot push them out.
  const misses = new LRUCache<string, Stamp>({ max: config.cacheMisses })
  let hits = 0
  let loads = 0
  const queue = createLoadQueue({
    lookup,
    stamp: freshness.stamp,
    isOutage: database.engine.isOutage,
    install,
  })

  function install({ digest, key, stamp, isCertain }: Loaded): CacheEntry | undefined {
    if (!key) {
      entries.delete(digest)
      if (isCertain) misses.set(digest, stamp)
      return undefined
    }
    misses.delete(digest)
    const known = entries.get(digest)
    if (known) {
      // Without the channel this is how the end of a key is learned.
      const endedAt = key.revokedAt ?? key.disabledAt ?? key.endsAt
      if (endedAt !== null && known.acceptedAt > endedAt) {
        onLate(known, { kind: 'key', domainId: key.domainId, id: key.keyId, at: endedAt })
        known.acceptedAt = 0
      }
      known.key = key
      known.stamp = stamp
      return known
    }
    const entry: CacheEntry = {
      digest,
      key,
      stamp,
      acceptedAt: 0,
      movedInMinute: minuteOf(stamp.loadedAt),
      sibling: undefined,
    }
    link(byKey, entry)
    entries.set(digest, entry)
    return entry
  }

  async function reload(entry: CacheEntry, token: string): Promise<CacheEntry | undefined> {
    const loading = queue.load(entry.digest, token)
    try {
      // Whether the database is back is found out beside the requests, not by them.
      if (!queue.isAway() || !mayServe(entry)) return await loading
      loading.catch(() => {})
    } catch (error) {
      if (!queue.isAway() || !mayServe(entry)) throw error
    }
    return entry
  }

  function mayServe(entry: CacheEntry): boolean {
    // A change that arrived meanwhile has thrown it out.
    return freshness.isUsableInOutage(entry.stamp) && entries.peek(entry.digest) === entry
  }

  function affected(change: Change): CacheEntry[] {
    if (change.kind === 'key') return [...siblings(byKey.get(change.id))]
    if (LEAVES_KEYS.has(change.kind)) return []
    const found: CacheEntry[] = []
    for (const first of byKey.values()) {
      for (const entry of siblings(first)) if (touches(change, entry.key)) found.push(entry)
    }
    return found
  }

  database.subscribe({
    onChange(change, local) {
      if (MAY_ADD_TOKENS.has(change.kind) && misses.size > 0) misses.clear()
      queue.noteChange(change)
      for (const entry of affected(change)) {
        entries.delete(entry.digest)
        // On the node that makes it a change is acknowledged only after it arrived here.
        if (!local && entry.acceptedAt > change.at) onLate(entry, change)
      }
    },
  })

  return {
    find(token, now) {
      const digest = hash('sha256', token, 'binary')
      const entry = entries.peek(digest)
      if (entry) {
        // To move an entry costs as much as to find it.
        const minute = minuteOf(now)
        if (minute !== entry.movedInMinute) {
          entries.get(digest)
          entry.movedInMinute = minute
        }
        if (freshness.isFresh(entry.stamp)) {
          hits++
          return entry
        }
        loads++
        return reload(entry, token)
      }
      const miss = misses.get(digest)
      if (miss && freshness.isFresh(miss)) {
        hits++
        return undefined
      }
      loads++
      return queue.load(digest, token)
    },
    stats: () => ({ keys: entries.size, misses: misses.size, hits, loads }),
  }
}

/** A number that V8 keeps without a box. */
function minuteOf(milliseconds: number): number {
  return Math.floor(milliseconds / MINUTE)
}

function link(byKey: Map<string, CacheEntry>, entry: CacheEntry) {
  entry.sibling = byKey.get(entry.key.keyId)
  byKey.set(entry.key.keyId, entry)
}

function unlink(byKey: Map<string, CacheEntry>, entry: CacheEntry) {
  const { keyId } = entry.key
  const first = byKey.get(keyId)
  if (first === entry) {
    if (entry.sibling) byKey.set(keyId, entry.sibling)
    else byKey.delete(keyId)
  } else {
    for (const other of siblings(first)) {
      if (other.sibling === entry) other.sibling = entry.sibling
    }
  }
  entry.sibling = undefined
}

function* siblings(first: CacheEntry | undefined): Generator<CacheEntry> {
  for (let entry = first; entry; entry = entry.sibling) yield entry
}
