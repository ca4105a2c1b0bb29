import type { Outcome } from '@keywright/contract'
import type { Layer } from '@keywright/core'

/** A key as the cache holds it: everything a decision needs, decoded once. Times are epoch milliseconds. */
export interface VerifiedKey {
  readonly keyId: string
  readonly secretId: string
  readonly domainId: string
  /** How the caller proved it: by a secret of the key, or by an access token exchanged for one. */
  readonly credential: 'key' | 'access'
  readonly kind: 'application' | 'custom'
  readonly name: string
  readonly masked: string
  /** Every layer must let a request through. */
  readonly layers: readonly Layer[]
  /** The user the key acts as. */
  readonly actsAs: string | null
  /** When the key ends. */
  readonly expiresAt: number | null
  /** When this credential ends: the earliest of key, secret and exchanged token. */
  readonly endsAt: number | null
  readonly metadata: Readonly<Record<string, unknown>>
}

/** The answer of a verification; `key` is there whenever the token belongs to a key of a living domain. */
export interface Verification {
  readonly outcome: Outcome
  readonly key?: VerifiedKey
}

/** Where a request came from, for last-used facts. */
export interface Origin {
  readonly ip: string | null
  readonly userAgent: string | null
}

/**
 * Verifies tokens. The answer is immediate when the token is known or malformed, and a promise when
 * the database must be asked; it rejects with DATABASE_UNAVAILABLE when that cannot be done.
 */
export interface Verifier {
  authenticate(token: string, origin: Origin): Verification | Promise<Verification>
}
