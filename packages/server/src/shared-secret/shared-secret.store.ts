import type { Db, Engine, Tx } from '../db/engine.ts'
import { MINUTE } from '../lib/clock.ts'
import type { SharedSecretRow } from './shared-secret.table.ts'

/** All shared secrets of a domain that are accepted at `now`, the current one first. */
export function listSharedSecrets(
  db: Db,
  domainId: string,
  now: number,
): Promise<SharedSecretRow[]> {
  return db
    .selectFrom('shared_secrets')
    .selectAll()
    .where('domain_id', '=', domainId)
    .where(eb => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .orderBy(eb => eb.case().when('expires_at', 'is', null).then(0).else(1).end())
    .orderBy('expires_at', 'desc')
    .execute()
}

/** The living domain with this slug, and the shared secrets that it accepts at `now`. */
export async function findDomainWithSecrets(db: Db, slug: string, now: number) {
  const rows = await db
    .selectFrom('domains')
    .leftJoin('shared_secrets', join =>
      join
        .onRef('shared_secrets.domain_id', '=', 'domains.id')
        .on(eb =>
          eb.or([
            eb('shared_secrets.expires_at', 'is', null),
            eb('shared_secrets.expires_at', '>', now),
          ]),
        ),
    )
    .where('domains.slug', '=', slug)
    .where('domains.deleted_at', 'is', null)
    .selectAll('domains')
    .select(['shared_secrets.id as secret_id', 'shared_secrets.sealed'])
    .execute()
  const [domain] = rows
  if (!domain) return undefined
  const secrets = rows.flatMap(({ secret_id, sealed }) =>
    secret_id === null || sealed === null ? [] : [{ id: secret_id, sealed }],
  )
  return { domain, secrets }
}

/** Inserts the current shared secret; false when the domain has one. */
export async function insertSharedSecret(tx: Tx, row: SharedSecretRow): Promise<boolean> {
  const result = await tx
    .insertInto('shared_secrets')
    .values(row)
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirst()
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** Lets one regeneration of the domain happen at a time. */
export async function lockDomain(tx: Tx, engine: Engine, domainId: string): Promise<void> {
  await engine
    .forUpdate(tx.selectFrom('domains').select('id').where('id', '=', domainId))
    .executeTakeFirst()
}

/** Ends the secrets of a domain at `at`, unless they end before. */
export async function setSharedSecretsEnd(tx: Tx, domainId: string, at: number): Promise<void> {
  await tx
    .updateTable('shared_secrets')
    .set({ expires_at: at })
    .where('domain_id', '=', domainId)
    .where(eb => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', at)]))
    .execute()
}

/** Notes a use, once a minute: many exchanges at once must not wait for one row. */
export async function setSharedSecretUsed(tx: Tx, id: string, at: number): Promise<void> {
  await tx
    .updateTable('shared_secrets')
    .set({ last_used_at: at })
    .where('id', '=', id)
    .where(eb => eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<=', at - MINUTE)]))
    .execute()
}

/** Takes an assertion's id; false when it was taken before. */
export async function takeAssertionId(
  tx: Tx,
  row: { domain_id: string; jti: string; expires_at: number },
): Promise<boolean> {
  const result = await tx
    .insertInto('assertion_ids')
    .values(row)
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirst()
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** Forgets assertions that are too old to be accepted again. */
export async function deleteAssertionIds(db: Db, before: number): Promise<void> {
  await db.deleteFrom('assertion_ids').where('expires_at', '<', before).execute()
}
