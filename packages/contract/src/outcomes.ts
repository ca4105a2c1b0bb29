/**
 * Every answer a verification can give. `RATE_LIMITED` and `QUOTA_EXCEEDED` are part of the fixed
 * vocabulary so that clients can handle them; no limit exists yet that would produce them.
 */
export const OUTCOMES = [
  'VALID',
  'NOT_FOUND',
  'EXPIRED',
  'DISABLED',
  'REVOKED',
  'IP_DENIED',
  'FORBIDDEN',
  'RATE_LIMITED',
  'QUOTA_EXCEEDED',
  'SUBJECT_INACTIVE',
] as const

/** The answer of a verification. */
export type Outcome = (typeof OUTCOMES)[number]
