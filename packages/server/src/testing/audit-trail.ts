import type { Server } from '../server.ts'

/** The actions that the audit trail has about a target, the oldest first. */
export async function actionsAbout(server: Server, targetId: string): Promise<string[]> {
  const rows = await server.foundation.database.db
    .selectFrom('audit_events')
    .select('action')
    .where('target_id', '=', targetId)
    .orderBy('chain')
    .orderBy('seq')
    .execute()
  return rows.map(row => row.action)
}
