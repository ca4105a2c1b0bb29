import { type ChainedEvent, hashEvent, isChainedEvent, type Sha256 } from './audit-event.ts'
import { findMoves } from './audit-moves.ts'

/** What can be wrong with a chain, and where. */
export interface ChainProblem {
  /** The event it is about; for `removed` the first missing one. */
  seq: number
  kind: 'changed' | 'removed' | 'reordered' | 'truncated' | 'head'
  message: string
}

/** The result of a check. */
export interface ChainReport {
  intact: boolean
  events: number
  /** The hash of the last event; null where there is none. */
  headHash: string | null
  /** By position, the first hundred at the most. */
  problems: ChainProblem[]
}

/** What is known of a chain from elsewhere; each makes more visible. */
export interface ChainFacts {
  /** The newest event by a source that the chain's keeper cannot forge. */
  head?: { seq: number; hash: string }
  /** The hash of an event that was noted at any time before: the chain must still hold it. */
  knownHash?: string
}

/** A running check: feed it the events, oldest first, then ask for the report. */
export interface ChainCheck {
  /** Takes the next event, or whatever stands in its place. */
  add(event: unknown): void
  /** Notes what was found beside the chain. */
  report(problem: ChainProblem): void
  /** The position of the last event so far; 0 before the first. */
  lastSeq(): number
  finish(): ChainReport
}

/** Problems in a report, and events kept to find out where they came from. */
const MOST = 100

interface Range {
  from: number
  to: number
}

/** Starts the check of one chain in memory that does not grow with it. */
export function checkChain(sha256: Sha256, facts: ChainFacts = {}): ChainCheck {
  const problems: ChainProblem[] = []
  const missing: Range[] = []
  const suspects: ChainedEvent[] = []
  let found = 0
  let events = 0
  let chain: string | undefined
  let knownSeen = facts.knownHash === undefined
  let last = { seq: 0, hash: '' }
  /** The event right before, where the next one can be held against it. */
  let link: { hash: string; sound: boolean } | undefined = { hash: '', sound: true }

  function report(problem: ChainProblem) {
    found += 1
    if (problems.length < MOST) problems.push(problem)
  }

  function checkLink(event: ChainedEvent) {
    if (!link?.sound || event.previousHash === link.hash) return
    // The event's own hash vouches for what it says of its predecessor, so that one is the false one.
    if (event.seq > 1) report(changed(event.seq - 1, `event ${event.seq} follows another one`))
    else report(changed(1, 'it does not begin the chain'))
  }

  function addGap(range: Range) {
    link = undefined
    if (missing.length < MOST) missing.push(range)
    else report(removed(range))
  }

  function addLate(event: ChainedEvent) {
    const how = takeOut(missing, event.seq)
      ? `comes after event ${last.seq}`
      : 'stands there more than once'
    report(reordered(event.seq, `Event ${event.seq} ${how}.`))
  }

  function addUnreadable() {
    last = { seq: last.seq + 1, hash: '' }
    link = undefined
    report(changed(last.seq, 'what stands in its place is not an event'))
  }

  function checkFacts(event: ChainedEvent) {
    const { head, knownHash } = facts
    if (event.hash === knownHash) knownSeen = true
    if (head?.seq === event.seq && head.hash !== event.hash) {
      const message = `The head says that event ${event.seq} is another one: the chain was rewritten, or the head was.`
      report({ seq: event.seq, kind: 'head', message })
    }
  }

  return {
    report,
    lastSeq: () => last.seq,
    add(event) {
      events += 1
      if (!isChainedEvent(event)) {
        addUnreadable()
        return
      }
      chain ??= event.chain
      const sound = hashEvent(event, sha256) === event.hash
      if (!sound && suspects.length < MOST) suspects.push(event)
      else if (!sound) report(changed(event.seq, WRONG_HASH))
      else if (event.chain !== chain) report(changed(event.seq, 'it is of another chain'))
      checkFacts(event)

      if (event.seq <= last.seq) {
        addLate(event)
        return
      }
      if (event.seq > last.seq + 1) addGap({ from: last.seq + 1, to: event.seq - 1 })
      if (sound) checkLink(event)
      last = { seq: event.seq, hash: event.hash }
      link = { hash: event.hash, sound }
    },
    finish() {
      const moves = findMoves(suspects, placesIn(missing), sha256)
      for (const { seq } of suspects) {
        const from = moves.get(seq)
        if (from === undefined) report(changed(seq, WRONG_HASH))
        else report(reordered(seq, `Event ${from} was put in the place of event ${seq}.`))
        if (from !== undefined) takeOut(missing, from)
      }
      for (const range of missing) report(removed(range))
      const { head } = facts
      if (head && head.seq > last.seq) report(truncated(last.seq + 1, eventsFrom(last.seq, head)))
      else if (!knownSeen) report(truncated(last.seq + 1, 'The event with the known hash is gone'))
      return {
        intact: found === 0,
        events,
        headHash: events > 0 ? last.hash : null,
        problems: problems.sort((a, b) => a.seq - b.seq),
      }
    },
  }
}

const WRONG_HASH = 'its hash does not fit what it says'

function changed(seq: number, why: string): ChainProblem {
  return { seq, kind: 'changed', message: `Event ${seq} was changed: ${why}.` }
}

function reordered(seq: number, message: string): ChainProblem {
  return { seq, kind: 'reordered', message }
}

function removed({ from, to }: Range): ChainProblem {
  return { seq: from, kind: 'removed', message: `${nameRange(from, to)} missing.` }
}

function truncated(seq: number, what: string): ChainProblem {
  return { seq, kind: 'truncated', message: `${what}: the end was cut off or rewritten.` }
}

function eventsFrom(lastSeq: number, head: { seq: number }): string {
  return `${nameRange(lastSeq + 1, head.seq)} missing`
}

function nameRange(from: number, to: number): string {
  return from === to ? `Event ${from} is` : `Events ${from} to ${to} are`
}

/** Takes a place out of the gaps; false when it is in none of them. */
function takeOut(gaps: Range[], seq: number): boolean {
  const index = gaps.findIndex(({ from, to }) => from <= seq && seq <= to)
  const gap = gaps[index]
  if (!gap) return false
  const parts = [
    { from: gap.from, to: seq - 1 },
    { from: seq + 1, to: gap.to },
  ]
  gaps.splice(index, 1, ...parts.filter(({ from, to }) => from <= to))
  return true
}

/** The first missing places, as many as are worth trying. */
function placesIn(gaps: readonly Range[]): number[] {
  const places: number[] = []
  for (const { from, to } of gaps) {
    for (let seq = from; seq <= to && places.length < MOST; seq++) places.push(seq)
  }
  return places
}
