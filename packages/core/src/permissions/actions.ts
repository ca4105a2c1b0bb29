import { WILDCARD } from './grammar.ts'

/** The bit of the action wildcard; it answers for every action. */
export const EVERY_ACTION = 1

/**
 * A bit for each action of this product. The table is closed, so that nothing anyone grants or asks
 * for makes it grow; the actions of an owner's own API are kept by name beside the bits.
 */
const ACTION_BITS: ReadonlyMap<string, number> = new Map([
  [WILDCARD, EVERY_ACTION],
  ['create', 1 << 1],
  ['read', 1 << 2],
  ['update', 1 << 3],
  ['delete', 1 << 4],
  ['publish', 1 << 5],
  ['reveal', 1 << 6],
  ['verify', 1 << 7],
  ['impersonate', 1 << 8],
  ['export', 1 << 9],
])

/** Actions as bits, and those that have no bit by name. */
export interface ActionMask {
  readonly bits: number
  readonly named: readonly string[]
}

/** Splits actions into bits and names. */
export function maskOf(actions: Iterable<string>): ActionMask {
  let bits = 0
  const named: string[] = []
  for (const action of actions) {
    const bit = ACTION_BITS.get(action)
    if (bit === undefined) named.push(action)
    else bits |= bit
  }
  return { bits, named }
}
