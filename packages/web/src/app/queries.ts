import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from './api.ts'

/** So many domains are read for lists to choose from. */
export const DOMAINS_SHOWN = 200

/** The domains of whoever is signed in. */
export const domainsQuery = queryOptions({
  queryKey: ['domains'],
  queryFn: async () => (await api.domains.list({ query: { limit: DOMAINS_SHOWN } })).items,
})

/** One domain with its settings. */
export function domainQuery(domain: string) {
  return queryOptions({
    queryKey: ['domain', domain, 'settings'],
    queryFn: () => api.domains.read({ params: { domain } }),
  })
}

/** The roles of a domain, for lists to choose from. */
export function rolesQuery(domain: string) {
  return queryOptions({
    queryKey: ['domain', domain, 'roles'],
    queryFn: async () =>
      (await api.roles.list({ params: { domain }, query: { limit: 200 } })).items,
  })
}

/** Every resource of every API with its actions: what rules and roles are made of. */
export function resourcesQuery(domain: string) {
  return queryOptions({
    queryKey: ['domain', domain, 'resources'],
    queryFn: async () => (await api.roles.resources({ params: { domain } })).items,
  })
}

/** The registered APIs of a domain. */
export function apisQuery(domain: string) {
  return queryOptions({
    queryKey: ['domain', domain, 'apis'],
    queryFn: async () => (await api.apis.list({ params: { domain }, query: { limit: 200 } })).items,
  })
}

/** People of a domain who match, for lists to choose from. */
export function usersQuery(domain: string, search: string) {
  return queryOptions({
    queryKey: ['domain', domain, 'users', 'search', search],
    queryFn: async ({ signal }) => {
      const query = { limit: 20, ...(search !== '' && { search }) }
      return (await api.users.list({ params: { domain }, query }, { signal })).items
    },
  })
}

/** What a list of keys can be narrowed and ordered by. */
export type KeyFilters = Omit<
  NonNullable<Parameters<typeof api.keys.list>[0]['query']>,
  'cursor' | 'limit'
>

/** Keys, page by page. */
export function keysQuery(domain: string, filters: KeyFilters) {
  return infiniteQueryOptions({
    queryKey: ['domain', domain, 'keys', 'list', filters],
    queryFn: ({ pageParam, signal }) => {
      const query = { ...filters, limit: 100, ...(pageParam && { cursor: pageParam }) }
      return api.keys.list({ params: { domain }, query }, { signal })
    },
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
  })
}

/** One key. */
export function keyQuery(domain: string, id: string) {
  return queryOptions({
    queryKey: ['domain', domain, 'keys', id],
    queryFn: () => api.keys.read({ params: { domain, id } }),
  })
}
