import type { Domain } from '../access/principal.ts'
import type { Tx } from '../db/engine.ts'

/** Inserts a domain with its first ADMIN. */
export async function insertFirstDomain(
  tx: Tx,
  domain: Domain,
  ownerUserId: string,
): Promise<void> {
  const stamps = {
    created_at: domain.createdAt,
    updated_at: domain.updatedAt,
    version: domain.version,
  }
  const { id, slug, name } = domain
  const settings = JSON.stringify(domain.settings)
  await tx
    .insertInto('domains')
    .values({ id, slug, name, settings, deleted_at: null, ...stamps })
    .execute()
  await tx
    .insertInto('memberships')
    .values({ domain_id: id, user_id: ownerUserId, role: 'ADMIN', suspended_at: null, ...stamps })
    .execute()
}
