import type { Key, Panel, PanelDevice, PanelShows } from '@keywright/contract'
import { toTime } from '../lib/clock.ts'
import { readJson } from '../lib/json.ts'
import type { PanelRecord } from './panels.store.ts'
import type { PanelDeviceRow, PanelRow } from './panels.table.ts'

/** What the devices of a panel come to. */
export interface DeviceSummary {
  open: number
  lastSeenAt: number
}

/** A panel as it travels; `key` is its own. */
export function viewPanel(
  row: PanelRecord,
  key: Key,
  problem: Panel['problem'],
  { open, lastSeenAt }: DeviceSummary = NO_DEVICES,
): Panel {
  const { id, name, state, masked, role, scopes, actsAs, actsAsEmail, expiresAt } = key
  const hasEnded = state === 'revoked'
  return {
    id: row.id,
    name: row.name,
    state: hasEnded ? 'ended' : state,
    shows: showsOf(row),
    problem: hasEnded ? null : problem,
    key: { id, name, state, masked, role, scopes, actsAs, actsAsEmail, expiresAt },
    deviceCount: hasEnded ? 0 : open,
    lastSeenAt: toTime(lastSeenAt || null),
    createdAt: toTime(row.created_at),
    createdBy: row.created_by,
    createdByLabel: row.created_by_label,
    updatedAt: toTime(row.updated_at),
    endedAt: key.revokedAt,
  }
}

const NO_DEVICES: DeviceSummary = { open: 0, lastSeenAt: 0 }

/** A device as it travels; all of them end with their panel. */
export function viewDevice(row: PanelDeviceRow, panelEndedAt: string | null): PanelDevice {
  return {
    id: row.id,
    firstSeenAt: toTime(row.first_seen_at),
    lastSeenAt: toTime(row.last_seen_at),
    ip: row.ip,
    userAgent: row.user_agent,
    endedAt: toTime(row.ended_at) ?? panelEndedAt,
  }
}

/** What a panel shows, as it was written. */
export function showsOf({ shows }: Pick<PanelRow, 'shows'>): PanelShows {
  return readJson<PanelShows>(shows)
}

/** What the audit trail keeps of a panel. */
export function auditView(row: Pick<PanelRow, 'name' | 'shows' | 'key_id'>) {
  return { name: row.name, shows: showsOf(row), key: row.key_id }
}
