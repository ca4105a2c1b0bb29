import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Config } from '../config.ts'
import { CHANNEL_SILENCE_MILLISECONDS, type Change } from '../db/changes.ts'
import type { Database } from '../db/database.ts'
import { type Clock, SECOND } from '../lib/clock.ts'
import { MAY_ADD_TOKENS, touches } from './changes.ts'
import { createLoadQueue, type Loaded } from './load-queue.ts'
import type { SecretLookup, VerifiedKey } from './verified-key.ts'

/** A known token. `acceptedAt` is the last time it let somebody in; 0: never. */
export interface CacheEntry {
  readonly digest: string
  key: VerifiedKey
  /** It was surely right at this time (epoch milliseconds). */
  confirmedAt: number
  /** Learned in this epoch: after a gap in the news, what was learned before must be asked again. */
  epoch: number
  acceptedAt: number
  /** The next entry of the same key. */
  sibling: CacheEntry | undefined
}

/** Tokens that were looked up before, found or not. */
export interface KeyCache {
  /**
   * The entry of a well-formed token, undefined when no key has it; a promise when the database must
   * be asked. Rejects with DATABASE_UNAVAILABLE when that cannot be done and nothing recent enough is known.
   */
  find(token: string): CacheEntry | undefined | Promise<CacheEntry | undefined>
  /** How many tokens are known, and how many are known to be unknown. */
  sizes(): { keys: number; misses: number }
}

interface Miss {
  readonly confirmedAt: number
  readonly epoch: number
}

/**
 * Makes the cache, and keeps it right by the changes that the database announces.
 *
 * While changes arrive (or on SQLite, where nobody else makes any) an entry is right until a change
 * touches it, however old it is. While they do not, it is asked for again once it is `maxAge` old.
 * When that cannot be done because the database is away, it still serves until `maxStale`.
 */
export function createKeyCache(parts: {
  config: Pick<Config, 'cacheKeys' | 'cacheMisses' | 'maxAgeSeconds' | 'maxStaleSeconds'>
  database: Pick<Database, 'engine' | 'subscribe'>
  lookup: SecretLookup
  clock: Clock
  /** Called when a change from another node arrives after this node accepted the key once more. */
  onLate(entry: CacheEntry, change: Change): void
}): KeyCache {
  const { config, database, lookup, clock, onLate } = parts
  const maxStale = config.maxStaleSeconds * SECOND
  // Without news an answer is trusted for so long, and in no case longer than in an outage.
  const maxAge = Math.min(config.maxAgeSeconds * SECOND, maxStale)

  const byKey = new Map<string, CacheEntry>()
  const entries = new LRUCache<string, CacheEntry>({
    max: config.cacheKeys,
    dispose: entry => unlink(byKey, entry),
  })
  // Apart from the keys, so that garbage cannot push them out.
  const misses = new LRUCache<string, Miss>({ max: config.cacheMisses })
  const queue = createLoadQueue({
    lookup,
    now: clock.now,
    isOutage: database.engine.isOutage,
    install,
  })
  let hearing = database.engine.channel() !== 'down'
  let epoch = 0
  let missEpoch = 0

  function install({ digest, key, loadedAt }: Loaded): CacheEntry | undefined {
    if (!key) {
      entries.delete(digest)
      misses.set(digest, { confirmedAt: loadedAt, epoch: missEpoch })
      return undefined
    }
    misses.delete(digest)
    const known = entries.get(digest)
    if (known) {
      known.key = key
      known.confirmedAt = loadedAt
      known.epoch = epoch
      return known
    }
    const entry = { digest, key, confirmedAt: loadedAt, epoch, acceptedAt: 0, sibling: undefined }
    link(byKey, entry)
    entries.set(digest, entry)
    return entry
  }

  function isFresh(confirmedAt: number): boolean {
    return hearing || clock.now() - confirmedAt < maxAge
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
    return (
      clock.now() - entry.confirmedAt < maxStale &&
      // A change that arrived meanwhile has thrown it out.
      entries.peek(entry.digest) === entry
    )
  }

  function forget(change: Change, local: boolean) {
    if (MAY_ADD_TOKENS.has(change.kind)) missEpoch++
    queue.noteChange(change)
    for (const entry of affected(change)) {
      entries.delete(entry.digest)
      if (!local && entry.acceptedAt > change.at) onLate(entry, change)
    }
  }

  function affected(change: Change): CacheEntry[] {
    if (change.kind === 'key') return [...siblings(byKey.get(change.id))]
    const found: CacheEntry[] = []
    for (const first of byKey.values()) {
      for (const entry of siblings(first)) if (touches(change, entry.key)) found.push(entry)
    }
    return found
  }

  /** The channel worked until a moment ago, so what it would have told of is known until then. */
  function confirmAll() {
    const at = clock.now() - CHANNEL_SILENCE_MILLISECONDS
    for (const first of byKey.values()) {
      for (const entry of siblings(first)) {
        if (entry.epoch === epoch) entry.confirmedAt = Math.max(entry.confirmedAt, at)
      }
    }
  }

  database.subscribe({
    onChange: forget,
    onChannelDown() {
      if (hearing) confirmAll()
      hearing = false
    },
    onChannelUp() {
      if (hearing) confirmAll()
      hearing = true
      epoch++
      missEpoch++
      queue.noteGap()
    },
  })

  return {
    find(token) {
      const digest = hash('sha256', token, 'binary')
      const entry = entries.get(digest)
      if (entry) {
        if (entry.epoch === epoch && isFresh(entry.confirmedAt)) return entry
        return reload(entry, token)
      }
      const miss = misses.get(digest)
      if (miss && miss.epoch === missEpoch && isFresh(miss.confirmedAt)) return undefined
      return queue.load(digest, token)
    },
    sizes: () => ({ keys: entries.size, misses: misses.size }),
  }
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
