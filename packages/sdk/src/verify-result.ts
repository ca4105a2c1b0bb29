/** Every answer a verification can give. */
export type Outcome = (typeof OUTCOMES)[number]

/** What may be known of a key that was verified. */
export interface VerifiedKey {
  readonly id: string
  readonly name: string
  readonly kind: 'application' | 'custom'
  readonly domainId: string
  /** RFC 3339 time in UTC; null for a key without an end. */
  readonly expiresAt: string | null
  /** The facts its owner wrote on the key. */
  readonly metadata: Readonly<Record<string, unknown>>
}

/** The answer of a verification; frozen, because many requests may share it. */
export interface VerifyResult {
  readonly valid: boolean
  readonly code: Outcome
  readonly key?: VerifiedKey
  /** Id of the user whom the key acts as; null for a plain service. */
  readonly subject?: string | null
  /** What the key may do. */
  readonly permissions?: readonly string[]
  /** With `FORBIDDEN`: the permissions that were missing. */
  readonly missing?: readonly string[]
  /** With `FORBIDDEN`: the layer that refused. */
  readonly layer?: string
}

/** The answer for a token that cannot exist. */
export const NOT_FOUND: VerifyResult = Object.freeze({ valid: false, code: 'NOT_FOUND' })

/** Reads the body of an answer and freezes it; undefined when it is none. */
export function readVerifyResult(body: unknown): VerifyResult | undefined {
  return isVerifyResult(body) ? freeze(body) : undefined
}

const OUTCOMES = [
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

/** Looks at what a decision rests on; the rest is as the contract of the server promises. */
function isVerifyResult(body: unknown): body is VerifyResult {
  if (!isRecord(body) || !OUTCOMES.some(outcome => outcome === body.code)) return false
  if (body.valid !== (body.code === 'VALID')) return false
  if (!body.valid) return true
  return isRecord(body.key) && typeof body.key.id === 'string' && Array.isArray(body.permissions)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) freeze(part)
    Object.freeze(value)
  }
  return value
}
