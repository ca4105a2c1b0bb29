import type { Selectable } from 'kysely'

export interface DomainsTable {
  id: string
  slug: string
  name: string
  /** JSON of the contract's DomainSettings. */
  settings: string
  created_at: number
  updated_at: number
  /** Deleted domains stay for the audit trail; their slug is free again. */
  deleted_at: number | null
  version: number
}

export type DomainRow = Selectable<DomainsTable>
