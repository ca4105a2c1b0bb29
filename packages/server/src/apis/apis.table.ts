import type { Selectable } from 'kysely'

export interface ApisTable {
  id: string
  domain_id: string
  slug: string
  name: string
  description: string
  /** JSON of the contract's resources and routes. */
  resources: string
  routes: string
  unmatched: string | null
  created_at: number
  updated_at: number
  version: number
}

export type ApiRow = Selectable<ApisTable>
