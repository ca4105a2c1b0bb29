import type { Outcome } from '@keywright/contract'
import { MINUTE } from '../lib/clock.ts'
import type { Origin, VerifiedKey } from '../verify/verified-key.ts'
import type { Tally } from './tally.ts'

/** One verification, as the hot path reports it. */
export interface Use {
  /** The domain that was asked for; the key's own domain where a key was found. */
  domainId: string
  key: VerifiedKey | undefined
  outcome: Outcome
  origin: Origin
  /** Epoch milliseconds. */
  at: number
}

/** A credential accepted after the change that ended it. Times are epoch milliseconds. */
export interface LateAccept {
  domainId: string
  keyId: string
  acceptedAt: number
  changedAt: number
}

/** Tallies of one minute; written in one transaction. */
export interface Batch {
  readonly minute: number
  readonly tallies: readonly Tally[]
  readonly lateAccepts: readonly LateAccept[]
}

/** How much a buffer holds. */
export interface UsageBufferLimits {
  /** With so many entries (tallies and late accepts) `onFull` asks for an early write. */
  openEntries: number
  /** Batches are no larger, so that none holds the database for long … */
  batchEntries: number
  /** … and, as long as that is so, no more than this many at a time. */
  batches: number
  /** Beyond so many waiting, the oldest batch is given up: memory is bounded, whatever the database does. */
  waitingEntries: number
}

/** Counts uses in memory. */
export interface UsageBuffer {
  /** Counts one use; for a secret already known in this minute it allocates nothing. */
  add(use: Use): void
  addLateAccept(late: LateAccept): void
  /** The oldest closed batch; it stays until `done`. */
  oldest(): Batch | undefined
  /** How many closed batches there are. */
  batches(): number
  /** Makes batches of what was added since. */
  close(): void
  /** Forgets a batch that was written, or cannot be. */
  done(batch: Batch): void
  /** Entries held now. */
  size(): number
  /** Uses that were given up because nobody wrote them in time. */
  dropped(): number
}

/** A batch is a transaction, which fewer entries are not worth. */
const SMALLEST_BATCH = 50

/** Makes an empty buffer; `onFull` is called when it should be written before its time. */
export function createUsageBuffer(limits: UsageBufferLimits, onFull: () => void): UsageBuffer {
  const closed: Batch[] = []
  let minute = 0
  let tallies = new Map<string, Tally>()
  let lateAccepts: LateAccept[] = []
  let waiting = 0
  let dropped = 0

  function close(nextMinute: number) {
    const all = [...tallies.values()]
    const entries = Math.max(all.length, lateAccepts.length)
    const size = Math.min(
      limits.batchEntries,
      Math.max(SMALLEST_BATCH, Math.ceil(entries / limits.batches)),
    )
    for (const tally of all) tally.open = false
    for (let from = 0; from < entries; from += size) {
      const batch = {
        minute,
        tallies: all.slice(from, from + size),
        lateAccepts: lateAccepts.slice(from, from + size),
      }
      closed.push(batch)
      waiting += entriesIn(batch)
    }
    while (waiting > limits.waitingEntries) giveUpOldest()
    minute = nextMinute
    tallies = new Map()
    lateAccepts = []
  }

  function giveUpOldest() {
    const batch = closed.shift()
    if (!batch) return
    waiting -= entriesIn(batch)
    dropped += usesIn(batch)
  }

  function makeRoom() {
    if (tallies.size + lateAccepts.length < limits.openEntries) return
    close(minute)
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
      open: true,
    }
    tallies.set(id, tally)
    return tally
  }

  function tallyOf(use: Use): Tally {
    const { key } = use
    if (key === undefined) return tallies.get(use.domainId) ?? addTally(use.domainId, use)
    if (key.tally?.open) return key.tally
    // An exchanged token counts for its secret: "which secret still has traffic" is what people ask.
    const id = key.parentSecretId ?? key.secretId
    key.tally = tallies.get(id) ?? addTally(id, use)
    return key.tally
  }

  return {
    add(use) {
      const { outcome, at } = use
      if (at < minute || at >= minute + MINUTE) close(at - (at % MINUTE))
      const tally = tallyOf(use)
      if (outcome === 'VALID') {
        tally.valid++
        tally.lastUsedAt = at
        // Who verifies without saying where from does not unsay what is known.
        tally.ip = use.origin.ip ?? tally.ip
        tally.userAgent = use.origin.userAgent ?? tally.userAgent
      } else {
        tally.others ??= new Map()
        tally.others.set(outcome, (tally.others.get(outcome) ?? 0) + 1)
      }
    },
    addLateAccept(late) {
      makeRoom()
      lateAccepts.push(late)
    },
    oldest: () => closed[0],
    batches: () => closed.length,
    close: () => close(minute),
    done(batch) {
      const index = closed.indexOf(batch)
      if (index === -1) return
      closed.splice(index, 1)
      waiting -= entriesIn(batch)
      // The keys still point to them, until they are used again.
      for (const tally of batch.tallies) {
        tally.ip = null
        tally.userAgent = null
        tally.others = undefined
      }
    },
    size: () => waiting + tallies.size + lateAccepts.length,
    dropped: () => dropped,
  }
}

/** How many uses the batch has counted. */
export function usesIn(batch: Batch): number {
  let uses = 0
  for (const tally of batch.tallies) {
    uses += tally.valid
    for (const count of tally.others?.values() ?? []) uses += count
  }
  return uses
}

function entriesIn(batch: Batch): number {
  return batch.tallies.length + batch.lateAccepts.length
}
