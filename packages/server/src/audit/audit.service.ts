import type { AuditEvent, AuditFilter, AuditVerification } from '@keywright/contract'
import { hashEvent, maskTokensIn } from '@keywright/core'
import type { Logger } from 'pino'
import type { Actor, Principal } from '../access/principal.ts'
import { AppError } from '../app-error.ts'
import type { Database } from '../db/database.ts'
import type { Tx } from '../db/engine.ts'
import { whileWelcome } from '../http/while-welcome.ts'
import type { Keyring } from '../keyring/keyring.ts'
import type { Clock } from '../lib/clock.ts'
import { readCursor, writeCursor } from '../lib/cursor.ts'
import { createId } from '../lib/ids.ts'
import { insertEvents, listEventsBefore, lockHead, setHead } from './audit.store.ts'
import type { AuditEventRow, AuditHeadsTable } from './audit.table.ts'
import { viewEvent, viewUnhashed } from './audit.view.ts'
import { headText, sha256 } from './audit-chain.ts'
import { type ExportFormat, toStream } from './audit-export.ts'
import { readPages } from './audit-pages.ts'
import { verifyChain } from './audit-verify.ts'

/** What happened. `before` and `after` hold only what changed, and never a secret. */
export interface AuditChange {
  /** `noun.pastParticiple`, as in `key.created`. */
  action: string
  target: { kind: string; id: string; label: string }
  before?: Record<string, unknown> | null
  after?: Record<string, unknown> | null
}

/** What happened, and where it is written down. */
export interface AuditEntry extends AuditChange {
  /** A domain id, or `INSTANCE_CHAIN`. */
  chain: string
}

/** The tamper-evident trail. A chain is a domain's id, or `INSTANCE_CHAIN`. */
export interface AuditService {
  /**
   * Writes an event in the transaction of the change it is about. Call it last in the transaction:
   * it holds the chain's lock until the commit.
   */
  record(tx: Tx, actor: Actor, entry: AuditEntry): Promise<void>
  /** The same for several changes in one chain, in their order; nothing where there are none. */
  recordAll(tx: Tx, actor: Actor, chain: string, changes: readonly AuditChange[]): Promise<void>
  /** A page of events, newest first; throws CURSOR_INVALID. */
  list(
    chain: string,
    query: AuditFilter & { limit: number; cursor?: string | undefined },
  ): Promise<{ items: AuditEvent[]; nextCursor: string | null }>
  /**
   * All events up to the newest one of this moment, oldest first, read as fast as they are taken, and
   * as long as `renew` lets the caller.
   */
  export(
    chain: string,
    filter: AuditFilter,
    format: ExportFormat,
    renew: () => Promise<unknown>,
  ): ReadableStream<Uint8Array>
  /** Recomputes the whole chain and names what was done to it. */
  verify(chain: string): Promise<AuditVerification>
}

/** Makes the audit service. */
export function createAuditService(parts: {
  database: Database
  keyring: Keyring
  clock: Clock
  logger: Logger
}): AuditService {
  const { database, keyring, clock, logger } = parts

  /**
   * Signs the new head, unless the one before was not ours: a signature on top of a forged head
   * would make it look like a true one. Such a chain stays unsigned, and `verify` says so.
   */
  function sign(before: AuditHeadsTable, head: Omit<AuditHeadsTable, 'mac'>): string {
    const ours = before.seq === 0 || keyring.checkMac(headText(before), 'audit', before.mac)
    if (ours) return keyring.mac(headText(head), 'audit')
    logger.error({ chain: head.chain, seq: before.seq }, 'the head of an audit chain was forged')
    return before.mac
  }

  async function recordAll(
    tx: Tx,
    actor: Actor,
    chain: string,
    changes: readonly AuditChange[],
  ): Promise<void> {
    if (changes.length === 0) return
    const head = await lockHead(tx, database.engine, chain)
    const events: AuditEventRow[] = []
    let { seq, hash } = head
    for (const { action, target, before, after } of changes) {
      seq += 1
      const event: Omit<AuditEventRow, 'hash'> = {
        chain,
        seq,
        id: createId('evt'),
        at: clock.now(),
        ...describe(actor.principal),
        ip: actor.context.ip,
        user_agent: actor.context.userAgent && clean(actor.context.userAgent),
        request_id: actor.context.requestId,
        action,
        target_kind: target.kind,
        target_id: target.id,
        target_label: clean(target.label),
        before: toText(before),
        after: toText(after),
        previous_hash: hash,
      }
      hash = hashEvent(viewUnhashed(event), sha256)
      events.push({ ...event, hash })
    }
    await insertEvents(tx, events)
    const next = { chain, seq, hash }
    await setHead(tx, { ...next, mac: sign(head, next) })
  }

  return {
    record: (tx, actor, { chain, ...change }) => recordAll(tx, actor, chain, [change]),
    recordAll,

    async list(chain, { limit, cursor, ...filter }) {
      const before = cursor === undefined ? undefined : readPosition(chain, cursor)
      const rows = await listEventsBefore(database.db, chain, filter, { before, limit: limit + 1 })
      const items = rows.slice(0, limit).map(viewEvent)
      const last = items.at(-1)
      const more = rows.length > limit && last !== undefined
      return { items, nextCursor: more ? writeCursor(listName(chain), [last.seq]) : null }
    },

    export(chain, filter, format, renew) {
      return toStream(whileWelcome(readPages(database.db, chain, filter), renew), format)
    },

    verify: chain => verifyChain({ database, keyring }, chain),
  }
}

function describe(
  principal: Principal,
): Pick<AuditEventRow, 'actor_kind' | 'actor_id' | 'actor_label'> {
  if (principal.kind === 'session' || principal.kind === 'proven') {
    const { id, email } = principal.user
    return { actor_kind: 'user', actor_id: id, actor_label: clean(email) }
  }
  if (principal.kind === 'key') {
    const { keyId, name } = principal.key
    return { actor_kind: 'key', actor_id: keyId, actor_label: clean(name) }
  }
  return { actor_kind: principal.kind, actor_id: null, actor_label: principal.kind }
}

/** Without tokens that somebody pasted in, and without what no database or other language reads back as it was. */
function clean(text: string): string {
  return maskTokensIn(text).replace(/\p{Surrogate}|\0/gu, '\ufffd')
}

function toText(side: Record<string, unknown> | null | undefined): string | null {
  if (!side) return null
  const text = JSON.stringify(side, (_, value: unknown) =>
    typeof value === 'string' ? clean(value) : value,
  )
  // Once more for the names of members.
  return maskTokensIn(text)
}

function listName(chain: string): string {
  return `audit ${chain}`
}

function readPosition(chain: string, cursor: string): number {
  const position = readCursor(listName(chain), cursor)?.[0]
  if (!Number.isSafeInteger(position)) throw new AppError('CURSOR_INVALID')
  return Number(position)
}
