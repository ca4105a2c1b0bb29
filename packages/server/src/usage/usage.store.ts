import type { Outcome } from '@keywright/contract'
import { maskTokensIn } from '@keywright/core'
import { sql } from 'kysely'
import type { Db, Tx } from '../db/engine.ts'
import { HOUR } from '../lib/clock.ts'
import type { Tally } from './tally.ts'
import type {
  KeyUsageTable,
  LateAcceptsTable,
  SecretUsageTable,
  UsageBucketsTable,
} from './usage.table.ts'
import type { Batch, LateAccept } from './usage-buffer.ts'

/** Sizes of multi-row statements: few shapes to prepare, and none that holds the thread for long. */
const CHUNKS = [128, 16, 1] as const

/** Adds a batch to what is stored. Several nodes may do so at once: counts add up, last uses only grow. */
export async function writeUsage(tx: Tx, node: string, batch: Batch): Promise<void> {
  // All nodes write in the same order, so that none waits for another in a circle.
  const tallies = batch.tallies.toSorted(
    (a, b) => compare(a.secretId, b.secretId) || compare(a.domainId, b.domainId),
  )
  await inChunks(lastUseOfKeys(tallies), rows => addKeyUsage(tx, rows))
  await inChunks(lastUseOfSecrets(tallies), rows => addSecretUsage(tx, rows))
  await inChunks(bucketsOf(tallies, batch.minute), rows => addBuckets(tx, rows))
  await inChunks(lateRows(batch.lateAccepts, node), rows => insertLateAccepts(tx, rows))
}

/** A span of time and the width of its buckets, in milliseconds; `from` is included, `to` is not. */
export interface UsageSpan {
  from: number
  to: number
  bucket: number
}

/** Counts of a domain by bucket and outcome, oldest first. */
export function listDomainUsage(
  db: Db,
  domainId: string,
  span: UsageSpan,
  outcome: Outcome | undefined,
) {
  let query = db
    .selectFrom('usage_buckets')
    .select([bucketStart(span).as('at'), 'outcome', total.as('count')])
    .where('domain_id', '=', domainId)
    .where('minute', '>=', span.from)
    .where('minute', '<', span.to)
    .groupBy([bucketStart(span), 'outcome'])
    .orderBy('at')
    .orderBy('outcome')
  if (outcome) query = query.where('outcome', '=', outcome)
  return query.execute()
}

/** The keys of a domain with the most verifications, with their names. */
export function listMostUsedKeys(
  db: Db,
  domainId: string,
  span: UsageSpan,
  outcome: Outcome | undefined,
  limit: number,
) {
  let query = db
    .selectFrom('usage_buckets')
    .innerJoin('keys', 'keys.id', 'usage_buckets.key_id')
    .select(['keys.id', 'keys.name', total.as('count')])
    .where('usage_buckets.domain_id', '=', domainId)
    .where('minute', '>=', span.from)
    .where('minute', '<', span.to)
    .groupBy(['keys.id', 'keys.name'])
    .orderBy('count', 'desc')
    .orderBy('keys.id')
    .limit(limit)
  if (outcome) query = query.where('outcome', '=', outcome)
  return query.execute()
}

/** Counts of a key by bucket, outcome and secret, oldest first. */
export function listKeyUsage(db: Db, keyId: string, span: UsageSpan) {
  return db
    .selectFrom('usage_buckets')
    .select([bucketStart(span).as('at'), 'outcome', 'secret_id', total.as('count')])
    .where('key_id', '=', keyId)
    .where('minute', '>=', span.from)
    .where('minute', '<', span.to)
    .groupBy([bucketStart(span), 'outcome', 'secret_id'])
    .orderBy('at')
    .orderBy('outcome')
    .orderBy('secret_id')
    .execute()
}

/** Late accepts of a domain, or of one of its keys; newest first. */
export function listLateAccepts(
  db: Db,
  domainId: string,
  keyId: string | undefined,
  limit: number,
) {
  let query = db
    .selectFrom('late_accepts')
    .selectAll()
    .where('domain_id', '=', domainId)
    .orderBy('accepted_at', 'desc')
    .orderBy('key_id')
    .limit(limit)
  if (keyId !== undefined) query = query.where('key_id', '=', keyId)
  return query.execute()
}

/** Every domain there ever was: usage outlives its domain until it is pruned. */
export async function listDomainIds(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('domains').select('id').execute()
  return rows.map(row => row.id)
}

/** Deletes an hour of a domain's oldest counts, if they are before `before`; false when none is left. */
export async function deleteOldestHour(db: Db, domainId: string, before: number): Promise<boolean> {
  const oldest = await db
    .selectFrom('usage_buckets')
    .select('minute')
    .where('domain_id', '=', domainId)
    .orderBy('minute')
    .limit(1)
    .executeTakeFirst()
  if (!oldest || oldest.minute >= before) return false
  await db
    .deleteFrom('usage_buckets')
    .where('domain_id', '=', domainId)
    .where('minute', '<', Math.min(before, oldest.minute + HOUR))
    .execute()
  return true
}

