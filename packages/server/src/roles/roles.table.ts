import type { Selectable } from 'kysely'

/** Roles of the domains' own; the built-in ones live in core. */
export interface RolesTable {
  domain_id: string
  name: string
  description: string
  /** JSON list of permissions, normalised. */
  permissions: string
  created_at: number
  updated_at: number
  version: number
}

export type RoleRow = Selectable<RolesTable>
