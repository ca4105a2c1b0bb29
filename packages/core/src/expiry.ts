/** What was asked for: a moment in epoch milliseconds (null: never), or a number of days, or neither. */
export interface ExpiryRequest {
  readonly expiresAt?: number | null | undefined
  readonly expiresInDays?: number | undefined
}

/** What a domain demands of the lifetime of its keys; null means none set. */
export interface ExpiryPolicy {
  readonly defaultLifetimeDays: number | null
  readonly maxLifetimeDays: number | null
  readonly expiryRequired: boolean
}

/** The moment of expiry in epoch milliseconds (null: lives until deleted), or why there is none. */
export type ExpiryResult =
  | { readonly ok: true; readonly expiresAt: number | null }
  | { readonly ok: false; readonly reason: 'both' | 'past' | 'too-long' | 'required' }

/**
 * Applies a domain's policy to what was asked. With neither date nor days the default lifetime
 * counts, cut to the maximum; without a default the key lives until it is deleted, where the policy
 * lets expiry be left out. The maximum binds dates, not their absence.
 */
export function resolveExpiry(
  { expiresAt, expiresInDays }: ExpiryRequest,
  policy: ExpiryPolicy,
  now: number,
): ExpiryResult {
  if (expiresAt !== undefined && expiresInDays !== undefined) return { ok: false, reason: 'both' }
  if (expiresInDays !== undefined) return checkMoment(inDays(now, expiresInDays), policy, now)
  if (typeof expiresAt === 'number') return checkMoment(expiresAt, policy, now)
  if (expiresAt === undefined && policy.defaultLifetimeDays !== null) {
    const days = Math.min(policy.defaultLifetimeDays, policy.maxLifetimeDays ?? Infinity)
    return checkMoment(inDays(now, days), policy, now)
  }
  return policy.expiryRequired ? { ok: false, reason: 'required' } : { ok: true, expiresAt: null }
}

const DAY_MILLISECONDS = 86_400_000

/** The last moment that a Date can hold, so that every expiry can be written as a date. */
const LAST_MOMENT = 8.64e15

function checkMoment(moment: number, policy: ExpiryPolicy, now: number): ExpiryResult {
  // Written so that a NaN is refused as well.
  if (!(moment > now)) return { ok: false, reason: 'past' }
  const latest = policy.maxLifetimeDays === null ? LAST_MOMENT : inDays(now, policy.maxLifetimeDays)
  if (moment > Math.min(latest, LAST_MOMENT)) return { ok: false, reason: 'too-long' }
  return { ok: true, expiresAt: moment }
}

function inDays(now: number, days: number): number {
  return Math.round(now + days * DAY_MILLISECONDS)
}
