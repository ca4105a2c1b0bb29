import { AppError } from '../app-error.ts'
import type { Change } from '../db/changes.ts'
import { isAway, withinDeadline } from '../db/deadline.ts'
import type { Stamp } from '../db/freshness.ts'
import { touches } from './changes.ts'
import type { SecretLookup, VerifiedKey } from './verified-key.ts'

/** Tokens in one query at the most. */
const BATCH = 256
/** Queries under way at the most; one while the database is away, to find out whether it is back. */
const PARALLEL = 4

/**
 * So often at the most a token is asked for again because a change may have added it: on a busy
 * installation such changes never end, and somebody waits.
 */
const PATIENCE = 4

/** What was learned about a token, and when. */
export interface Loaded {
  digest: string
  key: VerifiedKey | undefined
  stamp: Stamp
  /** False for a token that was not found, but may have been added meanwhile: not to be remembered. */
  isCertain: boolean
}

/** Asks the database for tokens: once for all who ask meanwhile, and many tokens in one query. */
export interface LoadQueue<T> {
  /** Resolves to what `install` made of the answer; rejects with DATABASE_UNAVAILABLE or what the query threw. */
  load(digest: string, token: string): Promise<T>
  /** Answers under way that this change touches are thrown away and asked for again. */
  noteChange(change: Change): void
  /** The last query found the database away, and none has succeeded since. */
  isAway(): boolean
}

/** One token that somebody waits for. */
interface Wanted<T> {
  digest: string
  token: string
  /** How often it was not found while a change may have added it. */
  doubts: number
  promise: Promise<T>
  resolve(value: T): void
  reject(error: unknown): void
}

/** Makes a queue; `install` is called with each answer that still holds when it arrives. */
export function createLoadQueue<T>(parts: {
  lookup: Pick<SecretLookup, 'find'>
  stamp: () => Stamp
  isOutage: (error: unknown) => boolean
  install: (loaded: Loaded) => T
}): LoadQueue<T> {
  const { lookup, stamp: takeStamp, isOutage, install } = parts
  const wanted = new Map<string, Wanted<T>>()
  const waiting: Wanted<T>[] = []
  /** For each query under way, the changes that arrived since it began. */
  const underWay = new Set<Change[]>()
  let scheduled = false
  let away = false

  function schedule() {
    if (scheduled || waiting.length === 0) return
    scheduled = true
    // After the input of this turn was read, so that requests which came together share a query.
    setImmediate(() => {
      scheduled = false
      while (waiting.length > 0 && underWay.size < (away ? 1 : PARALLEL)) {
        void run(waiting.splice(0, BATCH))
      }
    })
  }

  async function run(items: Wanted<T>[]) {
    const changes: Change[] = []
    underWay.add(changes)
    const stamp = takeStamp()
    try {
      const keys = await withinDeadline(lookup.find(items.map(item => item.token)))
      away = false
      for (const [index, item] of items.entries()) {
        const { digest } = item
        const key = keys[index]
        // The query may have read what was there before a change that arrived since.
        const isCertain = !changes.some(change => touches(change, key))
        if (!isCertain && (key || item.doubts++ < PATIENCE)) waiting.push(item)
        else settle(item, () => item.resolve(install({ digest, key, stamp, isCertain })))
      }
    } catch (error) {
      away = isAway(error, isOutage)
      const refusal = away ? new AppError('DATABASE_UNAVAILABLE', { cause: error }) : error
      // What still waits would fail as well, and later.
      const refused = away ? [...items, ...waiting.splice(0)] : items
      for (const item of refused) settle(item, () => item.reject(refusal))
    } finally {
      underWay.delete(changes)
      schedule()
    }
  }

  function settle(item: Wanted<T>, answer: () => void) {
    wanted.delete(item.digest)
    answer()
  }

  return {
    load(digest, token) {
      const known = wanted.get(digest)
      if (known) return known.promise
      const item = want<T>(digest, token)
      wanted.set(digest, item)
      waiting.push(item)
      schedule()
      return item.promise
    },
    noteChange(change) {
      for (const changes of underWay) changes.push(change)
    },
    isAway: () => away,
  }
}

function want<T>(digest: string, token: string): Wanted<T> {
  let resolve: Wanted<T>['resolve'] = () => {}
  let reject: Wanted<T>['reject'] = () => {}
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { digest, token, doubts: 0, promise, resolve, reject }
}
