import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import type { KeyFilters } from '../../app/queries.ts'
import { isLong } from '../../keys/key-cache.ts'
import { keyListHeadQuery, keyListQuery } from './keys.queries.ts'
import { withHead } from './list-head.ts'

/** The list of keys, as far as somebody has scrolled, and all its rows. */
export function useKeyList(domain: string, filters: KeyFilters) {
  const client = useQueryClient()
  const query = useInfiniteQuery(keyListQuery(domain, filters))
  const { data, isPlaceholderData } = query
  const rows = useMemo(() => data?.pages.flatMap(page => page.items) ?? [], [data])
  const { data: head } = useQuery({
    ...keyListHeadQuery(domain, filters),
    enabled: !isPlaceholderData && isLong(data),
  })
  useEffect(() => {
    if (!head) return
    const { queryKey } = keyListQuery(domain, filters)
    client.setQueryData(queryKey, list => (list && isLong(list) ? withHead(list, head) : list))
  }, [client, domain, filters, head])
  return { query, rows }
}
