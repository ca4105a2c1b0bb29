import type { ContentType } from '@keywright/contract'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../../app/api.ts'
import { countOf } from '../../../lib/count.ts'
import { objectsKey } from '../object/object.queries.ts'
import { fieldsOf } from './field-kind.ts'

/** So many objects are looked at; beyond that it is "100+". */
const COUNTED = 100

/** How many objects a type has. */
export interface TypeCount {
  total: number
  published: number
  /** There are more than were counted. */
  more: boolean
}

/** Counts the objects of a type, as far as one page of them goes. */
export function typeCountQuery(domain: string, type: ContentType) {
  return queryOptions({
    queryKey: [...objectsKey(domain, type.name), 'count'],
    queryFn: async ({ signal }): Promise<TypeCount> => {
      // One short field is enough to count by.
      const [first] = fieldsOf(type).toSorted((a, b) => weightOf(a.shape) - weightOf(b.shape))
      const query = { limit: COUNTED, ...(first && { fields: first.name }) }
      const { items, nextCursor } = await api.objects.list(
        { params: { domain, type: type.name }, query },
        { signal },
      )
      const published = items.filter(({ state }) => state !== 'draft').length
      return { total: items.length, published, more: nextCursor !== null }
    },
  })
}

/** A count in words. */
export function countText({ total, more }: TypeCount): string {
  return more ? `More than ${total} objects` : countOf(total, 'object')
}

function weightOf({ kind, many }: { kind: string; many: boolean }): number {
  if (many) return 3
  return kind === 'boolean' || kind === 'integer' || kind === 'number' || kind === 'date' ? 0 : 2
}
