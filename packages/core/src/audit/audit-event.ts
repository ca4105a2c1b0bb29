import { canonicalJson } from './canonical-json.ts'

/** SHA-256 of a text in UTF-8, in lower-case hex. */
export type Sha256 = (text: string) => string

/** What the chain needs of an event; all its other members are hashed whatever they are. */
export interface ChainedEvent {
  readonly chain: string
  /** From 1, without a gap. */
  readonly seq: number
  /** The hash of the event before; empty for the first. */
  readonly previousHash: string
  readonly hash: string
}

/** The hash of an event: SHA-256 over its canonical JSON (RFC 8785) without the member `hash`. */
export function hashEvent(event: Omit<ChainedEvent, 'hash'>, sha256: Sha256): string {
  return sha256(canonicalJson({ ...event, hash: undefined }))
}

/** Whether a value, as read from a file, has what the chain needs. */
export function isChainedEvent(value: unknown): value is ChainedEvent {
  if (typeof value !== 'object' || value === null) return false
  const { chain, seq, previousHash, hash } = value as Partial<Record<keyof ChainedEvent, unknown>>
  return (
    typeof chain === 'string' &&
    typeof seq === 'number' &&
    Number.isSafeInteger(seq) &&
    typeof previousHash === 'string' &&
    typeof hash === 'string'
  )
}
