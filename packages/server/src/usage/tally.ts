import type { Outcome } from '@keywright/contract'

/** What was noted about one secret, or of a domain where no key was found, within one minute. */
export interface Tally {
  readonly domainId: string
  /** Empty, like `secretId`, where no key was found. */
  readonly keyId: string
  readonly secretId: string
  valid: number
  /** Counts of the other outcomes; most keys never have one. */
  others: Map<Outcome, number> | undefined
  /** Time of the last VALID use, 0 without one; address and user agent are of the last use that had one. */
  lastUsedAt: number
  ip: string | null
  userAgent: string | null
  /** Whether uses still go here: until a batch is made of it. */
  open: boolean
}
