import { type ChainedEvent, hashEvent, type Sha256 } from './audit-event.ts'

/**
 * Finds out which events with a wrong hash are right ones in a wrong place: answers the place each
 * came from by the place it stands in. Tried are the places of the others and the empty ones.
 */
export function findMoves(
  suspects: readonly ChainedEvent[],
  emptyPlaces: readonly number[],
  sha256: Sha256,
): Map<number, number> {
  const places = [...suspects.map(({ seq }) => seq), ...emptyPlaces]
  const moves = new Map<number, number>()
  for (const event of suspects) {
    const from =
      places.find(seq => hashEvent({ ...event, seq }, sha256) === event.hash) ??
      suspects.find(other => isContentOf(other, event, sha256))?.seq
    if (from !== undefined) moves.set(event.seq, from)
  }
  return moves
}

/** Whether `event` says what belongs to the place of `other`, whose links were left where they are. */
function isContentOf(other: ChainedEvent, event: ChainedEvent, sha256: Sha256): boolean {
  const { seq, previousHash, hash } = other
  return hashEvent({ ...event, seq, previousHash }, sha256) === hash
}
