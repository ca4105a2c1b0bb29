import { createHash } from 'node:crypto'

/** The chain of things that belong to no domain: people, sign-ins, domains made and deleted. */
export const INSTANCE_CHAIN = 'instance'

/** SHA-256 of a text in UTF-8, in lower-case hex. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** What the master key signs of a head: position and hash, so that neither can be set back. */
export function headText(head: { chain: string; seq: number; hash: string }): string {
  return `${head.chain}\n${head.seq}\n${head.hash}`
}
