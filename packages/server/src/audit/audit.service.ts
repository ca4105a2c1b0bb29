import { maskTokensIn } from '@keywright/core'
import type { Actor, Principal } from '../access/principal.ts'
import type { Database } from '../db/database.ts'
import type { Tx } from '../db/engine.ts'
import type { Keyring } from '../keyring/keyring.ts'
import type { Clock } from '../lib/clock.ts'
import { createId } from '../lib/ids.ts'
import { insertEvent, lockHead, setHead } from './audit.store.ts'
import type { AuditEventRow } from './audit.table.ts'
import { hashEvent, headText } from './audit-chain.ts'

/** What happened. `before` and `after` hold only what changed, and never a secret. */
export interface AuditEntry {
  /** A domain id, or `INSTANCE_CHAIN`. */
  chain: string
  /** `noun.pastParticiple`, as in `key.created`. */
  action: string
  target: { kind: string; id: string; label: string }
  before?: Record<string, unknown> | null
  after?: Record<string, unknown> | null
}

/** The tamper-evident trail. */
export interface AuditService {
  /**
   * Writes an event in the transaction of the change it is about. Call it last in the transaction:
   * it holds the chain's lock until the commit.
   */
  record(tx: Tx, actor: Actor, entry: AuditEntry): Promise<void>
}

/** Makes the audit service. */
export function createAuditService(parts: {
  database: Database
  keyring: Keyring
  clock: Clock
}): AuditService {
  const { database, keyring, clock } = parts
  return {
    async record(tx, actor, entry) {
      const head = await lockHead(tx, database.engine, entry.chain)
      const event: Omit<AuditEventRow, 'hash'> = {
        chain: entry.chain,
        seq: head.seq + 1,
        id: createId('evt'),
        at: clock.now(),
        ...describe(actor.principal),
        ip: actor.context.ip,
        user_agent: actor.context.userAgent && maskTokensIn(actor.context.userAgent).slice(0, 300),
        request_id: actor.context.requestId,
        action: entry.action,
        target_kind: entry.target.kind,
        target_id: entry.target.id,
        target_label: entry.target.label,
        before: entry.before ? JSON.stringify(entry.before) : null,
        after: entry.after ? JSON.stringify(entry.after) : null,
        previous_hash: head.hash,
      }
      const hash = hashEvent(event)
      await insertEvent(tx, { ...event, hash })
      const { chain, seq } = event
      await setHead(tx, { chain, seq, hash, mac: keyring.mac(headText(chain, seq, hash), 'audit') })
    },
  }
}

function describe(
  principal: Principal,
): Pick<AuditEventRow, 'actor_kind' | 'actor_id' | 'actor_label'> {
  if (principal.kind === 'session') {
    return {
      actor_kind: 'user',
      actor_id: principal.user.id,
      actor_label: principal.user.email,
    }
  }
  if (principal.kind === 'key') {
    const { keyId, name } = principal.key
    return { actor_kind: 'key', actor_id: keyId, actor_label: name }
  }
  return { actor_kind: principal.kind, actor_id: null, actor_label: principal.kind }
}
