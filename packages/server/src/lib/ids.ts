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
  | 'typ'
  | 'obj'
  | 'med'
  | 'pnl'
  | 'dev'
  | 'req'
  | 'node'

/** A new id, as in `key_01jcxk3y5nfm8v9qv2r3w4t5a6`; ids of later milliseconds sort later. */
export function createId(prefix: IdPrefix): string {
  return typeidUnboxed(prefix)
}

/**
 * A source of request ids that costs next to nothing, for the paths where `createId` would be half of
 * the work: the same shape, made of a time, some randomness of this process, and a counter.
 */
export function createRequestIds(
  now: () => number,
  randomBytes: (size: number) => Uint8Array,
): () => string {
  const own = Buffer.from(randomBytes(3)).toString('hex')
  let counter = 0
  let start = ''
  return () => {
    const end = counter % ENDS.length
    if (end === 0) {
      const round = ((counter / ENDS.length) & 0xffff).toString(16).padStart(4, '0')
      start = `req_0${now().toString(16).padStart(12, '0')}${own}${round}`
    }
    counter++
    return start + ENDS[end]
  }
}

/** 000 to fff. */
const ENDS: readonly string[] = Array.from({ length: 4096 }, (_, index) =>
  index.toString(16).padStart(3, '0'),
)
