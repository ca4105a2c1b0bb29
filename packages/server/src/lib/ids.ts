import { typeidUnboxed } from 'typeid-js'

/** The prefixes of all ids; the part behind them is a UUIDv7 in base32 (TypeID 0.3). */
export type IdPrefix =
  | 'dom'
  | 'usr'
  | 'ses'
  | 'inv'
  | 'key'
  | 'sec'
  | 'shs'
  | 'api'
  | 'evt'
  | 'req'
  | 'node'

/** A new id, as in `key_01jcxk3y5nfm8v9qv2r3w4t5a6`; ids of later milliseconds sort later. */
export function createId(prefix: IdPrefix): string {
  return typeidUnboxed(prefix)
}

/**
 * A source of request ids that costs next to nothing, for the paths where `createId` would be half of
 * the work: the same shape, made of the time, some randomness of this process, and a counter.
 */
export function createRequestIds(
  now: () => number,
  randomBytes: (size: number) => Uint8Array,
): () => string {
  const own = Buffer.from(randomBytes(3)).toString('hex')
  let counter = 0
  let at = -1
  let start = ''
  return () => {
    const time = now()
    if (time !== at) {
      at = time
      start = `req_0${time.toString(16).padStart(12, '0')}${own}`
    }
    counter = (counter + 1) % 0x1000_0000
    return start + counter.toString(16).padStart(7, '0')
  }
}
