import type { ContentType } from '@keywright/contract'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../../app/api.ts'
import { type Versioned, withEtag } from '../../../app/with-etag.ts'

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

/**
 * One content type with its version. Editing begins with it: it is read anew each time the page is
 * opened, and not by itself after that.
 */
export function versionedTypeQuery(domain: string, type: string) {
  return queryOptions({
    queryKey: ['domain', domain, 'content-types', 'versioned', type],
    queryFn: () => withEtag(call => api.contentTypes.read({ params: { domain, type } }, call)),
    staleTime: 0,
    refetchOnWindowFocus: false,
  })
}

/** A content type and its version. */
export type VersionedType = Versioned<ContentType>

/** What is no longer as it was read when a content type is made, changed or dropped: also what rules can name. */
export function changedBy(domain: string) {
  return [
    ['domain', domain, 'content-types', 'list'],
    ['domain', domain, 'content-types', 'one'],
    ['domain', domain, 'resources'],
  ]
}
