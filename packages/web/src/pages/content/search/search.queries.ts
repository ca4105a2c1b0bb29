import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query'
import { api } from '../../../app/api.ts'
import type { ContentSearch } from './content.search.ts'

/** Objects that have all the words, the best first, part by part. */
export function searchQuery(domain: string, { q = '', type, in: place }: ContentSearch) {
  return infiniteQueryOptions({
    queryKey: ['domain', domain, 'content', 'search', { q, type, place }],
    queryFn: ({ pageParam, signal }) => {
      const query = { q, limit: 20, ...(type && { type }), ...(pageParam && { cursor: pageParam }) }
      const call = place === 'published' ? api.search.delivery : api.search.content
      return call({ params: { domain }, query }, { signal })
    },
    enabled: q !== '',
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
    placeholderData: keepPreviousData,
  })
}
