import type { Outcome, USAGE_BUCKETS, usageEndpoints } from '@keywright/contract'
import type { z } from 'zod'
import type { DomainActor } from '../access/principal.ts'
import { AppError } from '../app-error.ts'
import type { Database } from '../db/database.ts'
import type { KeysService } from '../keys/keys.service.ts'
import { type Clock, DAY, HOUR, MINUTE, toTime } from '../lib/clock.ts'
import {
  deleteLateAccepts,
  deleteOldestHour,
  listDomainIds,
  listDomainUsage,
  listKeyUsage,
  listLateAccepts,
  listMostUsedKeys,
  type UsageSpan,
} from './usage.store.ts'

type DomainUsage = z.output<(typeof usageEndpoints.ofDomain.responses)[200]>
type KeyUsage = z.output<(typeof usageEndpoints.ofKey.responses)[200]>
type LateAccepts = z.output<(typeof usageEndpoints.lateAccepts.responses)[200]>

/** Which time, in which steps; as the contract's query. */
export interface UsageQuery {
  from?: string | undefined
  to?: string | undefined
  bucket: (typeof USAGE_BUCKETS)[number]
}

/** What was used when. */
export interface UsageService {
  /** Counts of all verifications asked of the domain, or those with one outcome, and its most used keys. */
  ofDomain(
    actor: DomainActor,
    query: UsageQuery & { outcome?: Outcome | undefined },
  ): Promise<DomainUsage>
  /** Counts of one key; KEY_NOT_FOUND for keys that the actor may not see. */
  ofKey(actor: DomainActor, keyId: string, query: UsageQuery): Promise<KeyUsage>
  /** The newest 200 verifications, of one key if given, that a node accepted after the change that ended them. */
  lateAccepts(actor: DomainActor, keyId?: string): Promise<LateAccepts>
  /** Forgets counts and late accepts of more than 90 days ago. */
  prune(now: number): Promise<void>
}

const KEEP_MILLISECONDS = 90 * DAY
const MOST_USED_KEYS = 10
const MAX_LATE_ACCEPTS = 200

/** More buckets than a plot has pixels help nobody and cost a lot. */
const MAX_BUCKETS = 1500

const BUCKET_MILLISECONDS = { minute: MINUTE, hour: HOUR, day: DAY } as const satisfies Record<
  (typeof USAGE_BUCKETS)[number],
  number
>

/** Makes the usage service. */
export function createUsageService(parts: {
  database: Database
  clock: Clock
  /** Refuses keys that the actor may not see. */
  keys: Pick<KeysService, 'get'>
}): UsageService {
  const { database, clock, keys } = parts
  const { db } = database

  return {
    async ofDomain({ domain }, query) {
      const span = spanOf(query, clock.now())
      const { outcome } = query
      const items = await listDomainUsage(db, domain.id, span, outcome)
      const mostUsed = await listMostUsedKeys(db, domain.id, span, outcome, MOST_USED_KEYS)
      return {
        items: items.map(viewPoint),
        keys: mostUsed.map(({ id, name, count }) => ({ keyId: id, name, count })),
      }
    },

    async ofKey(actor, keyId, query) {
      const span = spanOf(query, clock.now())
      await keys.get(actor, keyId)
      const items = await listKeyUsage(db, keyId, span)
      return {
        items: items.map(item => ({ ...viewPoint(item), secretId: item.secret_id || null })),
      }
    },

    async lateAccepts({ domain }, keyId) {
      const rows = await listLateAccepts(db, domain.id, keyId, MAX_LATE_ACCEPTS)
      return {
        items: rows.map(row => ({
          keyId: row.key_id,
          node: row.node,
          acceptedAt: toTime(row.accepted_at),
          changedAt: toTime(row.changed_at),
          lateByMilliseconds: row.accepted_at - row.changed_at,
        })),
      }
    },

    async prune(now) {
      const before = now - KEEP_MILLISECONDS
      for (const domainId of await listDomainIds(db)) {
        while (await deleteOldestHour(db, domainId, before));
      }
      await deleteLateAccepts(db, before)
    },
  }
}

function spanOf({ from, to, bucket }: UsageQuery, now: number): UsageSpan {
  const width = BUCKET_MILLISECONDS[bucket]
  // Up to and with this very millisecond: the minute that begins in it counts.
  const end = to === undefined ? now + 1 : Date.parse(to)
  const start = from === undefined ? end - DAY : Date.parse(from)
  // Whole buckets only: half of the first one would look like a quiet hour.
  const first = start - (start % width)
  if (start >= end) refuse('/query/from', 'This must be before `to`.')
  if (Math.ceil((end - first) / width) > MAX_BUCKETS) {
    refuse('/query/bucket', `At most ${MAX_BUCKETS} buckets: take wider ones or a shorter time.`)
  }
  return { from: first, to: end, bucket: width }
}

function refuse(pointer: string, message: string): never {
  throw new AppError('VALIDATION_FAILED', { errors: [{ pointer, message }] })
}

function viewPoint({ at, outcome, count }: { at: number; outcome: string; count: number }) {
  // Only outcomes are ever written there.
  return { at: toTime(at), outcome: outcome as Outcome, count }
}
