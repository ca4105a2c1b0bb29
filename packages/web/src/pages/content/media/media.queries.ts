import type { MEDIA_SORTS } from '@keywright/contract'
import { infiniteQueryOptions, type QueryKey, queryOptions } from '@tanstack/react-query'
import { api } from '../../../app/api.ts'
import { withEtag } from '../../../app/with-etag.ts'

/** Which files a list shows. */
export interface MediaFilter {
  /** Part of the name or alt text; '' for all. */
  search: string
  /** `image`, or `image/png`; undefined for all. */
  type: string | undefined
  /** Undefined for the newest first. */
  sort: (typeof MEDIA_SORTS)[number] | undefined
}

/** What every list of files of a domain has at the beginning of its key. */
export function mediaListsKey(domain: string): QueryKey {
  return ['domain', domain, 'media', 'list']
}

/** Files, page by page. */
export function mediaListQuery(domain: string, { search, type, sort }: MediaFilter) {
  return infiniteQueryOptions({
    queryKey: [...mediaListsKey(domain), { search, type, sort }],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: 48,
        ...(search !== '' && { search }),
        ...(type !== undefined && { type }),
        ...(sort !== undefined && { sort }),
        ...(pageParam && { cursor: pageParam }),
      }
      return api.media.list({ params: { domain }, query }, { signal })
    },
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
  })
}

/** One file with its version. */
export function mediaFileQuery(domain: string, id: string) {
  return queryOptions({
    queryKey: ['domain', domain, 'media', 'file', id],
    queryFn: () => withEtag(call => api.media.read({ params: { domain, id } }, call)),
  })
}
