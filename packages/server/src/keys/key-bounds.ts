import type { DomainActor } from '../access/principal.ts'
import { AppError } from '../app-error.ts'
import type { Tx } from '../db/engine.ts'
import { toTime } from '../lib/clock.ts'
import { readJson } from '../lib/json.ts'
import { findKey } from './keys.store.ts'

/** When a key ends (epoch milliseconds; null: never) and from where it may be used. */
export interface Bounds {
  expiresAt: number | null
  ipAllow: readonly string[]
}

/**
 * A key that manages keys hands out nothing that outlives itself or works from where it does not:
 * else an expiry date or an address list could be shaken off by making another key.
 * Does nothing for people. Throws EXPIRY_INVALID or VALIDATION_FAILED.
 */
export async function requireWithinCaller(
  tx: Tx,
  actor: DomainActor,
  { expiresAt, ipAllow }: Bounds,
): Promise<void> {
  if (actor.principal.kind !== 'key') return
  const caller = await findKey(tx, actor.domain.id, actor.principal.key.keyId)
  if (!caller) throw new AppError('KEY_NOT_FOUND')
  if (caller.expires_at !== null && (expiresAt === null || expiresAt > caller.expires_at)) {
    throw new AppError('EXPIRY_INVALID', {
      detail: `A key cannot hand out one that outlives it: ${toTime(caller.expires_at)} at the latest.`,
    })
  }
  const own = readJson<string[]>(caller.ip_allow)
  if (own.length === 0) return
  if (ipAllow.length === 0 || ipAllow.some(range => !own.includes(range))) {
    const message = `They must be among those of the calling key: ${own.join(', ')}.`
    throw new AppError('VALIDATION_FAILED', { errors: [{ pointer: '/ipAllow', message }] })
  }
}
