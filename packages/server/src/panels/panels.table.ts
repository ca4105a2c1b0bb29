import type { Selectable } from 'kysely'

/** Screens that show something for as long as their key lives. */
export interface PanelsTable {
  id: string
  domain_id: string
  /** The key that is this panel's alone: the panel ends when it is revoked. */
  key_id: string
  name: string
  /** JSON: an object, a list or an address. */
  shows: string
  /** JSON: what its key was given for what is shown; null where its access was chosen. */
  given_scopes: string | null
  created_at: number
  created_by: string | null
  created_by_label: string
  updated_at: number
  version: number
}

/** Devices that opened the link of a panel. */
export interface PanelDevicesTable {
  id: string
  panel_id: string
  /** HMAC-SHA-256 of what its cookie holds, in hex. */
  digest: string
  first_seen_at: number
  last_seen_at: number
  ip: string | null
  user_agent: string | null
  ended_at: number | null
}

export type PanelRow = Selectable<PanelsTable>
export type PanelDeviceRow = Selectable<PanelDevicesTable>
