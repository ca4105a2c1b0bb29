import { createHash } from 'node:crypto'
import { createToken } from '@keywright/core'

/** The API, and the permission on it, that every seeded key has. */
export const API = 'shop'
export const PERMISSION = `${API}.orders:read`

/** The token of the seeded key with this number: the same in every process and every run. */
export function tokenAt(index: number): string {
  let block = 0
  return createToken('kw', length => {
    const bytes = createHash('sha512').update(`bench ${index} ${block++}`).digest()
    return new Uint8Array(bytes.subarray(0, length))
  })
}

/** A token that no key has: well formed but for its last character, as a typing error leaves it. */
export function garbageAt(index: number): string {
  const token = tokenAt(index)
  return token.slice(0, -1) + (token.endsWith('0') ? '1' : '0')
}

/** Two keys in a hundred are revoked, as in a domain that has been used for a while. */
export function isLive(index: number): boolean {
  return index % 50 !== 49
}

/** Numbers of `amount` living keys out of `count`, evenly spread, so that no page of the database is favoured. */
export function spreadOver(count: number, amount: number): number[] {
  const step = Math.max(1, Math.floor(count / amount))
  const spread: number[] = []
  for (let index = 0; index < count && spread.length < amount; index += step) {
    spread.push(isLive(index) ? index : index - 1)
  }
  return spread
}

/** A repeatable shuffle (xorshift32), in place. */
export function shuffle<T>(list: T[], seed = 1): T[] {
  let state = seed
  for (let index = list.length - 1; index > 0; index--) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    const other = (state >>> 0) % (index + 1)
    const kept = list[index]
    const swapped = list[other]
    if (kept === undefined || swapped === undefined) continue
    list[index] = swapped
    list[other] = kept
  }
  return list
}
