import type { Generated } from 'kysely'

/** The number that an object has in the full-text index, from its first day to its last. */
export interface ContentSearchTable {
  number: Generated<number>
  type_number: number
  object_id: string
}
