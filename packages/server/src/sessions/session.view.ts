import type { endpoints, ResponseBody } from '@keywright/contract'
import { toTime } from '../lib/clock.ts'
import type { SessionRow } from './sessions.table.ts'

/** A session in the list of its user. */
export function viewSession(
  row: SessionRow,
  currentId: string,
): ResponseBody<typeof endpoints.session.list>['items'][number] {
  return {
    id: row.id,
    current: row.id === currentId,
    createdAt: toTime(row.created_at),
    lastSeenAt: toTime(row.last_seen_at),
    expiresAt: toTime(row.expires_at),
    ip: row.ip,
    userAgent: row.user_agent,
  }
}
