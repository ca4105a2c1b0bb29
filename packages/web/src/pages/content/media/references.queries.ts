import type { ContentType } from '@keywright/contract'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../../app/api.ts'
import { isSchema, type JsonSchema, shapeOf } from '../types/field-kind.ts'

/** So many objects of each type are named. */
export const SHOWN = 10

/** The objects of the types whose drafts refer to a file: the first of each type, and whether there are more. */
export function referrersQuery(domain: string, id: string, types: readonly ContentType[]) {
  const asked = types.flatMap(type => {
    const paths = mediaPaths(type.schema)
    return paths.length > 0 ? [{ type: type.name, paths }] : []
  })
  return queryOptions({
    queryKey: ['domain', domain, 'media', 'referrers', id, asked],
    queryFn: async ({ signal }) => {
      const pages = await Promise.all(
        asked.map(({ type, paths }) => {
          const filter = JSON.stringify({ or: paths.map(path => ({ [path]: { eq: id } })) })
          return api.objects.list(
            { params: { domain, type }, query: { filter, limit: SHOWN } },
            { signal },
          )
        }),
      )
      return {
        objects: pages.flatMap(({ items }) => items),
        isMore: pages.some(({ nextCursor }) => nextCursor !== null),
      }
    },
  })
}

/** The fields of a schema that hold files, by path. */
function mediaPaths(schema: JsonSchema, root = schema, prefix = ''): string[] {
  if (!isSchema(schema.properties)) return []
  return Object.entries(schema.properties).flatMap(([name, property]) => {
    const shape = shapeOf(property, root)
    const path = prefix + name
    if (shape.kind === 'media') return [path]
    const inner = shape.kind === 'list' ? shapeOf(shape.schema.items, root) : shape
    return inner.kind === 'object' ? mediaPaths(inner.schema, root, `${path}.`) : []
  })
}
