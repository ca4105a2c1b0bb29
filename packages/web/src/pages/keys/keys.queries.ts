import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api } from '../../app/api.ts'
import { type KeyFilters, keysQuery } from '../../app/queries.ts'

/** After so many pages, a list is not read again just because somebody came back to it. */
const FEW_PAGES = 3

/** The list of keys; while it is narrowed further, the one before stays. */
export function keyListQuery(domain: string, filters: KeyFilters) {
  const base = keysQuery(domain, filters)
  return infiniteQueryOptions({
    ...base,
    placeholderData: keepPreviousData,
    // To compare tens of thousands of rows with every page that arrives would stop the page.
    structuralSharing: false,
    refetchOnWindowFocus: ({ state }) =>
      // Set by queries of this kind only.
      ((state.data as { pages?: unknown[] } | undefined)?.pages?.length ?? 0) <= FEW_PAGES,
  })
}

/** The two keys that a domain is made with, those that the person may see; others may regenerate them. */
export function applicationKeysQuery(domain: string) {
  return infiniteQueryOptions({
    ...keysQuery(domain, { kind: 'application', sort: 'createdAt' }),
    refetchInterval: 15_000,
  })
}

/** One person of the domain, for the name of a filter. */
export function userNameQuery(domain: string, id: string) {
  return queryOptions({
    queryKey: ['domain', domain, 'users', id, 'name'],
    queryFn: async () => (await api.users.read({ params: { domain, id } })).email,
  })
}
