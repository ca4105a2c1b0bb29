import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../app/api.ts'
import { pollEvery } from '../../app/poll-every.ts'
import { type KeyFilters, keysQuery } from '../../app/queries.ts'
import { isLong } from '../../keys/key-cache.ts'

const FRESH_MILLISECONDS = 10_000

/** The list of keys; while it is narrowed further, the one before stays. */
export function keyListQuery(domain: string, filters: KeyFilters) {
  return infiniteQueryOptions({
    ...keysQuery(domain, filters),
    placeholderData: keepPreviousData,
    // To compare tens of thousands of rows with every page that arrives would stop the page.
    structuralSharing: false,
    staleTime: ({ state }) => (isLong(state.data) ? 'static' : FRESH_MILLISECONDS),
  })
}

/** The beginning of a list, for those that are too long to be read again as a whole. */
export function keyListHeadQuery(domain: string, filters: KeyFilters) {
  return queryOptions({
    queryKey: ['domain', domain, 'keys', 'head', filters],
    queryFn: () => api.keys.list({ params: { domain }, query: { ...filters, limit: 100 } }),
  })
}

/** The two keys that a domain is made with, those that the person may see; others may regenerate them. */
export function applicationKeysQuery(domain: string) {
  return infiniteQueryOptions({
    ...keysQuery(domain, { kind: 'application', sort: 'createdAt' }),
    refetchInterval: pollEvery(15_000),
  })
}

/** One person of the domain, for the name of a filter. */
export function userNameQuery(domain: string, id: string) {
  return queryOptions({
    queryKey: ['domain', domain, 'users', id, 'name'],
    queryFn: async () => (await api.users.read({ params: { domain, id } })).email,
  })
}
