import type { ContentType } from '@keywright/contract'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../../app/api.ts'

/** The content types that the person may see, by name. */
export function contentTypesQuery(domain: string) {
  return queryOptions({
    queryKey: ['domain', domain, 'content-types', 'list'],
    queryFn: async ({ signal }) => {
      const items: ContentType[] = []
      let cursor: string | null = ''
      while (cursor !== null) {
        const query = { limit: 200, ...(cursor !== '' && { cursor }) }
        const page: { items: ContentType[]; nextCursor: string | null } =
          await api.contentTypes.list({ params: { domain }, query }, { signal })
        items.push(...page.items)
        cursor = page.nextCursor
      }
      return items
    },
  })
}

/** One content type. */
export function contentTypeQuery(domain: string, type: string) {
  return queryOptions({
    queryKey: ['domain', domain, 'content-types', 'one', type],
    queryFn: () => api.contentTypes.read({ params: { domain, type } }),
  })
}
