import type { Api } from '@keywright/contract'
import { toTime } from '../lib/clock.ts'
import { readJson } from '../lib/json.ts'
import type { ApiRow } from './apis.table.ts'

/** An API as it travels. */
export function viewApi(row: ApiRow): Api {
  return {
    id: row.id,
    ...definitionOf(row),
    createdAt: toTime(row.created_at),
    updatedAt: toTime(row.updated_at),
  }
}

/** What a person decided about an API; also what the audit trail keeps of it. */
export function definitionOf(row: ApiRow): Omit<Api, 'id' | 'createdAt' | 'updatedAt'> {
  return {
    slug: row.slug,
    name: row.name,
    description: row.description,
    resources: readJson<Api['resources']>(row.resources),
    routes: readJson<Api['routes']>(row.routes),
    unmatched: row.unmatched,
  }
}