export async function deleteLateAccepts(db: Db, before: number): Promise<void> {
  await db.deleteFrom('late_accepts').where('accepted_at', '<', before).execute()
}

/** Both engines divide whole numbers to whole numbers, as long as the divisor is no parameter. */
function bucketStart({ bucket }: UsageSpan) {
  return sql<number>`minute / ${sql.lit(bucket)} * ${sql.lit(bucket)}`
}

/** Postgres sums to a decimal, which would arrive as text. */
const total = sql<number>`cast(sum(count) as bigint)`

async function addKeyUsage(tx: Tx, rows: KeyUsageTable[]) {
  await tx
    .insertInto('key_usage')
    .values(rows)
    .onConflict(conflict =>
      conflict
        .column('key_id')
        .doUpdateSet(({ fn, ref }) => ({
          last_used_at: ref('excluded.last_used_at'),
          last_ip: fn.coalesce(ref('excluded.last_ip'), ref('key_usage.last_ip')),
          last_user_agent: fn.coalesce(
            ref('excluded.last_user_agent'),
            ref('key_usage.last_user_agent'),
          ),
        }))
        .whereRef('excluded.last_used_at', '>', 'key_usage.last_used_at'),
    )
    .execute()
}

async function addSecretUsage(tx: Tx, rows: SecretUsageTable[]) {
  await tx
    .insertInto('secret_usage')
    .values(rows)
    .onConflict(conflict =>
      conflict
        .column('secret_id')
        .doUpdateSet(({ ref }) => ({ last_used_at: ref('excluded.last_used_at') }))
        .whereRef('excluded.last_used_at', '>', 'secret_usage.last_used_at'),
    )
    .execute()
}

async function addBuckets(tx: Tx, rows: UsageBucketsTable[]) {
  await tx
    .insertInto('usage_buckets')
    .values(rows)
    .onConflict(conflict =>
      conflict
        .columns(['domain_id', 'minute', 'key_id', 'secret_id', 'outcome'])
        .doUpdateSet({ count: sql`usage_buckets.count + excluded.count` }),
    )
    .execute()
}

async function insertLateAccepts(tx: Tx, rows: LateAcceptsTable[]) {
  await tx
    .insertInto('late_accepts')
    .values(rows)
    .onConflict(conflict => conflict.doNothing())
    .execute()
}

/** One row per key, of the newest uses of any of its secrets. */
function lastUseOfKeys(tallies: readonly Tally[]): KeyUsageTable[] {
  const newest = new Map<string, KeyUsageTable>()
  const oldestFirst = tallies
    .filter(tally => tally.lastUsedAt > 0)
    .sort((a, b) => a.lastUsedAt - b.lastUsedAt)
  for (const { keyId, domainId, lastUsedAt, ip, userAgent } of oldestFirst) {
    const earlier = newest.get(keyId)
    newest.set(keyId, {
      key_id: keyId,
      domain_id: domainId,
      last_used_at: lastUsedAt,
      last_ip: ip ?? earlier?.last_ip ?? null,
      last_user_agent:
        userAgent === null ? (earlier?.last_user_agent ?? null) : storable(userAgent),
    })
  }
  return [...newest.values()].sort((a, b) => compare(a.key_id, b.key_id))
}

function lastUseOfSecrets(tallies: readonly Tally[]): SecretUsageTable[] {
  return tallies
    .filter(tally => tally.lastUsedAt > 0)
    .map(tally => ({
      secret_id: tally.secretId,
      last_used_at: tally.lastUsedAt,
    }))
}

function bucketsOf(tallies: readonly Tally[], minute: number): UsageBucketsTable[] {
  return tallies.flatMap(({ domainId, keyId, secretId, valid, others }) => {
    const counts = [...(others ?? [])].sort(([a], [b]) => compare(a, b))
    if (valid > 0) counts.push(['VALID', valid])
    return counts.map(([outcome, count]) => ({
      domain_id: domainId,
      key_id: keyId,
      secret_id: secretId,
      outcome,
      minute,
      count,
    }))
  })
}

function lateRows(lateAccepts: readonly LateAccept[], node: string): LateAcceptsTable[] {
  return lateAccepts.map(late => ({
    domain_id: late.domainId,
    key_id: late.keyId,
    node,
    accepted_at: late.acceptedAt,
    changed_at: late.changedAt,
  }))
}

/** What a client says of itself may hold anything, a token included. */
function storable(text: string): string {
  return maskTokensIn(text.slice(0, 500))
    .replace(/[\p{Cc}\p{Cs}]/gu, '')
    .slice(0, 300)
}

async function inChunks<Row>(rows: readonly Row[], write: (rows: Row[]) => Promise<void>) {
  let from = 0
  for (const size of CHUNKS) {
    for (; rows.length - from >= size; from += size) {
      await write(rows.slice(from, from + size))
      // The embedded database works in this very thread: requests get their turn in between.
      if (size > 1) await new Promise(resolve => setImmediate(resolve))
    }
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
