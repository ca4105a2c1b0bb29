import { setImmediate } from 'node:timers/promises'
import { AppError } from '../../app-error.ts'
import type { Tx } from '../../db/engine.ts'

/**
 * What content costs a transaction, in rows of values that are written; 20 to 40 are a millisecond.
 * Whoever else writes in the domain waits for it, and on the embedded database everybody else.
 */
export const WORK = {
  /** What each written object costs beside its values: its row, version, event and words. */
  object: 40,
  /** Characters of JSON that are checked and taken apart at the price of one row. */
  characters: 200,
  /** Steps of patterns and formats at the price of one row. */
  steps: 100,
  /** Rows that are removed at the price of one that is written. */
  removed: 10,
  /** After so much a transaction that can end does: about a hundred small objects. */
  part: 5000,
  /** After so much it begins nothing more: about six hundred small objects, or two of the largest. */
  most: 24_000,
} as const

const done = new WeakMap<Tx, number>()

/** What the transaction has cost so far. */
export function workOf(tx: Tx): number {
  return done.get(tx) ?? 0
}

/** Notes what it cost. */
export function addWork(tx: Tx, rows: number): void {
  done.set(tx, workOf(tx) + rows)
}

/**
 * To be called before the next object of a transaction: requests that need nothing from the database
 * have their turn. Throws TRANSACTION_TOO_LARGE when it has cost enough.
 */
export async function beginWork(tx: Tx): Promise<void> {
  const work = workOf(tx)
  if (work > WORK.most) throw new AppError('TRANSACTION_TOO_LARGE')
  if (work > 0) await setImmediate()
}
