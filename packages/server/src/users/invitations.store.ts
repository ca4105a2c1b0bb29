import { type SqlBool, sql } from 'kysely'
import type { Db, Tx } from '../db/engine.ts'
import type { InvitationRow, UserRow } from './users.table.ts'

/** An invitation with the domain it is for. */
export interface InvitationRecord extends InvitationRow {
  slug: string
  domain_name: string
}

export async function insertInvitation(tx: Tx, row: InvitationRow): Promise<void> {
  await tx.insertInto('invitations').values(row).execute()
}

/** The invitation that one of these digests belongs to, unless its domain was deleted. */
export function findInvitation(
  db: Db,
  digests: readonly string[],
): Promise<InvitationRecord | undefined> {
  return selectInvitations(db).where('invitations.digest', 'in', digests).executeTakeFirst()
}

/** The invitations to a domain or to all, newest first; `openAt` leaves out those that are no longer open. */
export function listInvitations(
  db: Db,
  domainId: string | undefined,
  page: {
    openAt: number | undefined
    after: { createdAt: number; id: string } | undefined
    limit: number
  },
): Promise<InvitationRecord[]> {
  const { openAt, after } = page
  let query = selectInvitations(db)
  if (domainId !== undefined) query = query.where('invitations.domain_id', '=', domainId)
  if (openAt !== undefined) {
    query = query
      .where('invitations.accepted_at', 'is', null)
      .where('invitations.withdrawn_at', 'is', null)
      .where('invitations.expires_at', '>', openAt)
  }
  if (after) {
    query = query.where(
      sql<SqlBool>`(invitations.created_at, invitations.id) < (${after.createdAt}, ${after.id})`,
    )
  }
  return query
    .orderBy('invitations.created_at', 'desc')
    .orderBy('invitations.id', 'desc')
    .limit(page.limit)
    .execute()
}

/** Uses an invitation up; false when it is not open any more, also when somebody was faster. */
export async function setAccepted(tx: Tx, id: string, now: number): Promise<boolean> {
  const row = await openInvitations(tx, now, { accepted_at: now })
    .where('id', '=', id)
    .executeTakeFirst()
  return row !== undefined
}

/** Withdraws one open invitation, of a domain where one is given; undefined when there is none. */
export function setWithdrawn(
  tx: Tx,
  domainId: string | undefined,
  id: string,
  now: number,
): Promise<InvitationRow | undefined> {
  const query = openInvitations(tx, now, { withdrawn_at: now }).where('id', '=', id)
  return (
    domainId === undefined ? query : query.where('domain_id', '=', domainId)
  ).executeTakeFirst()
}

/** Withdraws all open invitations of an address to a domain. */
export function setAllWithdrawn(
  tx: Tx,
  domainId: string,
  email: string,
  now: number,
): Promise<InvitationRow[]> {
  return openInvitations(tx, now, { withdrawn_at: now })
    .where('domain_id', '=', domainId)
    .where('email', '=', email)
    .execute()
}

/** Inserts a user; false when somebody has the address already. */
export async function insertNewUser(tx: Tx, row: UserRow): Promise<boolean> {
  const result = await tx
    .insertInto('users')
    .values(row)
    .onConflict(conflict => conflict.doNothing())
    .executeTakeFirst()
  return Boolean(result.numInsertedOrUpdatedRows)
}

function openInvitations(
  tx: Tx,
  now: number,
  columns: Partial<Pick<InvitationRow, 'accepted_at' | 'withdrawn_at'>>,
) {
  return tx
    .updateTable('invitations')
    .set(columns)
    .where('accepted_at', 'is', null)
    .where('withdrawn_at', 'is', null)
    .where('expires_at', '>', now)
    .returningAll()
}

function selectInvitations(db: Db) {
  return db
    .selectFrom('invitations')
    .innerJoin('domains', 'domains.id', 'invitations.domain_id')
    .where('domains.deleted_at', 'is', null)
    .selectAll('invitations')
    .select(['domains.slug', 'domains.name as domain_name'])
}
