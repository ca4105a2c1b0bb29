import type { Outcome } from '@keywright/contract'
import type { IpMatcher, Layer } from '@keywright/core'
import type { Tally } from '../usage/tally.ts'

/** A key as the cache holds it: everything a decision needs, decoded once. Times are epoch milliseconds. */
export interface VerifiedKey {
  readonly keyId: string
  readonly secretId: string
  /** For an access token: the secret it was exchanged for. */
  readonly parentSecretId: string | null
  readonly domainId: string
  /** How the caller proved it: by a secret of the key, or by an access token exchanged for one. */
  readonly credential: 'key' | 'access'
  readonly kind: 'application' | 'custom'
  readonly name: string
  /** What may be shown of the token. */
  readonly prefix: string
  readonly lastFour: string
  /** The names of the roles its layers come from: a change of those roles is a change of this key. */
  readonly role: string | null
  readonly subjectRole: string | null
  /** Every layer must let a request through. Equal stacks are one object. */
  readonly layers: readonly Layer[]
  /** The user the key acts as. */
  readonly actsAs: string | null
  /** Whether that user may still come in: false when disabled, suspended or no longer a member. */
  readonly subjectActive: boolean
  /** When the key ends. */
  readonly expiresAt: number | null
  /** When this credential ends: the earliest of key, secret and exchanged token. */
  readonly endsAt: number | null
  /** When the key, the secret, or the secret a token was exchanged for was revoked. */
  readonly revokedAt: number | null
  readonly disabledAt: number | null
  /** When this secret or token was issued. */
  readonly issuedAt: number
  /** Null: from anywhere. */
  readonly ipAllow: IpMatcher | null
  readonly metadata: Readonly<Record<string, unknown>>
  /** Where the usage buffer noted the last use; its own, so that it need not look for it. */
  tally: Tally | undefined
}

/** The answer of a verification; `key` is there whenever the token belongs to a key of a living domain. */
export interface Verification {
  readonly outcome: Outcome
  readonly key?: VerifiedKey
  /** With FORBIDDEN: the permissions that were missing, as they were asked for. */
  readonly missing?: readonly string[]
  /** With FORBIDDEN: the layer that refused the first of them. */
  readonly layer?: string
}

/** Where a request came from, for address lists and last-used facts. */
export interface Origin {
  readonly ip: string | null
  readonly userAgent: string | null
}

/** What a verification asks. */
export interface VerificationRequest {
  readonly token: string
  /** All of them are needed; each must be a permission by core's grammar. Null: nothing would do. */
  readonly permissions: readonly string[] | null
  readonly origin: Origin
}

/**
 * Verifies tokens. The answer is immediate when the token is known or malformed, and a promise when
 * the database must be asked; it rejects with DATABASE_UNAVAILABLE when that cannot be done.
 * Each call but `renew` and `renewKey` counts as one use; nobody waits for that to be written.
 */
export interface Verifier {
  /** Who holds this token, whatever their domain? For the credentials of requests to this server. */
  authenticate(token: string, origin: Origin): Verification | Promise<Verification>
  /** The same for whoever holds a token that was exchanged for this secret; always asks the database. */
  authenticateSecret(secretId: string, origin: Origin): Promise<Verification>
  /** The same for whoever proved the secret before and stayed; is no use of it. */
  renew(secretId: string, origin: Origin): Promise<Verification>
  /** The same for whoever stands for the key itself, whichever of its secrets is the newest. */
  authenticateKey(keyId: string, origin: Origin): Promise<Verification>
  renewKey(keyId: string, origin: Origin): Promise<Verification>
  /** May the holder of this token do this in the domain? Keys of other domains are not found. */
  verify(domainId: string, request: VerificationRequest): Verification | Promise<Verification>
  cacheStats(): CacheStats
}

/** What the cache of tokens holds and did. */
export interface CacheStats {
  /** Tokens of keys in memory. */
  keys: number
  /** Tokens in memory that no key has. */
  misses: number
  /** Well-formed tokens that were answered from memory, since the start. */
  hits: number
  /** Well-formed tokens for which the database was asked. */
  loads: number
}

/** Finds keys by their tokens in the database, for the cache. */
export interface SecretLookup {
  /** One query for all tokens; answers in their order, undefined where nothing verifies. */
  find(tokens: readonly string[]): Promise<(VerifiedKey | undefined)[]>
  /** The key as the secret with this id proves it now. */
  findById(secretId: string): Promise<VerifiedKey | undefined>
  /** The key as its newest secret proves it now. */
  findByKeyId(keyId: string): Promise<VerifiedKey | undefined>
}
