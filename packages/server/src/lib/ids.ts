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
