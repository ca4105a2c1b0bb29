import type { Outcome } from '@keywright/contract'
import { MINUTE } from '../lib/clock.ts'
import type { Use } from './usage-recorder.ts'

/** What was noted about one secret, or of a domain where no key was found, within one minute. */
export interface Tally {
  readonly domainId: string
  /** Empty, like `secretId`, where no key was found. */
  readonly keyId: string
  readonly secretId: string
  valid: number
  /** Counts of the other outcomes; most keys never have one. */
  others: Map<Outcome, number> | undefined
  /** Time of the last VALID use, 0 without one; address and user agent are of that use. */
  lastUsedAt: number
  ip: string | null
  userAgent: string | null
}

/** A credential accepted after the change that ended it. Times are epoch milliseconds. */
export interface LateAccept {
  domainId: string
  keyId: string
  acceptedAt: number
  changedAt: number
}

/** The tallies of one minute, or of a part of it; written in one transaction. */
export interface Batch {
  readonly minute: number
  readonly tallies: ReadonlyMap<string, Tally>
  readonly lateAccepts: readonly LateAccept[]
}

/** How much a buffer holds. */
export interface UsageBufferLimits {
  /** A batch with so many entries (tallies and late accepts) is closed, and `onFull` asks for an early write. */
  batchEntries: number
  /** Beyond so many waiting, the oldest batch is given up: memory is bounded, whatever the database does. */
  waitingEntries: number
}

/** Counts uses in memory. */
export interface UsageBuffer {
  /** Counts one use; for a secret already known in this minute it allocates nothing. */
  add(use: Use, now: number): void
  addLateAccept(late: LateAccept): void
  /** The oldest closed batch; it stays until `done`. */
  oldest(): Batch | undefined
  /** Closes the batch that is being filled, if there is anything in it. */
  closeBatch(): void
  /** Forgets a batch that was written, or cannot be. */
  done(batch: Batch): void
  /** Entries held now. */
  size(): number
  /** Uses that were given up because nobody wrote them in time. */
  dropped(): number
}

interface OpenBatch extends Batch {
  readonly tallies: Map<string, Tally>
  readonly lateAccepts: LateAccept[]
}

/** Makes an empty buffer; `onFull` is called when a batch has been filled. */
export function createUsageBuffer(limits: UsageBufferLimits, onFull: () => void): UsageBuffer {
  const closed: OpenBatch[] = []
  let open = emptyBatch(0)
  let waiting = 0
  let dropped = 0

  function closeBatch(nextMinute: number) {
    if (entriesIn(open) > 0) {
      closed.push(open)
      waiting += entriesIn(open)
      while (waiting > limits.waitingEntries) giveUpOldest()
    }
    open = emptyBatch(nextMinute)
  }

  function giveUpOldest() {
    const batch = closed.shift()
    if (!batch) return
    waiting -= entriesIn(batch)
    dropped += usesIn(batch)
  }

  function makeRoom() {
    if (entriesIn(open) < limits.batchEntries) return
    closeBatch(open.minute)
    onFull()
  }

  function addTally(id: string, { key, domainId }: Use): Tally {
    makeRoom()
    const tally: Tally = {
      domainId: key?.domainId ?? domainId,
      keyId: key?.keyId ?? '',
      secretId: key === undefined ? '' : id,
      valid: 0,
      others: undefined,
      lastUsedAt: 0,
      ip: null,
      userAgent: null,
    }
    open.tallies.set(id, tally)
    return tally
  }

  return {
    add(use, now) {
      const { key, outcome } = use
      if (now < open.minute || now >= open.minute + MINUTE) closeBatch(now - (now % MINUTE))
      // An exchanged token counts for its secret: "which secret still has traffic" is what people ask.
      const id = key === undefined ? use.domainId : (key.parentSecretId ?? key.secretId)
      const tally = open.tallies.get(id) ?? addTally(id, use)
      if (outcome === 'VALID') {
        tally.valid++
        tally.lastUsedAt = now
        tally.ip = use.origin.ip
        tally.userAgent = use.origin.userAgent
      } else {
        tally.others ??= new Map()
        tally.others.set(outcome, (tally.others.get(outcome) ?? 0) + 1)
      }
    },
    addLateAccept(late) {
      makeRoom()
      open.lateAccepts.push(late)
    },
    oldest: () => closed[0],
    closeBatch: () => closeBatch(open.minute),
    done(batch) {
      const index = closed.findIndex(candidate => candidate === batch)
      if (index === -1) return
      closed.splice(index, 1)
      waiting -= entriesIn(batch)
    },
    size: () => waiting + entriesIn(open),
    dropped: () => dropped,
  }
}

/** How many uses the batch has counted. */
export function usesIn(batch: Batch): number {
  let uses = 0
  for (const tally of batch.tallies.values()) {
    uses += tally.valid
    for (const count of tally.others?.values() ?? []) uses += count
  }
  return uses
}

function entriesIn(batch: Batch): number {
  return batch.tallies.size + batch.lateAccepts.length
}

function emptyBatch(minute: number): OpenBatch {
  return { minute, tallies: new Map(), lateAccepts: [] }
}
