import type { Engine, Tx } from '../db/engine.ts'
import type { AuditEventRow, AuditHeadsTable } from './audit.table.ts'

/** The head of a chain, locked until the transaction ends; made on first use. */
export async function lockHead(tx: Tx, engine: Engine, chain: string): Promise<AuditHeadsTable> {
  const query = tx.selectFrom('audit_heads').selectAll().where('chain', '=', chain)
  const head = await engine.forUpdate(query).executeTakeFirst()
  if (head) return head
  await tx
    .insertInto('audit_heads')
    .values({ chain, seq: 0, hash: '', mac: '' })
    .onConflict(conflict => conflict.column('chain').doNothing())
    .execute()
  return engine.forUpdate(query).executeTakeFirstOrThrow()
}

export async function setHead(tx: Tx, head: AuditHeadsTable): Promise<void> {
  await tx
    .updateTable('audit_heads')
    .set({ seq: head.seq, hash: head.hash, mac: head.mac })
    .where('chain', '=', head.chain)
    .execute()
}

export async function insertEvent(tx: Tx, row: AuditEventRow): Promise<void> {
  await tx.insertInto('audit_events').values(row).execute()
}
