import type { endpoints, ResponseBody } from '@keywright/contract'
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../app/api.ts'

/** Somebody on this instance, with their domains. */
export type TeamMember = ResponseBody<typeof endpoints.team.read>

/** Everybody on this instance, page by page. */
export function teamQuery(search: string) {
  return infiniteQueryOptions({
    queryKey: ['team', 'list', search],
    queryFn: ({ pageParam }) =>
      api.team.list({
        query: {
          limit: 50,
          ...(search !== '' && { search }),
          ...(pageParam !== '' && { cursor: pageParam }),
        },
      }),
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
    placeholderData: keepPreviousData,
  })
}

/** One person of this instance. */
export function teamMemberQuery(id: string) {
  return queryOptions({
    queryKey: ['team', id],
    queryFn: () => api.team.read({ params: { id } }),
  })
}
