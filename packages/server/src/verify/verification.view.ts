import type { Introspection, VerifyResult } from '@keywright/contract'
import { type Layer, shownPermissions } from '@keywright/core'
import { LRUCache } from 'lru-cache'
import { SECOND, toTime } from '../lib/clock.ts'
import type { Verification, VerifiedKey } from './verified-key.ts'

/** What a stack of layers lets through together; worked out once for all keys that share the stack. */
export function effectiveOf(layers: readonly Layer[]): Effective {
  const known = effective.get(layers)
  if (known) return known
  const permissions = shownPermissions(layers)
  const result = { permissions, json: JSON.stringify(permissions), scope: permissions.join(' ') }
  effective.set(layers, result)
  return result
}

/** Effective permissions in the forms they are sent in. */
export interface Effective {
  readonly permissions: readonly string[]
  readonly json: string
  /** Separated by spaces, as scopes are (RFC 6749 section 3.3). */
  readonly scope: string
}

const effective = new WeakMap<readonly Layer[], Effective>()

/** A verification as it travels. Who may ask knows the key in every state, its rights only while it is valid. */
export function viewVerification({ outcome, key, missing, layer }: Verification): VerifyResult {
  const valid = outcome === 'VALID'
  return {
    valid,
    code: outcome,
    ...(key && {
      key: {
        id: key.keyId,
        name: key.name,
        kind: key.kind,
        domainId: key.domainId,
        expiresAt: toTime(key.expiresAt),
        metadata: { ...key.metadata },
      },
      subject: key.actsAs,
    }),
    ...(key && valid && { permissions: [...effectiveOf(key.layers).permissions] }),
    ...(missing && { missing: [...missing] }),
    ...(layer !== undefined && { layer }),
  }
}

/** The JSON of `viewVerification`, put together from parts that are remembered. */
export function renderVerification(verification: Verification): string {
  const { outcome, key } = verification
  if (outcome !== 'VALID' || !key) return JSON.stringify(viewVerification(verification))
  return `${validStart(key)}${effectiveOf(key.layers).json}}`
}

/** Of the keys in use only: for all that are cached they would be a third of the cache. */
const validStarts = new LRUCache<VerifiedKey, string>({ max: 10_000 })

function validStart(key: VerifiedKey): string {
  const known = validStarts.get(key)
  if (known !== undefined) return known
  const { permissions, ...rest } = viewVerification({ outcome: 'VALID', key })
  const start = `${JSON.stringify(rest).slice(0, -1)},"permissions":`
  validStarts.set(key, start)
  return start
}

/** RFC 7662 section 2.2. What is not active is nothing more than that. */
export function viewIntrospection({ outcome, key }: Verification, issuer: string): Introspection {
  if (outcome !== 'VALID' || !key) return { active: false }
  return {
    active: true,
    scope: effectiveOf(key.layers).scope,
    client_id: key.keyId,
    token_type: 'Bearer',
    ...(key.endsAt !== null && { exp: Math.floor(key.endsAt / SECOND) }),
    iat: Math.floor(key.issuedAt / SECOND),
    sub: key.actsAs ?? key.keyId,
    iss: issuer,
    domain: key.domainId,
  }
}
