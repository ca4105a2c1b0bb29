import type { Outcome } from '@keywright/contract'
import type { Origin, VerifiedKey } from '../verify/verified-key.ts'

/** One verification, as the hot path reports it. */
export interface Use {
  /** The domain that was asked for; the key's own domain where a key was found. */
  domainId: string
  key: VerifiedKey | undefined
  outcome: Outcome
  origin: Origin
}

/** Takes note of verifications without waiting; written in batches, at the latest every two seconds and on close. */
export interface UsageRecorder {
  record(use: Use): void
  /** A node accepted a credential after the change that ended it (epoch milliseconds). */
  recordLateAccept(late: {
    domainId: string
    keyId: string
    acceptedAt: number
    changedAt: number
  }): void
  /** Writes everything noted so far; keeps it when the database is away. */
  flush(): Promise<void>
  close(): Promise<void>
}
