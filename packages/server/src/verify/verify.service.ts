import type { Outcome } from '@keywright/contract'
import { decide, holdsAll, isWellFormedToken } from '@keywright/core'
import type { Config } from '../config.ts'
import type { Change } from '../db/changes.ts'
import type { Database } from '../db/database.ts'
import type { Freshness } from '../db/freshness.ts'
import type { Clock } from '../lib/clock.ts'
import type { UsageRecorder } from '../usage/usage-recorder.ts'
import { type CacheEntry, createKeyCache } from './key-cache.ts'
import type { Origin, SecretLookup, Verification, VerifiedKey, Verifier } from './verified-key.ts'

/** Makes the verifier: the cache, and the decision about what it holds. */
export function createVerifier(parts: {
  config: Config
  database: Database
  freshness: Freshness
  lookup: SecretLookup
  usage: UsageRecorder
  clock: Clock
}): Verifier {
  const { lookup, usage, clock } = parts
  const cache = createKeyCache({
    ...parts,
    onLate: (entry, change) => void recordLate(entry, change),
  })

  function check(
    token: string,
    domainId: string | null,
    permissions: readonly string[] | null,
    origin: Origin,
  ): Verification | Promise<Verification> {
    // Garbage costs one pass over its characters: no hash, no look-up, no query.
    const now = clock.now()
    if (!isWellFormedToken(token)) return conclude(undefined, domainId, permissions, origin, now)
    const found = cache.find(token, now)
    if (found instanceof Promise) {
      return found.then(entry => conclude(entry, domainId, permissions, origin, clock.now()))
    }
    return conclude(found, domainId, permissions, origin, now)
  }

  function conclude(
    entry: CacheEntry | undefined,
    domainId: string | null,
    permissions: readonly string[] | null,
    origin: Origin,
    now: number,
  ): Verification {
    // A key of another domain is not found: who asks must not learn that it exists, nor use up its good name.
    const known =
      entry && (domainId === null || entry.key.domainId === domainId) ? entry : undefined
    const verification = known ? verificationOf(known.key, permissions, origin.ip, now) : NOT_FOUND
    if (known && verification.outcome === 'VALID') known.acceptedAt = now
    usage.record({
      domainId: known?.key.domainId ?? domainId ?? '',
      key: known?.key,
      outcome: verification.outcome,
      origin,
      at: now,
    })
    return verification
  }

  function look(key: VerifiedKey | undefined, origin: Origin): Verification {
    return key ? verificationOf(key, NO_PERMISSIONS, origin.ip, clock.now()) : NOT_FOUND
  }

  function use(key: VerifiedKey | undefined, origin: Origin): Verification {
    const verification = look(key, origin)
    if (!key) return verification
    const { outcome } = verification
    usage.record({ domainId: key.domainId, key, outcome, origin, at: clock.now() })
    return verification
  }

  /** An edit that takes nothing away is not late, so the question is what the key may do now. */
  async function recordLate({ key, acceptedAt }: CacheEntry, change: Change) {
    const now = await lookup.findById(key.secretId).catch(() => undefined)
    if (now && standingOf(now, acceptedAt) === 'VALID') return
    const { domainId, keyId } = key
    usage.recordLateAccept({ domainId, keyId, acceptedAt, changedAt: change.at })
  }

  return {
    authenticate: (token, origin) => check(token, null, NO_PERMISSIONS, origin),
    authenticateSecret: async (secretId, origin) => use(await lookup.findById(secretId), origin),
    authenticateKey: async (keyId, origin) => use(await lookup.findByKeyId(keyId), origin),
    renew: async (secretId, origin) => look(await lookup.findById(secretId), origin),
    renewKey: async (keyId, origin) => look(await lookup.findByKeyId(keyId), origin),
    verify: (domainId, { token, permissions, origin }) =>
      check(token, domainId, permissions, origin),
    cacheStats: cache.stats,
  }
}

const NO_PERMISSIONS: readonly string[] = []
const NOT_FOUND: Verification = Object.freeze({ outcome: 'NOT_FOUND' })

/**
 * The outcome, the first that applies of: NOT_FOUND, REVOKED, EXPIRED, DISABLED, SUBJECT_INACTIVE,
 * IP_DENIED, FORBIDDEN, VALID. What is final comes first, then what only an admin can mend, then
 * what depends on the request.
 */
function verificationOf(
  key: VerifiedKey,
  permissions: readonly string[] | null,
  ip: string | null,
  now: number,
): Verification {
  const standing = standingOf(key, now)
  if (standing !== 'VALID') return { outcome: standing, key }
  // Where only some addresses are let in, an unknown one is not.
  if (key.ipAllow && (ip === null || !key.ipAllow(ip))) return { outcome: 'IP_DENIED', key }
  if (permissions === null) return { outcome: 'FORBIDDEN', key }
  for (const permission of permissions) {
    const decision = decide(key.layers, permission)
    if (decision.allowed) continue
    return {
      outcome: 'FORBIDDEN',
      key,
      missing: holdsAll(key.layers, permissions),
      layer: key.layers[decision.layer]?.name ?? 'none',
    }
  }
  return { outcome: 'VALID', key }
}

/** What the key and its subject are, whatever is asked of them. */
function standingOf(key: VerifiedKey, now: number): Outcome {
  if (key.revokedAt !== null) return 'REVOKED'
  if (key.endsAt !== null && key.endsAt <= now) return 'EXPIRED'
  if (key.disabledAt !== null) return 'DISABLED'
  return key.subjectActive ? 'VALID' : 'SUBJECT_INACTIVE'
}
