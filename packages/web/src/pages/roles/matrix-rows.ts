import type { MatrixRow } from './matrix.ts'
import type { Resource } from './roles.queries.ts'

/** A row with its words. */
export interface NamedRow extends MatrixRow {
  description: string
  /** What an action lets somebody do. */
  about: Readonly<Record<string, string>>
}

/** The rows of one API. */
export interface RowGroup {
  name: string
  rows: readonly NamedRow[]
}

/** The actions that have a column of their own; all others stand side by side in the last one. */
export const COLUMNS = ['read', 'create', 'update', 'delete'] as const

/** The matrix: everything at the top, then each API with all of it first. */
export function groupRows(resources: readonly Resource[]): RowGroup[] {
  const apis = [...new Set(resources.map(({ api }) => api))]
  return [
    {
      name: 'Everything',
      rows: [wildcard('*', 'Every resource of every API, also those that are still to come.')],
    },
    ...apis.map(api => ({ name: api, rows: rowsOf(api, resources) })),
  ]
}

function rowsOf(api: string, resources: readonly Resource[]): NamedRow[] {
  const rows = resources
    .filter(resource => resource.api === api)
    .map(({ permission, description, actions }) => ({
      resource: permission,
      description,
      actions: actions.map(({ name }) => name),
      about: Object.fromEntries(actions.map(({ name, description: text }) => [name, text])),
    }))
  const all = `${api}.*`
  const [first] = rows.filter(({ resource }) => resource === all)
  const whole = first ?? wildcard(all, `Every resource of ${api}, also those still to come.`)
  return [whole, ...rows.filter(row => row !== first)]
}

function wildcard(resource: string, description: string): NamedRow {
  return { resource, description, actions: COLUMNS, about: {} }
}
